import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMetaprogram, type Metaprogram } from 'hlsmith/cpp';

const root = fileURLToPath(new URL('../../metaprograms', import.meta.url));

export interface Shipped {
  readonly folder: string;
  readonly file: string;
  readonly program: Metaprogram;
}

/** Every metaprogram in the folders of `metaprograms/`; their helpers are none. */
export async function shippedIn(...folders: readonly string[]): Promise<Shipped[]> {
  const found: Shipped[] = [];
  for (const folder of folders) {
    for (const path of readdirSync(`${root}/${folder}`)) {
      const file = path.replace(/\.ts$/, '');
      const module = (await import(`../../metaprograms/${folder}/${file}.ts`)) as { default?: unknown };
      if (isMetaprogram(module.default)) found.push({ folder, file, program: module.default });
    }
  }
  return found;
}

export const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
