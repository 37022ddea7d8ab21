import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { precisionsOf, spelledOutTypedefs, tiedTypedefs, type FixedType, type LayerGraph } from 'hlsmith/hls';

/** Generated projects beside this one: folders of `HLSMITH_PROJECTS`, separated by `:`. */
const folders = (process.env.HLSMITH_PROJECTS ?? '').split(':').filter((folder) => folder !== '');
const only = new RegExp(process.env.HLSMITH_ONLY ?? '');
export const projects = folders
  .flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name)),
  )
  .filter((directory) => only.test(directory));

/** Those that plain g++ compiles: what Catapult and oneAPI need is not inside their projects. */
const compilable = projects.filter((path) => /vivado|vitis|quartus/i.test(basename(path)));

/** So many of those that g++ compiles, spread over the list: 4, or what `HLSMITH_FUZZ` says. */
export function compiledProjects(): string[] {
  const wanted = Math.min(Number(process.env.HLSMITH_FUZZ ?? 4), compilable.length);
  return Array.from(
    { length: wanted },
    (_, at) => compilable[Math.floor((at * compilable.length) / wanted)]!,
  );
}

if (projects.length === 0) console.log('skipped: set HLSMITH_PROJECTS to folders of hls4ml projects');

/**
 * Another type for every typedef that may have one: no two neighbours are alike, save those that are tied.
 *
 * @param make the type of the typedef that comes as the `at`-th
 */
export function typesFor(
  graph: LayerGraph,
  make: (type: FixedType, at: number) => FixedType,
): Map<string, FixedType> {
  const kept = new Set([...spelledOutTypedefs(graph).keys(), ...bitTypes(graph)]);
  const ties = tiedTypedefs(graph);
  const types = new Map<string, FixedType>();
  for (const [typedef, type] of precisionsOf(graph)) {
    const tied = ties.find((group) => group.includes(typedef)) ?? [typedef];
    if (tied.some((other) => kept.has(other) || types.has(other))) continue;
    types.set(typedef, make(type, types.size));
  }
  return types;
}

export const otherTypes = (graph: LayerGraph): Map<string, FixedType> =>
  typesFor(graph, (type, at) => {
    const [width, integer] = [12 + (at % 17), 5 + (at % 3)];
    return { ...type, isInteger: false, quantization: 'TRN', width, integer };
  });

/** Types of bits that stand for -1 and 1. */
function bitTypes(graph: LayerGraph): string[] {
  return graph.layers
    .filter(({ product }) => product.includes('binary'))
    .flatMap(({ types, inputs }) => [types.weight?.typedef ?? '', inputs[0]!.slot.typedef]);
}
