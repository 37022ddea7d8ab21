import type { Project, StructNode } from '../../cpp/index.js';
import { problem, type Place } from '../../diagnostics/index.js';
import type { LayerKind, Sizes } from '../kinds/kind.js';
import type { LayerConfig, TypeRole, TypeSlot } from './graph.js';
import { typedefSlot, typeSlot } from './types.js';

/** A config struct and all that it names. */
export interface ConfigTree {
  readonly own: LayerConfig;
  readonly parts: Readonly<Record<string, LayerConfig>>;
  readonly functions: Readonly<Record<string, string>>;
  readonly size: Sizes;
  /** Where the struct is. */
  readonly at: Place | undefined;
  /** The last name of an enumerator, of its own or of the first part that has one: `latency` for `strategy`. */
  word(member: string): string | undefined;
}

/** No struct: the config of a layer whose call passes all that there is to know. */
const empty: LayerConfig = { config: '', types: {}, parameters: {} };

/**
 * @param numbers what the layer's call passes, beside the constants of its config struct
 * @throws hls.no-typedef, hls.not-fixed-point
 */
export function readConfig(
  project: Project,
  kind: LayerKind,
  struct: StructNode | null,
  layer: string,
  numbers: Readonly<Record<string, number>>,
): ConfigTree {
  const parts: Record<string, LayerConfig> = {};
  const functions: Record<string, string> = {};
  const words: Record<string, string> = {};
  const visit = (config: StructNode, path: string): void => {
    for (const [member, chosen] of chosenFunctions(config)) functions[`${path}${member}`] = chosen;
    for (const [member, { value, text }] of Object.entries(config.constants)) {
      if (value === null) words[member] ??= lastName(text);
    }
    if (path !== '') parts[path.slice(0, -1)] = readStruct(project, kind, config, layer);
    for (const [member, type] of Object.entries(config.types)) {
      const part = path.split('.').length > deepest ? null : type.struct;
      if (part) visit(part, `${path}${member}.`);
    }
  };
  const own = struct ? readStruct(project, kind, struct, layer) : empty;
  if (struct) visit(struct, '');
  const whole = { ...own, parameters: { ...own.parameters, ...numbers } };
  const at = struct?.at;
  return {
    own: whole,
    parts,
    functions,
    size: sizesOf(whole, parts, at),
    at,
    word: (member) => words[member],
  };
}

/** Structs that name structs that name structs; a struct that names itself must end somewhere. */
const deepest = 3;

function readStruct(project: Project, kind: LayerKind, struct: StructNode, layer: string): LayerConfig {
  return {
    config: struct.name,
    types: typesOf(project, kind, struct, layer),
    parameters: parametersOf(kind, struct),
  };
}

function typesOf(
  project: Project,
  kind: LayerKind,
  struct: StructNode,
  layer: string,
): Partial<Record<TypeRole, TypeSlot>> {
  const named = struct.types;
  const found = Object.entries(kind.typeMembers).flatMap(([member, role]) => {
    const type = named[member];
    const what = `${member} of ${layer}`;
    if (type) return [[role, typeSlot(type, what, struct.at)] as const];
    const typedef = constantType(struct, member);
    return typedef === undefined ? [] : [[role, typedefSlot(project, typedef, what, struct.at)] as const];
  });
  return Object.fromEntries(found);
}

/** The typedef of a constant: `static const slope_t slope;`. */
function constantType(struct: StructNode, member: string): string | undefined {
  const declared = new RegExp(String.raw`\bstatic\s+const(?:expr)?\s+([A-Za-z_]\w*)\s+${member}\s*[;=]`);
  return declared.exec(struct.text)?.[1];
}

function parametersOf(kind: LayerKind, struct: StructNode): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, { value, text }] of Object.entries(struct.constants)) {
    const enumerator = lastName(text);
    if (value !== null) numbers[name] = Number(value);
    else if (Object.hasOwn(enumerators, enumerator)) numbers[name] = enumerators[enumerator]!;
    else if (kind.lists.includes(name)) addList(numbers, name, text);
  }
  for (const [name, text] of definedOutside(struct)) {
    const value = plainNumber(text);
    if (value !== null) numbers[name] ??= value;
    else if (kind.lists.includes(name)) addList(numbers, name, listNamed(struct, text) ?? text);
  }
  return numbers;
}

