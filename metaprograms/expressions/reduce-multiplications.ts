import { metaprogram, type ExprNode, type Node } from 'hlsmith/cpp';
import { formatFixedType, parseFixedType, type FixedType } from 'hlsmith/hls';
import { functionsIn } from '../pragmas/rules.js';
import { commonInteger, integerOf, promoted, typeOf } from './types.js';

/**
 * Products with constants as shifts and sums, by the constant's canonical signed digits (as few as there can be).
 * The result has the type that the product had: `ap_int<8>` times an int is an `ap_int<40>`, so the shifts are made
 * in that width. A product of C++'s own integers stays where a shift would be computed in another type.
 *
 * before: `y = x * 10;`
 * after:  `y = (x << 3) + (x << 1);`
 */
export default metaprogram({
  name: 'reduce-multiplications',
  description: 'Turn products with constants into shifts and sums',
  scope: 'file',
  idempotent: true,
  options: {
    digits: {
      type: 'number',
      default: 3,
      integer: true,
      minimum: 1,
      description: 'leave constants with more signed digits: a multiplier is cheaper',
    },
    function: { type: 'string', default: null, description: 'only in this function; default: all' },
  },
  run(project, { digits, function: name }) {
    const refused: string[] = [];
    for (const fn of functionsIn(project, name)) {
      let products = productsIn(fn.body!);
      // Inner products first; the outer ones are read again as they have become.
      for (let rounds = 0; rounds < 50; rounds++) {
        const inner = products.filter(
          (each) => !products.some((other) => other !== each && each.encloses(other)),
        );
        if (inner.length === 0) break;
        const kept: ExprNode[] = [];
        for (const product of inner) {
          const reason = reduce(product, digits);
          if (reason === null) continue;
          kept.push(product);
          const { file, line } = product.at;
          refused.push(`${file}:${line}: ${product.text}: ${reason}`);
        }
        if (kept.length < inner.length) project.commit();
        products = products.filter((each) => each.alive && !kept.includes(each) && !inner.includes(each));
      }
    }
    return refused;
  },
  cases: [
    {
      title: 'integers and fixed point',
      before: `
        typedef ap_int<8> word;
        typedef ap_fixed<12, 4> real;
        const int SCALE = 7;
        void f(word x, real r, int i, short s, int &y, real &z) {
          y = i * 10 + SCALE * s;
          y += x * 5;
          z = r * -4;
          y = i * 1 * 8;
        }
      `,
      after: `
        typedef ap_int<8> word;
        typedef ap_fixed<12, 4> real;
        const int SCALE = 7;
        void f(word x, real r, int i, short s, int &y, real &z) {
          y = ((i << 1) + (i << 3)) + (-s + (s << 3));
          y += ap_int<40>(ap_int<40>(x) + (ap_int<40>(x) << 2));
          z = ap_fixed<44,36>(-(ap_fixed<44,36>(r) << 2));
          y = (i << 3);
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      before: `
        unsigned u;
        const unsigned WIDE = 6;
        void f(int i, float x, int a[4], int &y) {
          y = i * WIDE;
          x = x * 2;
          y = a[i++] * 3;
          y = i * 0x5555;
        }
      `,
      report: [
        'kernel.cpp:4: i * WIDE: the product is computed in unsigned int, a shift would be in int',
        'kernel.cpp:5: x * 2: float is no integer and no fixed-point type',
        'kernel.cpp:6: a[i++] * 3: a[i++] has effects and would be evaluated more than once',
        'kernel.cpp:7: i * 0x5555: 21845 has 8 signed digits',
      ],
    },
  ],
});

const productsIn = (scope: Node): ExprNode[] =>
  scope
    .query('e:Expr', ({ e }) => e.syntax === 'binary_expression')
    .map(({ e }) => e)
    .filter((e) => operatorOf(e) === '*' && factorOf(e) !== null);

function operatorOf({ tree, index, source }: Node): string {
  const operator = tree.child(index, 'operator');
  return source.text.slice(tree.start[operator], tree.end[operator]);
}

interface Product {
  readonly factor: number;
  readonly constant: ExprNode;
  readonly other: ExprNode;
}

/** A whole constant times something that is none. */
function factorOf(product: ExprNode): Product | null {
  const sides = [product.field('left') as ExprNode, product.field('right') as ExprNode];
  const values = sides.map((side) => side.constant);
  const isWhole = values.map((value) => typeof value === 'number' && Number.isInteger(value));
  if (isWhole[0] === isWhole[1]) return null;
  const at = isWhole[0] ? 0 : 1;
  return { factor: values[at] as number, constant: sides[at], other: sides[1 - at] };
}

function reduce(product: ExprNode, most: number): string | null {
  const { factor, constant, other } = factorOf(product)!;
  const type = typeOf(other);
  if (type === null) return `the type of ${other.text} is not plain to see`;
  const digits = signedDigits(factor);
  if (digits.length > most) return `${factor} has ${digits.length} signed digits`;
  if (digits.length > 1 && !other.isPure)
    return `${other.text} has effects and would be evaluated more than once`;
  if (digits.length === 0 && !other.isPure) return `${other.text} has effects`;
  const constantType = typeOf(constant);
  if (constantType === null || !integerOf(constantType))
    return `the type of ${constant.text} is not plain to see`;
  if (integerOf(type)) {
    const result = commonInteger(type, constantType);
    if (result !== promoted(type))
      return `the product is computed in ${result}, a shift would be in ${promoted(type)}`;
    if (digits.length === 0) return 'a product with 0';
    const isSame = digits.length === 1 && digits[0].shift === 0 && !digits[0].isNegative;
    product.replace(isSame ? other.text : `(${sumOf(digits, operandText(other))})`);
    return null;
  }
  const fixed = parseFixedType(type);
  if (!fixed) return `${type} is no integer and no fixed-point type`;
  if (promoted(constantType) !== 'int') return `${constant.text} is a ${constantType}`;
  const wide = formatFixedType(productType(fixed));
  product.replace(digits.length === 0 ? `${wide}(0)` : `${wide}(${sumOf(digits, `${wide}(${other.text})`)})`);
  return null;
}

const operandText = (node: ExprNode): string =>
  /^(?:identifier|subscript_expression|call_expression|field_expression|parenthesized_expression)$/.test(
    node.syntax,
  )
    ? node.text
    : `(${node.text})`;

/** Times an int, the widths add up (UG1399, "Arbitrary Precision Integer Arithmetic"; ac_datatypes, table of rt). */
const productType = (type: FixedType): FixedType => ({
  ...type,
  signed: true,
  width: type.width + 32,
  integer: type.integer + 32,
  quantization: type.isInteger ? type.quantization : 'TRN',
  overflow: 'WRAP',
  saturationBits: 0,
});

interface Digit {
  readonly shift: number;
  readonly isNegative: boolean;
}

/** Canonical signed digits: no two neighbours are both set (Reitwiesner 1960). */
function signedDigits(value: number): Digit[] {
  const digits: Digit[] = [];
  for (let rest = value, shift = 0; rest !== 0; shift++) {
    if (rest % 2 === 0) {
      rest /= 2;
      continue;
    }
    const remainder = ((rest % 4) + 4) % 4;
    const digit = remainder === 3 ? -1 : 1;
    digits.push({ shift, isNegative: digit < 0 });
    rest = (rest - digit) / 2;
  }
  return digits;
}

const sumOf = (digits: readonly Digit[], operand: string): string =>
  digits
    .map(({ shift, isNegative }, position) => {
      const term = shift === 0 ? operand : `(${operand} << ${shift})`;
      const sign = position === 0 ? (isNegative ? '-' : '') : isNegative ? ' - ' : ' + ';
      return digits.length === 1 && !isNegative && shift > 0 ? term.slice(1, -1) : sign + term;
    })
    .join('');
