import { types, unsigned, type Expression, type WasmType } from './instructions.js';

/** Of a module that is made of one function, which imports a memory. */
export interface FunctionModule {
  /** The function is exported under it. */
  readonly name: string;
  /** How many, all of them `i32`. */
  readonly parameters: number;
  /** Types of its other locals, which are numbered behind the parameters. */
  readonly locals: readonly WasmType[];
  readonly statements: readonly Expression[];
  /** Where the memory comes from: `['session', 'memory']`. */
  readonly memory: readonly [module: string, name: string];
}

/** The module in the binary format (WebAssembly core specification, chapter 5). */
export function encodeModule(module: FunctionModule): Uint8Array {
  const { name, parameters, locals, statements, memory } = module;
  const code = [...localDeclarations(locals), ...statements.flat(), 0x0b];
  const sections = [
    section(1, [vectorOf([[0x60, ...vectorOf(Array<number[]>(parameters).fill([types.i32])), 0]])]),
    section(2, [vectorOf([[...memory.flatMap(text), 0x02, 0x00, 1]])]),
    section(3, [vectorOf([[0]])]),
    section(7, [vectorOf([[...text(name), 0x00, 0]])]),
    section(10, [[1], unsigned(code.length), code]),
  ];
  return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]);
}

function section(id: number, content: readonly (readonly number[])[]): number[] {
  const bytes = content.flat();
  return [id, ...unsigned(bytes.length), ...bytes];
}

function vectorOf(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(characters: string): number[] {
  const bytes = new TextEncoder().encode(characters);
  return [...unsigned(bytes.length), ...bytes];
}

/** Runs of equal types. */
function localDeclarations(locals: readonly WasmType[]): number[] {
  const runs: { type: WasmType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  return vectorOf(runs.map(({ type, count }) => [...unsigned(count), type]));
}
