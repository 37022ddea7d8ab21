import type { CallNode, Project, TypedefNode } from 'hlsmith/cpp';
import { layerKind, piecesOf, type Layer, type LayerGraph, type TypeRole } from 'hlsmith/hls';

/**
 * Gives every weight, bias, accumulator and table type of a network a typedef of its own, so that each can
 * be narrowed alone. hls4ml writes one `model_default_t` for all of them unless told otherwise.
 *
 * before: `typedef ap_fixed<18,8> model_default_t;` ... `struct config2 { typedef model_default_t weight_t; };`
 * after:  `typedef ap_fixed<18,8> model_default_t;` `typedef ap_fixed<18,8> fc1_weight_t;` ...
 *         `struct config2 { typedef fc1_weight_t weight_t; };`
 *
 * The config structs that a layer's own names (`config2_mult`), the array (`w2`), the call that loads it and a type
 * among the arguments of the layer's call are given the new type too, since C++ wants the types equal.
 * Idempotent: a typedef with one user is left alone. The edits are pending until the project commits them;
 * a layer graph that was read before is stale afterwards.
 *
 * @returns how many typedefs were added.
 */
export function giveOwnTypedefs(project: Project, graph: LayerGraph): number {
  const uses = graph.layers.flatMap(usesOf);
  const tensors = new Set(
    [...graph.inputs, ...graph.layers.map(({ output }) => output)].map(({ slot }) => slot.typedef),
  );
  const taken = new Set(project.typedefs().map(({ name }) => name));
  let added = 0;
  for (const use of uses) {
    const sharing = uses.filter((other) => other.typedef === use.typedef);
    if (sharing.length < 2 && !tensors.has(use.typedef)) continue;
    const shared = project.typedef(use.typedef);
    // What a struct spells out is its own already.
    if ([...shared.ancestors()].some(({ kind }) => kind === 'Struct')) continue;
    const own = freeName(`${use.layer.name.replace(/\W/g, '_')}_${use.member}`, taken);
    const isAlias = shared.syntax === 'alias_declaration';
    shared.after(isAlias ? `using ${own} = ${shared.type.text};` : `typedef ${shared.type.text} ${own};`);
    for (const [struct, member] of use.places) project.struct(struct).typedefs[member]?.set(own);
    for (const array of use.arrays) retypeArray(project, array, shared, own);
    retypeCall(project, use, own);
    added++;
  }
  return added;
}

/** One type of one layer: where its typedef is named. */
interface Use {
  readonly layer: Layer;
  readonly role: TypeRole;
  readonly typedef: string;
  /** As in the config struct: `weight_t`; for a type that only arrays have, a name like it. */
  readonly member: string;
  /** Config structs and their members. */
  readonly places: readonly (readonly [struct: string, member: string])[];
  /** Arrays of constants. */
  readonly arrays: readonly string[];
}

function usesOf(layer: Layer): Use[] {
  const { typeMembers, partRoles } = layerKind(layer.kind);
  const named = [['', layer] as const, ...Object.entries(layer.parts)].flatMap(([path, { config, types }]) =>
    Object.entries(typeMembers).flatMap(([member, local]) => {
      const slot = types[local];
      const role = partRoles[path]?.[local] ?? local;
      return slot ? [{ role, typedef: slot.typedef, config, member }] : [];
    }),
  );
  const arrays = Object.entries(layer.constants).flatMap(([role, array]) =>
    piecesOf(array).map(({ name, slot }) => ({ role: role as TypeRole, typedef: slot.typedef, name })),
  );
  const keys = new Map(
    [...named, ...arrays].map(({ role, typedef }) => [`${role} ${typedef}`, { role, typedef }]),
  );
  return [...keys.values()].map(({ role, typedef }) => {
    const places = named.filter((place) => place.role === role && place.typedef === typedef);
    const own = Object.entries(typeMembers).find(([, itsRole]) => itsRole === role)?.[0];
    return {
      ...{ layer, role, typedef },
      member: own ?? `${role.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_t`,
      places: places.map(({ config, member }) => [config, member] as const),
      arrays: arrays
        .filter((array) => array.role === role && array.typedef === typedef)
        .map(({ name }) => name),
    };
  });
}

function freeName(wanted: string, taken: Set<string>): string {
  const base = /^[A-Za-z]/.test(wanted) ? wanted : `layer_${wanted}`;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = base.replace(/_t$/, `_${count}_t`);
  taken.add(name);
  return name;
}

/** Gives an array of constants another type: where it is declared, and in `load_weights_from_txt<TYPE, ...>`. */
function retypeArray(project: Project, array: string, shared: TypedefNode, own: string): void {
  // Weight files are not parsed until asked for; the users of a typedef are sought in parsed files only.
  const home = project.files.find(({ path }) => path.endsWith(`weights/${array}.h`));
  const isHome = home !== undefined && home.children.length > 0;
  let isRetyped = false;
  for (const user of shared.users) {
    const call = [...user.ancestors()].find((node): node is CallNode => node.kind === 'Call');
    const loads = call?.args[0]?.text === array;
    if (loads || (isHome && user.file === home)) user.replace(own);
    isRetyped ||= isHome && user.file === home;
  }
  // A word of a compiler in front of the declaration (`hls_init_on_powerup`) may hide it from the parser.
  const declared = new RegExp(String.raw`\b${shared.name}(\s+${array}\s*\[)`, 'g');
  const retyped = isRetyped ? undefined : home?.text.replace(declared, `${own}$1`);
  if (home && retyped !== undefined && retyped !== home.text) home.replace(retyped);
}

/** Gives a type among the template arguments of a layer's call another name: `leaky_relu<in_t, TYPE, out_t, ...>`. */
function retypeCall(project: Project, { layer, role }: Use, own: string): void {
  const words = layerKind(layer.kind).calls.map(({ templates }) => templates);
  const top = project.functions().find((fn) => fn.isDefinition && fn.calls().some(calls));
  for (const call of top?.calls().filter(calls) ?? []) {
    const shape = words.find(({ length }) => length === call.templateArgs.length);
    const at = shape?.indexOf(`type:${role}`) ?? -1;
    if (at >= 0) call.templateArgs[at]!.node?.replace(own);
  }
  function calls(call: CallNode): boolean {
    return call.qualifiedName === layer.calls && call.templateArgs.some(({ text }) => text === layer.config);
  }
}