/** `const T config5::slope = 0.2;`, behind the struct. */
function definedOutside(struct: StructNode): [string, string][] {
  const definition = new RegExp(
    String.raw`\b${struct.name}\s*::\s*(\w+)\s*(?:\[[^\]]*\])?\s*=\s*([^;]*);`,
    'g',
  );
  return [...struct.file.text.matchAll(definition)].map(([, name, value]) => [name!, value!.trim()]);
}

/** `{2, 0, 1}` of `unsigned config5_perm[3] = {2, 0, 1};`. */
function listNamed(struct: StructNode, name: string): string | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  return new RegExp(String.raw`\b${name}\s*\[[^\]]*\]\s*=\s*(\{[^}]*\})`).exec(struct.file.text)?.[1];
}

function addList(numbers: Record<string, number>, name: string, text: string): void {
  const items = /^\{([^{}]*)\}$/.exec(text.trim())?.[1]?.split(',') ?? [];
  items.map(plainNumber).forEach((value, at) => {
    if (value !== null) numbers[`${name}[${at}]`] = value;
  });
}

/** A number, also in the brackets of a conversion: `slope_t(0.2)`. */
export function plainNumber(text: string): number | null {
  const digits = /^(?:[\w:<>, ]+\()?\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)f?\s*\)?$/i.exec(
    text.trim(),
  )?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * `product` -> `mult` of `template <class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;`. Arguments
 * that are not its own parameters are part of the name: `approximate<hlsmith::drum<6>>`.
 */
function chosenFunctions(struct: StructNode): [string, string][] {
  const alias =
    /\btemplate\s*<([^<>]*)>\s*using\s+(\w+)\s*=\s*(?:typename\s+)?([\w:]+)\s*(?:<([^;{}]*)>)?\s*;/g;
  return [...struct.text.matchAll(alias)].map(([, parameters, name, target, given = '']) => {
    const own = parameters!.split(',').map((parameter) => parameter.trim().split(/\s+/).at(-1));
    const others = splitArguments(given).filter((argument) => !own.includes(argument));
    return [name!, `${lastName(target!)}${others.length > 0 ? `<${others.join(', ')}>` : ''}`];
  });
}

/** `a, b<c, d>` -> `a`, `b<c, d>`. */
function splitArguments(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (const letter of text) {
    depth += letter === '<' ? 1 : letter === '>' ? -1 : 0;
    if (letter === ',' && depth === 0) found.push('');
    else found[found.length - 1] += letter;
  }
  return found.map((argument) => argument.trim()).filter((argument) => argument !== '');
}

const lastName = (text: string): string => text.split('::').at(-1)!.trim();

function sizesOf(
  own: LayerConfig,
  parts: Readonly<Record<string, LayerConfig>>,
  at: Place | undefined,
): Sizes {
  const find = (name: string): number | undefined => {
    const dot = name.lastIndexOf('.');
    const config = dot < 0 ? own : parts[name.slice(0, dot)];
    return config?.parameters[name.slice(dot + 1)];
  };
  const size = (...names: readonly string[]): number => {
    const found = names.map(find).find((value) => value !== undefined);
    if (found !== undefined) return found;
    throw problem('hls.no-constant', { name: names[0]!, struct: own.config }, at);
  };
  return Object.assign(size, { has: (name: string) => find(name) !== undefined });
}

/** Enumerators of the kernel library that config structs name, by their last name. */
const enumerators: Readonly<Record<string, number>> = {
  // nnet::io_type
  ...{ io_parallel: 0, io_stream: 1 },
  // nnet::strategy, and nnet::softmax_implementation, which shares a name
  ...{ latency: 0, resource: 1, resource_unrolled: 2, distributed_arithmetic: 3 },
  ...{ legacy: 1, stable: 2, argmax: 3 },
  // nnet::conv_implementation, and those of Quartus and oneAPI
  ...{ linebuffer: 0, encoded: 1, combination: 0, im2col: 1, winograd: 2 },
  // nnet::Pool_Op
  ...{ Max: 0, Average: 1 },
};
