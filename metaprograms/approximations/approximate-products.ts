import { metaprogram, type ExprNode, type FileNode, type Project } from 'hlsmith/cpp';
import { parseFixedType, type FixedType } from 'hlsmith/hls';
import { integerOf, typeOf } from '../expressions/types.js';
import { functionsIn } from '../pragmas/rules.js';
import { addInclude, addTexts, libraryText } from './library.js';
import { chooseMultiplier, knownMultipliers } from './multipliers.js';

/**
 * Rewrites products to calls of an approximate multiplier, so that a kernel can be simulated with it (as AdaPT
 * emulates approximate accelerators): of integers, and of fixed-point numbers, whose raw bits are multiplied. Models
 * and tables come with hlsmith (`set-multiplier` has the same); any function of two integers may be named instead,
 * with the header that has it. Changes results: that is its purpose.
 *
 * before: `sum += a[i] * b[i];`
 * after:  `sum += int(hlsmith::mitchell::product(a[i], b[i]));`, and of `ap_fixed` numbers
 *         `sum += hlsmith::multiply<hlsmith::mitchell>(a[i], b[i]);`
 */
export default metaprogram({
  name: 'approximate-products',
  description: 'Rewrite products of integers and fixed-point numbers to calls of an approximate multiplier',
  scope: 'file',
  idempotent: true,
  options: {
    multiplier: {
      type: 'string',
      default: 'mitchell',
      description: `${knownMultipliers}, or the name of a function`,
    },
    header: { type: 'string', default: null, description: 'to include for a function of your own' },
    function: { type: 'string', default: null, description: 'only products in this function; default: all' },
  },
  run(project, { multiplier, header, function: within }) {
    if (header !== null && !/^[\w./-]+$/.test(header)) throw new Error(`${header} is no name of a header`);
    const calls =
      header === null && !isFunctionIn(project, multiplier) ? shipped(multiplier) : own(multiplier, header);
    const touched = new Map<FileNode['path'], Set<Family>>();
    // A product of products is one of integers once these are calls: until nothing changes.
    for (;;) {
      const { refused, edited } = rewriteOnce(project, calls, within);
      for (const [path, families] of edited)
        touched.set(path, new Set([...families, ...(touched.get(path) ?? [])]));
      if (edited.size > 0) {
        project.commit();
        continue;
      }
      for (const [path, families] of touched) calls.addTo(project.file(path), families);
      return refused;
    }
  },
  cases: [
    {
      title: 'a function of your own',
      options: { multiplier: 'lab::mul8', header: 'mul8.h' },
      before: `
        #include <cstdint>
        int dot(int8_t a[4], int8_t b[4], float f) {
          int sum = 0;
          for (int i = 0; i < 4; i++) sum += a[i] * (b[i] * 3);
          return sum * f;
        }
      `,
      after: `
        #include <cstdint>
        #include "mul8.h"
        int dot(int8_t a[4], int8_t b[4], float f) {
          int sum = 0;
          for (int i = 0; i < 4; i++) sum += lab::mul8(a[i], (lab::mul8(b[i], 3)));
          return sum * f;
        }
      `,
      report: ['kernel.cpp:5: sum * f: float is no int or shorter'],
    },
    {
      title: 'fixed-point numbers',
      options: { multiplier: 'drum:4' },
      before: `
        // Has the models already.
        #define HLSMITH_OPERANDS
        #define HLSMITH_MULTIPLIERS
        #define HLSMITH_FIXED_PRODUCTS
        typedef ap_fixed<12, 4> word;
        word blend(word a, word b, ap_ufixed<8, 0> share, ap_int<8> n) { return a * share + b * n * 2; }
      `,
      after: `
        // Has the models already.
        #define HLSMITH_OPERANDS
        #define HLSMITH_MULTIPLIERS
        #define HLSMITH_FIXED_PRODUCTS
        typedef ap_fixed<12, 4> word;
        word blend(word a, word b, ap_ufixed<8, 0> share, ap_int<8> n) { return hlsmith::multiply<hlsmith::drum<4>>(a, share) + hlsmith::multiply<hlsmith::drum<4>>(b, n) * 2; }
      `,
      report: ['kernel.cpp:6: hlsmith::multiply<hlsmith::drum<4>>(b, n) * 2: its type is no int or shorter'],
    },
  ],
});

/** What a product is of: C integers, or numbers of a vendor's types. */
type Family = 'int' | 'ap' | 'ac';

/** How a multiplier is called, and what must stand in front of the calls. */
interface Calls {
  /** The text around a product's operands; or why there is none. */
  around(family: Family, operands: readonly Operand[]): readonly [string, string] | string;
  addTo(file: FileNode, families: ReadonlySet<Family>): void;
}

interface Operand {
  readonly type: string;
  readonly bits: number;
  readonly signed: boolean;
}

