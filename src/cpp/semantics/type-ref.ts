import type { Node } from '../nodes/node.js';
import type { StructNode } from '../nodes/struct-node.js';
import type { TypedefNode } from '../nodes/typedef-node.js';
import type { FileUnit } from '../project/file-unit.js';
import { constantAt } from './constants.js';
import { lookup, structOf, typedefTarget, type Meaning, type Use } from './lookup.js';
import { readType, type SpelledType } from './type-text.js';

const deepest = 32;

/** A type as it is spelled somewhere, and what that spelling means there. */
export class TypeRef {
  private readonly use: Use;

  /**
   * @param text as spelled, without the qualifiers and declarator of what it is the type of
   * @param node the syntax node that spells it, to be edited; null when the text comes from elsewhere
   * @param alias the member alias that gives it its name (`typedef weight2_t weight_t;` in a struct)
   */
  constructor(
    readonly text: string,
    unit: FileUnit,
    nodeIndex: number,
    readonly node: Node | null = null,
    private readonly alias: Meaning | null = null,
  ) {
    this.use = { unit, node: nodeIndex };
  }

  /** The outer name as spelled, its template arguments left out: `ap_fixed`, `nnet::array`, `layer2_t`. */
  get name(): string {
    return this.spelled?.name ?? this.text;
  }

  /** Its template arguments as spelled. */
  get args(): TypeRef[] {
    return (this.spelled?.args ?? []).map((text) => new TypeRef(text, this.use.unit, this.use.node));
  }

  /**
   * The spelling with all aliases resolved, across files and through structs (`config2::weight_t`), constant
   * arguments evaluated, without spaces after commas: `ap_fixed<16,6,AP_RND>`, `nnet::array<ap_fixed<16,6>,10>`.
   * Names that the project does not declare stay as they are.
   */
  get canonical(): string {
    const { symbols } = this.use.unit.project;
    const key = `${this.use.unit.path}\n${this.scopeKey}\n${this.text}`;
    let canonical = symbols.canonical.get(key);
    if (canonical === undefined) {
      canonical = canonicalOf(this.text, this.use, 0);
      symbols.canonical.set(key, canonical);
    }
    return canonical;
  }

  /**
   * What the name is declared by, one step away: a typedef or alias, or a struct; null if unknown. For a
   * struct's member type that spells its target out, that member's own typedef.
   */
  get decl(): TypedefNode | StructNode | null {
    const found = this.meaning;
    const meaning = found?.kind === 'typedef' || found?.kind === 'struct' ? found : this.alias;
    if (!meaning) return null;
    return meaning.unit.node(meaning.node) as TypedefNode | StructNode;
  }

  /** The last alias of the chain: the one whose spelled target is not another alias; null if there is none. */
  get root(): TypedefNode | null {
    let last: Meaning | null = this.alias;
    let next = this.meaning;
    for (let depth = 0; next?.kind === 'typedef' && depth < deepest; depth++) {
      last = next;
      const target = typedefTarget(next);
      const spelled: SpelledType | null = target === null ? null : readType(target);
      next = spelled ? lookup(next.unit.project.symbols, spelled.name, next) : null;
    }
    return last ? (last.unit.node(last.node) as TypedefNode) : null;
  }

  /** The struct that the type is, through aliases; null if it is none that the project declares. */
  get struct(): StructNode | null {
    const found = structOf(this.use.unit.project.symbols, this.meaning);
    return found ? (found.unit.node(found.node) as StructNode) : null;
  }

  toString(): string {
    return this.text;
  }

  private get spelled(): SpelledType | null {
    return readType(this.text);
  }

  private get meaning(): Meaning | null {
    const { spelled } = this;
    return spelled && lookup(this.use.unit.project.symbols, spelled.name, this.use);
  }

  /** Uses in one node mean the same. */
  private get scopeKey(): number {
    return this.use.node;
  }
}

function canonicalOf(text: string, use: Use, depth: number): string {
  const { symbols } = use.unit.project;
  const spelled = readType(text);
  if (!spelled || depth > deepest) return constantText(text, use) ?? text.replace(/\s+/g, ' ').trim();
  const meaning = lookup(symbols, spelled.name, use);
  if (meaning?.kind === 'typedef') {
    const target = typedefTarget(meaning);
    if (target !== null) {
      const bound = boundTarget(target, meaning, spelled.args);
      const resolved = canonicalOf(bound, spelled.args ? use : meaning, depth + 1);
      return decorate(resolved, spelled);
    }
  }
  if (meaning?.kind !== 'struct' && spelled.args === null) {
    const value = constantText(text, use);
    if (value !== null) return value;
  }
  const known = meaning?.kind === 'struct' || meaning?.kind === 'enum';
  const name = known && !spelled.name.includes('<') ? meaning.qualifiedName : spelled.name;
  const args = spelled.args?.map((argument) => canonicalOf(argument, use, depth + 1));
  return decorate(args ? `${name}<${args.join(',')}>` : name, spelled);
}

function decorate(canonical: string, { isConst, suffix }: SpelledType): string {
  const constant = isConst && !canonical.startsWith('const ') ? 'const ' : '';
  return `${constant}${canonical}${suffix}`;
}

function constantText(text: string, use: Use): string | null {
  const value = constantAt(use.unit.project.symbols, text, use);
  return value === null ? null : String(value);
}

/** The target of an alias template with the arguments put in: `template <class T> using v = array<T, 4>`. */
function boundTarget(target: string, alias: Use, args: readonly string[] | null): string {
  const parameters = args ? templateParameters(alias) : [];
  if (!args || parameters.length === 0) return target;
  const bound = new Map(parameters.map((name, index) => [name, args[index]]));
  return target.replace(/[A-Za-z_]\w*/g, (word) => bound.get(word) ?? word);
}

/** The names of the template parameters of a declaration; none if it is no template. */
export function templateParameters({ unit, node }: Use): string[] {
  const { tree, source } = unit;
  const parent = tree.parent[node]!;
  if (parent < 0 || tree.name(parent) !== 'template_declaration') return [];
  const list = tree.child(parent, 'parameters');
  if (list < 0) return [];
  return tree
    .children(list)
    .map((child) => source.text.slice(tree.start[child], tree.end[child]))
    .map((text) => /([A-Za-z_]\w*)\s*(?:=.*)?$/s.exec(text)?.[1])
    .filter((name) => name !== undefined);
}
