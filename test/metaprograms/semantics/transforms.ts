import { isMetaprogram, type Metaprogram } from 'hlsmith/cpp';

/** The metaprograms that keep the meaning of any kernel, each with options to try. */
const options: Readonly<Record<string, readonly Readonly<Record<string, string | number | boolean>>[]>> = {
  'loops/unroll-in-source': [{}, { factor: 2, loops: 'all' }, { factor: 3 }],
  'loops/peel-loops': [{ first: 1, last: 1, loops: 'all' }],
  'loops/strip-mine-loops': [{ size: 2, loops: 'all' }, { size: 3 }],
  'loops/tile-loops': [{ sizes: '2,2' }, { sizes: '2,0,3' }],
  'loops/interchange-loops': [{}, { order: 'k,i,j' }, { order: 'j,k,i' }],
  'loops/fuse-loops': [{}],
  'loops/distribute-loops': [{}],
  'loops/normalize-loops': [{}],
  'functions/inline-calls': [{}],
  'functions/outline-code': [
    { name: 'part', first: 12 },
    { name: 'part', first: 13, last: 14 },
  ],
  'expressions/convert-branches': [{}],
  'expressions/reduce-multiplications': [{}, { digits: 8 }],
};

export interface Transform {
  readonly name: string;
  readonly program: Metaprogram;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export async function transforms(): Promise<Transform[]> {
  const found: Transform[] = [];
  for (const [path, each] of Object.entries(options)) {
    const [folder, file] = path.split('/');
    const module = (await import(`../../../metaprograms/${folder}/${file}.ts`)) as { default: unknown };
    if (!isMetaprogram(module.default)) throw new Error(`${path} is no metaprogram`);
    for (const given of each)
      found.push({ name: `${file} ${JSON.stringify(given)}`, program: module.default, options: given });
  }
  return found;
}