function shipped(multiplier: string): Calls {
  const { model, definition, bits, isSigned } = chooseMultiplier(multiplier);
  return {
    around(family, operands) {
      const most = family === 'int' && bits === null ? 32 : (bits ?? 26);
      const wide = operands.find((each) => each.bits + (isSigned && !each.signed ? 1 : 0) > most);
      if (wide) return `${wide.type} has more than the ${most} bits that the multiplier takes`;
      return family === 'int' ? [`int(${model}::product(`, '))'] : [`hlsmith::multiply<${model}>(`, ')'];
    },
    addTo(file, families) {
      const family = [...families].find((one) => one !== 'int');
      const fixed = family
        ? [`operands_${family}.h`, 'multipliers.h', 'fixed_products.h']
        : ['multipliers.h'];
      const texts = fixed.map(libraryText);
      addTexts(file, definition === null ? texts : [...texts, definition]);
    },
  };
}

function own(name: string, header: string | null): Calls {
  if (!/^[A-Za-z_][\w:]*$/.test(name)) throw new Error(`${name} is no name of a function`);
  return {
    around: (family, operands) =>
      family === 'int' ? [`${name}(`, ')'] : `${operands[0].type} is no int or shorter`,
    addTo: (file) => header !== null && addInclude(file, header),
  };
}

const isFunctionIn = (project: Project, name: string): boolean =>
  project.functions().some((fn) => fn.name === name || fn.qualifiedName === name);

function rewriteOnce(
  project: Project,
  calls: Calls,
  within: string | null,
): { refused: string[]; edited: Map<string, Set<Family>> } {
  const refused: string[] = [];
  const edited = new Map<string, Set<Family>>();
  const models = new Map<string, Span[]>();
  for (const fn of functionsIn(project, within)) {
    if (isMultiplier(fn.name, calls)) continue;
    const { path, text } = fn.file;
    if (!models.has(path)) models.set(path, modelsIn(text));
    const isInModel = ({ start }: ExprNode): boolean =>
      models.get(path)!.some(([from, to]) => start > from && start < to);
    for (const product of productsIn(fn.body as ExprNode)) {
      if (isInModel(product)) continue;
      const [left, right] = [product.field('left')!, product.field('right')!];
      const around = callFor(product, calls);
      if (typeof around === 'string') {
        refused.push(`${product.at.file}:${product.at.line}: ${product.text}: ${around}`);
        continue;
      }
      const [before, after] = around.text;
      product.unit.edit(product.start, left.start, before, 'after');
      product.unit.edit(left.end, right.start, ', ');
      product.unit.edit(right.end, product.end, after, 'before');
      edited.set(fn.file.path, new Set([around.family, ...(edited.get(fn.file.path) ?? [])]));
    }
  }
  return { refused, edited };
}

type Span = readonly [from: number, to: number];

/**
 * Where the models themselves stand, which multiply exactly. By their guards: what a parser could not read may hide
 * their namespace.
 */
const modelsIn = (text: string): Span[] =>
  [...text.matchAll(/#ifndef HLSMITH_\w+[\s\S]*?#endif/g)].map(({ index, 0: found }) => [
    index,
    index + found.length,
  ]);

/** A function of one's own is not rewritten to call itself. */
const isMultiplier = (name: string, calls: Calls): boolean => {
  const around = calls.around('int', []);
  return typeof around !== 'string' && around[0].replace('(', '').split('::').at(-1) === name;
};

function callFor(
  product: ExprNode,
  calls: Calls,
): { text: readonly [string, string]; family: Family } | string {
  const types = [product.field('left')!, product.field('right')!].map(typeOf);
  const operands = types.map((type) => (type === null ? null : operandOf(type)));
  const unknown = operands.indexOf(null);
  if (unknown >= 0) return `${types[unknown] ?? 'its type'} is no int or shorter`;
  const families = operands.map((operand) => operand!.family);
  const [family] = families;
  if (families.some((other) => other !== family)) return `${types.join(' and ')} are of two kinds`;
  const text = calls.around(
    family,
    operands.map((operand) => operand!),
  );
  return typeof text === 'string' ? text : { text, family };
}

/** A number that a multiplier can take; null for others. */
function operandOf(type: string): (Operand & { readonly family: Family }) | null {
  const found = integerOf(type);
  if (found) {
    const isNarrow = found.bits <= (found.signed ? 32 : 31);
    return isNarrow ? { type, bits: found.bits, signed: found.signed, family: 'int' } : null;
  }
  const fixed: FixedType | null = parseFixedType(type);
  return fixed && { type, bits: fixed.width, signed: fixed.signed, family: fixed.family };
}

function productsIn(body: ExprNode): ExprNode[] {
  return body
    .query('e:Expr', ({ e }) => e.syntax === 'binary_expression')
    .map(({ e }) => e)
    .filter((e) => {
      const operator = e.tree.child(e.index, 'operator');
      const isProduct = e.source.text.slice(e.tree.start[operator], e.tree.end[operator]) === '*';
      // A product of constants is computed by the compiler.
      return isProduct && e.constant === null && !isIndex(e);
    });
}

/** Addresses are computed exactly. */
const isIndex = (e: ExprNode): boolean =>
  [...e.ancestors()].some(({ syntax }) => syntax === 'subscript_argument_list');
