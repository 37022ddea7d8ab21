import type { FunctionNode, ParamNode, Project, TypeRef, VarDeclNode } from '../../cpp/index.js';
import { fixedType, parseFixedType, type FixedType, type TypeSlot } from '../../hls/index.js';
import { isStream, outputsOf, topFunction } from './kernel.js';

/** What an array or stream of a top function holds. */
export interface KernelTensor {
  readonly name: string;
  /** null for C's floating-point numbers, and what is no number. */
  readonly slot: TypeSlot | null;
  /** As declared; empty for streams. */
  readonly shape: readonly number[];
}

/** The arguments and local arrays and streams of a top function, by name. */
export function kernelTensors(top: FunctionNode): Map<string, KernelTensor> {
  return new Map(
    [...top.params, ...top.declarations()].map((variable) => [variable.name, tensorOf(variable)]),
  );
}

function tensorOf({ name, type, shape }: ParamNode | VarDeclNode): KernelTensor {
  return { name, slot: slotOf(type), shape: shape.filter((extent) => typeof extent === 'number') };
}

/** The precisions of a kernel by what they hold, as far as its declarations tell. */
export interface KernelSlots {
  /** Of the arguments that the top function reads. */
  readonly inputs: readonly TypeSlot[];
  /** Of the arguments that it writes, and its local arrays and streams. */
  readonly results: readonly TypeSlot[];
  /** Of arrays outside of functions: weights, mostly. */
  readonly constants: readonly TypeSlot[];
}

/** @param top the top function's name. */
export function kernelSlots(project: Project, name: string): KernelSlots {
  const top = topFunction(project, name);
  const tensors = kernelTensors(top);
  const outputs = outputsOf(top, 0);
  const slot = (variable: string): TypeSlot[] => {
    const found = tensors.get(variable)?.slot;
    return found ? [found] : [];
  };
  const constants = project.query('array:VarDecl', ({ array }) => !array.isLocal && array.isArray);
  const isHeld = (variable: VarDeclNode): boolean => variable.isArray || isStream(variable);
  return {
    inputs: top.params.flatMap((parameter, at) => (outputs.has(at) ? [] : slot(parameter.name))),
    results: [...top.declarations().filter(isHeld), ...top.params.filter((_, at) => outputs.has(at))].flatMap(
      (variable) => slot(variable.name),
    ),
    constants: constants.flatMap(({ array }) => slotOf(array.type) ?? []),
  };
}

/**
 * The typedef that spells the numbers of a type, and what it says: of `stream<array<T, 4>>` that of T, or if T has
 * none that of the array.
 */
function slotOf(type: TypeRef): TypeSlot | null {
  const { root, canonical } = type;
  const number = parseFixedType(canonical) ?? integerType(canonical);
  if (number) return { typedef: root?.qualifiedName ?? canonical, type: number };
  const [first] = (root?.type ?? type).args;
  const inner = first ? slotOf(first) : null;
  if (!inner) return null;
  // Without a typedef of its own, the precision is written where the group is.
  const isOwn = parseFixedType(inner.typedef) === null;
  return { ...inner, typedef: isOwn ? inner.typedef : (root?.qualifiedName ?? inner.typedef) };
}

/** C's integers as types of the field. */
function integerType(spelled: string): FixedType | null {
  const plain = spelled.replace(/^(const\s+)?(std::)?/, '');
  const sized = /^(u?)int(8|16|32|64)_t$/.exec(plain);
  const words = plain.split(' ');
  const isInteger = sized !== null || words.every((word) => integerWords.has(word));
  if (!isInteger) return null;
  const longs = words.filter((word) => word === 'long').length;
  const narrow = { char: 8, bool: 8, short: 16 }[
    words.find((word) => /^(char|bool|short)$/.test(word)) ?? ''
  ];
  const width = sized ? Number(sized[2]) : longs > 0 ? 64 : (narrow ?? 32);
  const signed = sized ? sized[1] === '' : !words.includes('unsigned') && !words.includes('bool');
  return fixedType(signed, width, width, { isInteger: true });
}

const integerWords = new Set(['bool', 'char', 'int', 'long', 'short', 'signed', 'unsigned']);
