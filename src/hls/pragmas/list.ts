import { FunctionNode, Node, VariableNode } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import { directiveKey, specOf, type DialectName, type DirectiveSpec, type Options } from './dialect.js';
import { dialect as dialectNamed, readSite } from './dialects/index.js';
import { Pragma, type OptionChanges } from './pragma.js';
import { functionOf, sitesOf } from './site.js';

type Unit = Node['unit'];

const read = new WeakMap<Unit, { parsed: object; pragmas: readonly Pragma[] }>();

/** Every directive of a file that some dialect claims, in source order; those that it does not know too. */
export function pragmasIn(node: Node): readonly Pragma[] {
  const { unit } = node;
  const before = read.get(unit);
  const all = before?.parsed === unit.parsed ? before.pragmas : readAll(unit);
  if (node.parent === null) return all;
  const { start, end } = node.anchor;
  return all.filter(({ site }) => site.start >= start && site.end <= end);
}

function readAll(unit: Unit): readonly Pragma[] {
  const pragmas = sitesOf(unit).flatMap((site) => {
    const found = readSite(site);
    return found ? [new Pragma(site, found.dialect, found.reading)] : [];
  });
  read.set(unit, { parsed: unit.parsed, pragmas });
  return pragmas;
}

/**
 * The pragmas of a loop, function, variable or region (a block).
 * @param dialect whose pragmas are listed and written; without one all are listed, and Vitis is written
 */
export function pragmasOf(node: Node, dialect?: DialectName): PragmaList {
  return new PragmaList(node, dialect);
}

/**
 * The interface pragmas of a function's ports and of itself (`port=return`), in source order.
 * @param dialect default: all
 */
export function interfacesOf(fn: FunctionNode, dialect?: DialectName): Pragma[] {
  return pragmasIn(fn).filter(
    (pragma) =>
      pragma.name === 'INTERFACE' &&
      functionOf(pragma.site) === fn &&
      (dialect === undefined || pragma.isOf(dialect)),
  );
}

/** The pragmas that belong to one node, to be asked and changed; a fresh reading at each use. */
export class PragmaList implements Iterable<Pragma> {
  constructor(
    readonly node: Node,
    private readonly wanted: DialectName | undefined,
  ) {}

  get all(): Pragma[] {
    return pragmasIn(this.node.file).filter(
      (pragma) =>
        (this.wanted === undefined || pragma.isOf(this.wanted)) && pragma.targets.includes(this.node),
    );
  }

  [Symbol.iterator](): Iterator<Pragma> {
    return this.all[Symbol.iterator]();
  }

  /** The first of a name (in any case, or by another word for it) whose options are as given; null if there is none. */
  get(name: string, options: OptionChanges = {}): Pragma | null {
    return this.named(name).find((pragma) => pragma.differences(options).length === 0) ?? null;
  }

  /**
   * Records what makes the node have the directive with these options: nothing, a change of the options that
   * differ, or a new line where the dialect wants it. Other options that it has stay.
   * @returns whether anything is to change
   * @throws hls.pragma-name, hls.pragma-option, hls.pragma-value, hls.pragma-place, hls.pragma-pending
   */
  set(name: string, options: OptionChanges = {}): boolean {
    const dialect = dialectNamed(this.wanted ?? 'vitis');
    const { name: key, spec } = specOf(dialect, name);
    const wanted = this.complete(spec, canonicalNames(key, spec, options));
    const there = this.named(key).find(
      (pragma) => pragma.isOf(dialect.name) && isSameOne(pragma, spec, wanted),
    );
    const stated = Object.fromEntries(
      Object.entries(wanted).filter(([option]) => !there || option !== spec.names),
    );
    if (!there) {
      const line = dialect.write(key, givenOptions(stated));
      const reason = this.whyNot(name);
      if (reason !== null)
        throw problem('hls.pragma-place', { line, target: this.node.kind, reason }, this.node.at);
      return this.claim(key, line, spec, wanted) && (spec.attach.insert(this.node, line), true);
    }
    if (there.variableNames.length > 1 && this.node instanceof VariableNode) {
      if (there.differences(stated).length === 0) return false;
      const own = { ...givenOptions(stated), ...(spec.names ? { [spec.names]: this.node.name } : {}) };
      const line = there.withChanges(own);
      there.removeFor(this.node);
      there.site.node.after(line);
      return true;
    }
    return there.set(stated);
  }

