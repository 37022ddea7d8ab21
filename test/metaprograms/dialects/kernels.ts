import fc from 'fast-check';
import { quantizationModes } from 'hlsmith/hls';

/** A kernel of numbers: `T0 a[4] ... T3 d[4]`, each type its own, changed by a few statements. */
export interface NumberKernel {
  readonly types: readonly string[];
  readonly statements: readonly string[];
}

const arrays = ['a', 'b', 'c', 'd'] as const;
const width = fc.integer({ min: 3, max: 18 });
const quantization = fc.constantFrom(...quantizationModes);
const overflow = fc.constantFrom('WRAP', 'SAT', 'SAT_ZERO', 'SAT_SYM');
const fixed = fc
  .tuple(fc.boolean(), width, fc.integer({ min: -1, max: 10 }), fc.boolean(), quantization, overflow)
  .map(([signed, bits, integer, plain, q, o]) => {
    const modes = plain ? '' : `, AP_${q}, AP_${o}`;
    return `ap_${signed ? '' : 'u'}fixed<${bits}, ${Math.min(integer, bits)}${modes}>`;
  });
const whole = fc.tuple(fc.boolean(), width).map(([signed, bits]) => `ap_${signed ? '' : 'u'}int<${bits}>`);

const element = (of: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...of), fc.constantFrom('i', '3 - i', '0')).map(([name, at]) => `${name}[${at}]`);
const binary = (operand: fc.Arbitrary<string>, ...operators: string[]): fc.Arbitrary<string> =>
  fc.tuple(operand, fc.constantFrom(...operators), operand).map(([x, op, y]) => `(${x} ${op} ${y})`);

/** `a` and `b` are integers, `c` and `d` have fractions. */
const integers = fc.oneof(
  element(arrays.slice(0, 2)),
  fc.integer({ min: -9, max: 40 }).map(String),
  element(arrays.slice(0, 2)).map((x) => `(-${x})`),
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('range(2, 0)', 'range(1, 1)'))
    .map(([x, bits]) => `ap_uint<3>(${x}[i].${bits})`),
);
const integer = fc.oneof(
  integers,
  binary(integers, '+', '-', '*', '&', '|', '^'),
  binary(binary(integers, '+', '-', '*'), '+', '-'),
);
const number = fc.oneof(
  { weight: 4, arbitrary: element(arrays.slice(2)) },
  { weight: 1, arbitrary: integers },
  { weight: 1, arbitrary: fc.tuple(fixed, element(arrays)).map(([type, x]) => `${type}(${x})`) },
  { weight: 1, arbitrary: element(arrays.slice(2)).map((x) => `(-${x})`) },
);
const some = fc.oneof(
  number,
  // One operand with a type of its own at least: literals alone are C++'s.
  fc
    .tuple(element(arrays.slice(2)), fc.constantFrom('+', '-', '*'), number)
    .map(([x, op, y]) => `(${x} ${op} ${y})`),
  fc
    .tuple(
      element(arrays.slice(2)),
      fc.constantFrom('+', '-', '*'),
      element(arrays),
      fc.constantFrom('+', '-', '*'),
      element(arrays.slice(2)),
    )
    .map(([x, one, y, two, z]) => `((${x} ${one} ${y}) ${two} ${z})`),
  fc
    .tuple(element(arrays.slice(2)), fc.constantFrom('<<', '>>'), fc.integer({ min: 0, max: 4 }))
    .map(([x, op, n]) => `(${x} ${op} ${n})`),
);
const test = fc
  .tuple(
    element(arrays),
    fc.constantFrom('<', '>', '<=', '>=', '==', '!='),
    fc.oneof(element(arrays), fc.integer({ min: -3, max: 3 }).map(String)),
  )
  .map((parts) => parts.join(' '));
const literal = fc.constantFrom('0.5', '-1.25', '3', '100.0');
const assignment = fc.oneof(
  fc
    .tuple(element(arrays.slice(0, 2)), fc.constantFrom('=', '+=', '-='), integer)
    .map(([to, by, value]) => `${to} ${by} ${value};`),
  fc
    .tuple(element(arrays.slice(2)), fc.constantFrom('=', '+=', '-=', '*='), some)
    .map(([to, by, value]) => `${to} ${by} ${value};`),
  fc.tuple(fc.constantFrom('a', 'b'), integers).map(([to, value]) => `${to}[i].range(2, 1) = ${value};`),
  // Neither family computes with floats, but takes them as values.
  fc.tuple(element(arrays.slice(2)), literal).map(([to, value]) => `${to} = ${value};`),
);
const statement = fc.oneof(
  { weight: 4, arbitrary: assignment },
  {
    weight: 1,
    arbitrary: fc.tuple(test, assignment).map(([condition, then]) => `if (${condition}) { ${then} }`),
  },
);

export const numberKernel: fc.Arbitrary<NumberKernel> = fc.record({
  types: fc.tuple(whole, whole, fixed, fixed),
  statements: fc.array(statement, { minLength: 1, maxLength: 4 }),
});

export const renderNumbers = ({ types, statements }: NumberKernel): string =>
  `${types.map((type, at) => `typedef ${type} T${at};\n`).join('')}void kernel(T0 a[4], T1 b[4], T2 c[4], T3 d[4]) {\n` +
  `  for (int i = 0; i < 4; i++) {\n    #pragma HLS PIPELINE II=1\n${statements.map((each) => `    ${each}\n`).join('')}  }\n}\n`;
