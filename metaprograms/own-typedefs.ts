import type { CallNode, Project, TypedefNode } from 'hlsmith/cpp';
import { layerKind, type LayerGraph } from 'hlsmith/hls';

/**
 * Gives every weight, bias, accumulator and table type of a network a typedef of its own, so that each can
 * be narrowed alone. hls4ml writes one `model_default_t` for all of them unless told otherwise.
 *
 * before: `typedef ap_fixed<18,8> model_default_t;` ... `struct config2 { typedef model_default_t weight_t; };`
 * after:  `typedef ap_fixed<18,8> model_default_t;` `typedef ap_fixed<18,8> fc1_weight_t;` ...
 *         `struct config2 { typedef fc1_weight_t weight_t; };`
 *
 * The array (`w2`) and the call that loads it are given the new type too, since C++ wants the types equal.
 * Idempotent: a typedef with one user is left alone. The edits are pending until the project commits them;
 * a layer graph that was read before is stale afterwards.
 *
 * @returns how many typedefs were added.
 */
export function giveOwnTypedefs(project: Project, graph: LayerGraph): number {
  const slots = graph.layers.flatMap((layer) =>
    Object.entries(layerKind(layer.kind).typeMembers).flatMap(([member, role]) => {
      const slot = layer.types[role];
      const array = { weight: layer.weights, bias: layer.bias }[role as string];
      return slot ? [{ layer, member, typedef: slot.typedef, array: array?.name }] : [];
    }),
  );
  const taken = new Set(project.typedefs().map(({ name }) => name));
  let added = 0;
  for (const { layer, member, typedef, array } of slots) {
    if (slots.filter((other) => other.typedef === typedef).length < 2) continue;
    const shared = project.typedef(typedef);
    const own = freeName(`${layer.name.replace(/\W/g, '_')}_${member}`, taken);
    shared.after(`typedef ${shared.type.text} ${own};`);
    project.struct(layer.config).typedefs[member].set(own);
    if (array !== undefined) retype(project, array, shared, own);
    added++;
  }
  return added;
}

function freeName(wanted: string, taken: Set<string>): string {
  const base = /^[A-Za-z]/.test(wanted) ? wanted : `layer_${wanted}`;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = base.replace(/_t$/, `_${count}_t`);
  taken.add(name);
  return name;
}

/** Gives an array of constants another type: where it is declared, and in `load_weights_from_txt<TYPE, ...>`. */
function retype(project: Project, array: string, shared: TypedefNode, own: string): void {
  // Weight files are not parsed until asked for; the users of a typedef are sought in parsed files only.
  const home = project.files.find(({ path }) => path.endsWith(`weights/${array}.h`));
  const isHome = home !== undefined && home.children.length > 0;
  for (const user of shared.users) {
    const call = [...user.ancestors()].find((node): node is CallNode => node.kind === 'Call');
    const loads = call?.args[0]?.text === array;
    if (loads || (isHome && user.file === home)) user.replace(own);
  }
}