  /** Why the node can have no directive of a name that it has not yet; null if it can. */
  whyNot(name: string): string | null {
    const { spec } = specOf(dialectNamed(this.wanted ?? 'vitis'), name);
    return spec.attach.whyNot?.(this.node) ?? null;
  }

  /**
   * Records the removal of all directives of a name (and, if options are given, with these values); of one that
   * is about several variables, only this variable.
   * @returns how many
   */
  remove(name: string, options: OptionChanges = {}): number {
    const found = this.named(name).filter((pragma) => pragma.differences(options).length === 0);
    for (const pragma of found) {
      if (this.node instanceof VariableNode) pragma.removeFor(this.node);
      else pragma.remove();
    }
    return found.length;
  }

  private named(name: string): Pragma[] {
    return this.all.filter((pragma) => {
      const { directives } = dialectNamed(pragma.dialect);
      return pragma.name === (directiveKey(directives, name) ?? name);
    });
  }

  /** With the variable's own name, and `port=return` for the interface of a function. */
  private complete(spec: DirectiveSpec, options: OptionChanges): OptionChanges {
    if (spec.names === undefined || options[spec.names] !== undefined) return options;
    if (this.node instanceof VariableNode)
      return { ...firstWords(spec, options), [spec.names]: this.node.name, ...options };
    if (this.node instanceof FunctionNode)
      return { ...firstWords(spec, options), [spec.names]: 'return', ...options };
    return options;
  }

  /** False if the same line was recorded here already. @throws hls.pragma-pending for another line */
  private claim(key: string, line: string, spec: DirectiveSpec, options: OptionChanges): boolean {
    const { unit, start } = this.node;
    const which = [key, ...(spec.key ?? []), spec.names ?? '']
      .map((option) => String(options[option] ?? ''))
      .join();
    const isNew = unit.claim(`pragma ${this.wanted ?? ''} ${key} ${which}`, start);
    const isNewLine = unit.claim(`pragma line ${line}`, start);
    if (!isNew && isNewLine) throw problem('hls.pragma-pending', { directive: key }, this.node.at);
    return isNew;
  }
}

/** An interface's mode stands first by custom: `INTERFACE m_axi port=a`. */
function firstWords(spec: DirectiveSpec, options: OptionChanges): OptionChanges {
  const first = Object.keys(spec.options)[0]!;
  const value = options[first];
  return value !== undefined && typeof spec.options[first] !== 'string' ? { [first]: value } : {};
}

function canonicalNames(directive: string, spec: DirectiveSpec, options: OptionChanges): OptionChanges {
  const known = Object.keys(spec.options);
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => {
      const key = known.find((word) => word.toLowerCase() === option.toLowerCase());
      if (key === undefined) throw problem('hls.pragma-option', { directive, option, known });
      return [key, value];
    }),
  );
}

/** True if `set` means this one: what tells several apart is as wanted, where that is said. */
function isSameOne(pragma: Pragma, spec: DirectiveSpec, wanted: OptionChanges): boolean {
  const keys = (spec.key ?? []).filter((key) => wanted[key] !== undefined);
  return pragma.differences(Object.fromEntries(keys.map((key) => [key, wanted[key]!]))).length === 0;
}

const givenOptions = (options: OptionChanges): Options =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      value === null ? [] : [[name, typeof value === 'number' ? String(value) : value]],
    ),
  );

// What nodes can be asked once this room is loaded, in path queries too: `l:ForLoop[!pragmas]`.
declare module '../../cpp/nodes/node.js' {
  interface Node {
    /** The pragmas that belong to it, of every dialect; `set` writes Vitis'. Others: `pragmasOf(node, 'intel')`. */
    readonly pragmas: PragmaList;
  }
}

declare module '../../cpp/nodes/function-node.js' {
  interface FunctionNode {
    /** The interface pragmas of its ports and of itself (`port=return`), of every dialect, in source order. */
    readonly interfaces: readonly Pragma[];
  }
}

Object.defineProperty(Node.prototype, 'pragmas', {
  get(this: Node): PragmaList {
    return pragmasOf(this);
  },
});

Object.defineProperty(FunctionNode.prototype, 'interfaces', {
  get(this: FunctionNode): readonly Pragma[] {
    return interfacesOf(this);
  },
});
