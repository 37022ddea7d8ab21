import type { Project, TypeRef } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import type { ArgumentWord, CallShape, LayerKind, TemplateWord } from '../kinds/kind.js';
import { plainNumber } from './config.js';
import type { LayerCall } from './dialects/dialect.js';
import type { TypeRole } from './graph.js';

/** What each argument of a layer's call is. */
export interface BoundCall {
  readonly inputs: readonly string[];
  readonly output: string;
  /** The type that names the config struct; null for a layer without one. */
  readonly config: TypeRef | null;
  /** Names of arrays of constants, by role; several where an array comes in pieces. */
  readonly constants: ReadonlyMap<TypeRole, readonly string[]>;
  readonly types: ReadonlyMap<TypeRole, TypeRef>;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Finds the way of calling that fits and says what is what. @throws hls.bad-layer-call */
export function bind(project: Project, kind: LayerKind, call: LayerCall): BoundCall {
  const shape = kind.calls.find((candidate) => fits(candidate, call));
  if (!shape) {
    const { templates, arguments: given } = call;
    const ways = kind.calls.map((way) => `<${way.templates.join(', ')}>(${way.arguments.join(', ')})`);
    const reason = `it has ${templates.length} template arguments and ${given.length} arguments; known: ${ways.join(' or ')}`;
    throw problem('hls.bad-layer-call', { call: call.calls, reason }, call.node.at);
  }
  const templates = pairs(shape.templates, call.templates);
  const given = pairs(wordsOfArguments(shape, call), call.arguments);
  const tensors = call.throughPipes
    ? templates.map(([word, type]) => [word, type.text] as const)
    : given.map(([word, text]) => [word, text] as const);
  const named = (word: string): string[] => tensors.flatMap(([is, text]) => (is === word ? [text] : []));
  return {
    inputs: named('input'),
    output: named('output')[0]!,
    config: templates.find(([word]) => word === 'config')?.[1] ?? null,
    constants: grouped(given.filter(([word]) => isConstant(word)) as [TypeRole, string][]),
    types: new Map(
      templates.flatMap(([word, type]) =>
        word.startsWith('type:') ? [[word.slice(5) as TypeRole, type]] : [],
      ),
    ),
    numbers: Object.fromEntries([
      ...templates.flatMap(([word, type]) => number(project, call, word, type.text)),
      ...given.flatMap(([word, text]) => number(project, call, word, text)),
    ]),
  };
}

function fits(shape: CallShape, call: LayerCall): boolean {
  return (
    shape.templates.length === call.templates.length &&
    wordsOfArguments(shape, call).length === call.arguments.length
  );
}

/** The words of the arguments in brackets: those of the tensors too, unless pipes carry them. */
function wordsOfArguments(shape: CallShape, { throughPipes }: LayerCall): readonly ArgumentWord[] {
  return shape.arguments.filter((word) => !throughPipes || (word !== 'input' && word !== 'output'));
}

function pairs<W, V>(words: readonly W[], values: readonly V[]): (readonly [W, V])[] {
  return words.map((word, at) => [word, values[at]!]);
}

const isConstant = (word: ArgumentWord): word is TypeRole =>
  !['input', 'output', 'ignored'].includes(word) && !word.startsWith('number:');

function grouped(entries: readonly [TypeRole, string][]): Map<TypeRole, string[]> {
  const groups = new Map<TypeRole, string[]>();
  for (const [role, name] of entries) groups.set(role, [...(groups.get(role) ?? []), name]);
  return groups;
}

function number(
  project: Project,
  call: LayerCall,
  word: ArgumentWord | TemplateWord,
  text: string,
): [string, number][] {
  if (!word.startsWith('number:')) return [];
  const name = word.slice('number:'.length);
  const product = text.split('*').map((factor) => plainNumber(factor) ?? namedNumber(project, factor.trim()));
  const value = product.reduce((all, factor) => all * factor, 1);
  if (Number.isFinite(value)) return [[name, value]];
  throw problem(
    'hls.bad-layer-call',
    { call: call.calls, reason: `${name} is ${text}, no number` },
    call.node.at,
  );
}

function namedNumber(project: Project, text: string): number {
  const value = /^[A-Za-z_]\w*$/.test(text) ? project.constant(text) : null;
  return typeof value === 'number' ? value : NaN;
}
