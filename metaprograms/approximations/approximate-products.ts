import { metaprogram, type ExprNode, type FileNode } from 'hlsmith/cpp';
import { parseFixedType, type FixedType } from 'hlsmith/hls';
import { integerOf, typeOf } from '../expressions/types.js';
import { functionsIn } from '../pragmas/rules.js';
import { addLibrary } from './library.js';

/**
 * Rewrites products of integers to calls of an approximate multiplier, so that a kernel can be simulated with it
 * (as AdaPT emulates approximate accelerators). `truncated` and `mitchell` come with hlsmith; any function of two
 * integers may be named instead, with the header that has it. Changes results: that is its purpose.
 *
 * before: `sum += a[i] * b[i];`
 * after:  `sum += hlsmith::mitchell_product(a[i], b[i]);`
 */
export default metaprogram({
  name: 'approximate-products',
  description: 'Rewrite products of integers to calls of an approximate multiplier',
  scope: 'file',
  // What was of no plain type may be an int once it is a call.
  idempotent: false,
  options: {
    multiplier: {
      type: 'string',
      default: 'mitchell',
      description: 'mitchell, truncated, or the name of a function',
    },
    bits: {
      type: 'number',
      default: 2,
      integer: true,
      minimum: 1,
      maximum: 15,
      description: 'lost by truncated',
    },
    header: { type: 'string', default: null, description: 'to include for a function of your own' },
    function: { type: 'string', default: null, description: 'only products in this function; default: all' },
  },
  run(project, { multiplier, bits, header, function: within }) {
    if (!/^[A-Za-z_][\w:]*$/.test(multiplier)) throw new Error(`${multiplier} is no name of a function`);
    if (header !== null && !/^[\w./-]+$/.test(header)) throw new Error(`${header} is no name of a header`);
    const own = { mitchell: 'hlsmith::mitchell_product', truncated: `hlsmith::truncated_product<${bits}>` };
    const shipped = own[multiplier as keyof typeof own] as string | undefined;
    const refused: string[] = [];
    const touched = new Set<FileNode>();
    for (const fn of functionsIn(project, within)) {
      if (/(?:mitchell|truncated)_product$/.test(fn.name) || fn.name === multiplier.split('::').at(-1))
        continue;
      for (const product of productsIn(fn.body as ExprNode)) {
        const [left, right] = [product.field('left')!, product.field('right')!];
        const wide = [left, right].map(typeOf).find((type) => !type || !isNarrow(type));
        if (wide !== undefined) {
          refused.push(
            `${product.at.file}:${product.at.line}: ${product.text}: ${wide ?? 'its type'} is no int or shorter`,
          );
          continue;
        }
        const name = shipped ?? multiplier;
        product.unit.edit(product.start, left.start, `${name}(`, 'after');
        product.unit.edit(left.end, right.start, ', ');
        product.unit.edit(right.end, product.end, ')', 'before');
        touched.add(fn.file);
      }
    }
    for (const file of touched) {
      if (shipped) addLibrary(file, 'product.h');
      else if (header !== null) addInclude(file, header);
    }
    return refused;
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
  ],
});

function addInclude(file: FileNode, header: string): void {
  const includes = file.query('i:Include').map(({ i }) => i);
  if (includes.some(({ path }) => path === header)) return;
  const line = `#include "${header}"`;
  const last = includes.at(-1);
  if (last) last.after(line);
  else file.insertAtStart(`${line}\n`);
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

/** Every value is one of int. */
function isNarrow(type: string): boolean {
  const found = integerOf(type) ?? whole(parseFixedType(type));
  return found !== null && found.bits <= (found.signed ? 32 : 31);
}

const whole = (type: FixedType | null): { readonly bits: number; readonly signed: boolean } | null =>
  type?.isInteger ? { bits: type.width, signed: type.signed } : null;
