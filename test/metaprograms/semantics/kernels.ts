import fc from 'fast-check';

/**
 * Random kernels: loop nests over arrays with affine and indirect accesses, conditions, local variables and calls,
 * in int or fixed point. Every index stays inside its array, whatever the transforms do in the right order.
 */
export interface Kernel {
  readonly type: 'int' | 'fixed';
  /** Counters declared in front of the function's statements, and labels, as C programs have them. */
  readonly outside: boolean;
  readonly body: readonly Statement[];
}

export type Statement =
  | { readonly is: 'for'; readonly loop: Loop; readonly body: readonly Statement[] }
  | { readonly is: 'set'; readonly to: Place; readonly by: '=' | '+=' | '-='; readonly value: Value }
  | {
      readonly is: 'if';
      readonly test: Test;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly is: 'local'; readonly value: Value; readonly to: Place }
  | {
      readonly is: 'temporary';
      readonly name: Temporary;
      readonly index: Index;
      readonly otherwise: Index | null;
    }
  | {
      /** An index computed first, in a variable of the function or in one of the block's own. */
      readonly is: 'via';
      readonly name: Temporary | null;
      readonly index: Index;
      readonly isIndirect: boolean;
      readonly offset: number;
      readonly array: 'a' | 'b';
      readonly value: Value;
    }
  | { readonly is: 'call'; readonly to: Place; readonly value: Value; readonly factor: number };

export interface Loop {
  readonly from: number;
  readonly count: number | 'n';
  readonly step: number;
  readonly closed: boolean;
  /** Which end is the counter around it, `off` further, or 8 less the counter; it counts up by one between constants. */
  readonly edge?: { readonly end: 'first' | 'last'; readonly off: number; readonly falls: boolean };
}

type Temporary = 'u' | 'v';

type Place =
  | { readonly is: 'temporary'; readonly array: 'a' | 'b'; readonly name: Temporary; readonly offset: number }
  | { readonly is: 'scalar'; readonly name: 's' | 't' }
  | { readonly is: 'line'; readonly name: 'a' | 'b'; readonly index: Index }
  | { readonly is: 'indirect'; readonly name: 'a' | 'b'; readonly index: Index }
  | { readonly is: 'plane'; readonly name: 'm' | 'q'; readonly row: Index; readonly column: Index };

/** Factors for the counters from the innermost loop outwards. */
interface Index {
  readonly factors: readonly number[];
  readonly offset: number;
}
type Value =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'counter' }
  | { readonly is: 'place'; readonly place: Place }
  | { readonly is: 'binary'; readonly operator: '+' | '-' | '*'; readonly left: Value; readonly right: Value }
  | { readonly is: 'scaled'; readonly factor: number; readonly place: Place };

interface Test {
  readonly left: Place | null;
  readonly limit: number;
}

const factor = fc.constantFrom(1, 0, -1, 2);
const index: fc.Arbitrary<Index> = fc.record({
  factors: fc.tuple(factor, fc.constantFrom(0, 1, -1)),
  offset: fc.integer({ min: 0, max: 3 }),
});
const single: fc.Arbitrary<Index> = fc.record({
  factors: fc.oneof(fc.constant([1]), fc.constant([0, 1]), fc.constant([1, 1]), fc.constant([-1])),
  offset: fc.integer({ min: 0, max: 2 }),
});
const place: fc.Arbitrary<Place> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ is: fc.constant('line' as const), name: fc.constantFrom('a', 'b'), index }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('plane' as const),
      name: fc.constantFrom('m', 'q'),
      row: single,
      column: single,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('scalar' as const), name: fc.constantFrom('s', 't') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('indirect' as const), name: fc.constantFrom('a', 'b'), index }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ is: fc.constant('temporary' as const), array: fc.constantFrom('a' as const, 'b' as const) },
      ...{ name: fc.constantFrom('u' as const, 'v' as const), offset: fc.integer({ min: 0, max: 2 }) },
    }),
  },
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'value' },
    fc.record({ is: fc.constant('place' as const), place }),
    fc.record({ is: fc.constant('number' as const), value: fc.integer({ min: -3, max: 7 }) }),
    fc.constant({ is: 'counter' as const }),
    fc.record({
      is: fc.constant('binary' as const),
      operator: fc.constantFrom('+' as const, '-' as const, '*' as const),
      left: tie('value'),
      right: tie('value'),
    }),
    fc.record({ is: fc.constant('scaled' as const), factor: fc.integer({ min: -20, max: 60 }), place }),
  ),
}));
const test: fc.Arbitrary<Test> = fc.record({
  left: fc.option(place, { nil: null }),
  limit: fc.integer({ min: -2, max: 5 }),
});
const loop: fc.Arbitrary<Loop> = fc.record({
  from: fc.integer({ min: 0, max: 2 }),
  count: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 }) },
    { weight: 1, arbitrary: fc.constant('n' as const) },
  ),
  step: fc.constantFrom(1, 1, 2, -1, -2),
  closed: fc.boolean(),
});
const simple: fc.Arbitrary<Statement> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('set' as const),
      to: place,
      by: fc.constantFrom('=' as const, '+=' as const, '-=' as const),
      value,
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('local' as const), value, to: place }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ is: fc.constant('temporary' as const), name: fc.constantFrom('u' as const, 'v' as const), index },
      otherwise: fc.option(index, { nil: null }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ is: fc.constant('via' as const), name: fc.constantFrom('u' as const, 'v' as const, null), index },
      isIndirect: fc.boolean(),
      offset: fc.integer({ min: 0, max: 2 }),
      array: fc.constantFrom('a' as const, 'b' as const),
      value,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('call' as const),
      to: place,
      value,
      factor: fc.integer({ min: -3, max: 9 }),
    }),
  },
);
const conditional: fc.Arbitrary<Statement> = fc.record({
  is: fc.constant('if' as const),
  test,
  then: fc.array(simple, { minLength: 1, maxLength: 2 }),
  otherwise: fc.array(simple, { maxLength: 1 }),
});
const statements = fc.array(
  fc.oneof({ weight: 4, arbitrary: simple }, { weight: 1, arbitrary: conditional }),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const nest = (body: fc.Arbitrary<readonly Statement[]>): fc.Arbitrary<Statement> =>
  fc.record({ is: fc.constant('for' as const), loop, body });
const perfect = nest(fc.tuple(nest(statements)));
const deep = nest(fc.tuple(nest(fc.tuple(nest(statements)))));
/** Bounds that depend on the loop around. */
const rows: fc.Arbitrary<Loop> = fc.record({
  ...{ from: fc.integer({ min: 0, max: 2 }), count: fc.integer({ min: 0, max: 6 }) },
  ...{ step: fc.constant(1), closed: fc.boolean() },
});
const edged = fc.record({
  end: fc.constantFrom('first' as const, 'last' as const),
  off: fc.integer({ min: 0, max: 2 }),
  falls: fc.boolean(),
});
const triangle = fc.tuple(rows, rows, edged, statements).map(([outer, inner, edge, body]): Statement => ({
  ...{ is: 'for', loop: outer },
  body: [{ is: 'for', loop: { ...inner, edge }, body }],
}));
const imperfect = nest(fc.tuple(simple, nest(statements)));

/** Two neighbours that count alike, as fusion wants them. */
const pair = fc
  .tuple(loop, statements, statements)
  .map(([header, a, b]): Statement[] => [a, b].map((body) => ({ is: 'for', loop: header, body })));

export const kernel: fc.Arbitrary<Kernel> = fc.record({
  type: fc.constantFrom('int' as const, 'int' as const, 'int' as const, 'fixed' as const),
  outside: fc.boolean(),
  body: fc
    .array(
      fc.oneof(
        nest(statements).map((one) => [one]),
        perfect.map((one) => [one]),
        deep.map((one) => [one]),
        triangle.map((one) => [one]),
        imperfect.map((one) => [one]),
        pair,
        conditional.map((one) => [one]),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((parts) => parts.flat()),
});

/** A kernel and what a careless programmer would make of it, with no look at dependences. */
export interface Careless {
  readonly metaprogram: 'interchange-loops' | 'distribute-loops' | 'fuse-loops';
  readonly kernel: Kernel;
  readonly after: string;
}

const several = fc.array(simple, { minLength: 2, maxLength: 3 });
const kernelOf = (body: readonly Statement[]): Kernel => ({ type: 'int', outside: false, body });

export const careless: fc.Arbitrary<Careless> = fc.oneof(
  perfect.map((one): Careless => {
    const lines = render(kernelOf([one])).split('\n');
    const [first, second] = lines.flatMap((line, number) => (/^ *for/.test(line) ? [number] : []));
    [lines[first!], lines[second!]] = [lines[second!]!, lines[first!]!];
    return { metaprogram: 'interchange-loops', kernel: kernelOf([one]), after: lines.join('\n') };
  }),
  fc.tuple(loop, several).map(([header, body]): Careless => {
    const parts = body.map((each): Statement => ({ is: 'for', loop: header, body: [each] }));
    const kernel = kernelOf([{ is: 'for', loop: header, body }]);
    return { metaprogram: 'distribute-loops', kernel, after: render(kernelOf(parts)) };
  }),
  fc.tuple(loop, several, several).map(([header, a, b]): Careless => {
    const kernel = kernelOf([a, b].map((body) => ({ is: 'for', loop: header, body })));
    return {
      metaprogram: 'fuse-loops',
      kernel,
      after: render(kernelOf([{ is: 'for', loop: header, body: [...a, ...b] }])),
    };
  }),
);

export const parameters = 'T a[64], T b[64], T m[32][32], T q[32][32], T &s, T &t, int at[64], int n';

/** The kernel as C++, a function `name` and a helper. */
export function render({ type, body, outside }: Kernel, name = 'kernel'): string {
  const writer = new Writer(outside);
  const lines = writer.statements(body, [], '  ');
  const counters = `  int u = 0, v = 0;\n${outside ? '  int i, j, k;\n' : ''}`;
  const alias = `typedef ${type === 'int' ? 'int' : 'ap_fixed<14, 8>'} T;\n`;
  return (
    `${alias}T scale(T value, T factor) {\n  T result = value;\n  if (value < factor) result = value * 3;\n  return result + factor;\n}\n\n` +
    `void ${name}(${parameters}) {\n${counters}${lines}  s += u;\n}\n`
  );
}

class Writer {
  private locals = 0;
  private loops = 0;

  constructor(private readonly outside: boolean) {}

  statements(list: readonly Statement[], counters: readonly string[], margin: string): string {
    return list.map((each) => this.statement(each, counters, margin)).join('');
  }

  private statement(each: Statement, counters: readonly string[], margin: string): string {
    const inner = `${margin}  `;
    switch (each.is) {
      case 'for': {
        const counter = 'ijk'[counters.length];
        const head = loopHeader(each.loop, counter, this.outside, counters.at(-1));
        const label = this.outside ? `L${this.loops++}: ` : '';
        return `${margin}${label}${head} {\n${this.statements(each.body, [...counters, counter], inner)}${margin}}\n`;
      }
      case 'set':
        return `${margin}${placeText(each.to, counters)} ${each.by} ${valueText(each.value, counters)};\n`;
      case 'local': {
        const name = `x${this.locals++}`;
        return `${margin}T ${name} = ${valueText(each.value, counters)};\n${margin}${placeText(each.to, counters)} = ${name} + ${name};\n`;
      }
      case 'temporary': {
        const set = (index: Index): string => `${each.name} = ${lineIndex(index, counters)};\n`;
        if (!each.otherwise) return margin + set(each.index);
        return `${margin}if (n > 2) ${set(each.index)}${margin}else ${set(each.otherwise)}`;
      }
      case 'via': {
        const name = each.name ?? `x${this.locals++}`;
        const index = lineIndex(each.index, counters);
        const set = `${each.name ? '' : 'int '}${name} = ${each.isIndirect ? `at[${index}]` : index};`;
        const to = `${each.array}[${name} + ${each.offset}]`;
        return `${margin}${set}\n${margin}${to} = ${to} + ${valueText(each.value, counters)};\n`;
      }
      case 'call':
        return `${margin}${placeText(each.to, counters)} = scale(${valueText(each.value, counters)}, ${each.factor});\n`;
      case 'if': {
        const then = this.statements(each.then, counters, inner);
        const otherwise =
          each.otherwise.length > 0
            ? ` else {\n${this.statements(each.otherwise, counters, inner)}${margin}}`
            : '';
        return `${margin}if (${testText(each.test, counters)}) {\n${then}${margin}}${otherwise}\n`;
      }
    }
  }
}

/** Counters run within 0 .. 10. */
export function loopHeader(
  { from, count, step, closed, edge }: Loop,
  counter: string,
  outside: boolean,
  around?: string,
): string {
  const declared = outside ? '' : 'int ';
  if (edge && around !== undefined) {
    const side = edge.falls ? `8 - ${around}` : around;
    const bound = edge.off === 0 ? side : `${side} + ${edge.off}`;
    const [first, last] = edge.end === 'first' ? [bound, `${from + Number(count)}`] : [`${from}`, bound];
    return `for (${declared}${counter} = ${first}; ${counter} ${closed ? '<=' : '<'} ${last}; ${counter}++)`;
  }
  const by =
    Math.abs(step) === 1 ? `${counter}${step > 0 ? '++' : '--'}` : `${counter} ${step > 0 ? '+' : '-'}= 2`;
  if (count === 'n') {
    return step > 0
      ? `for (${declared}${counter} = ${from}; ${counter} ${closed ? '<=' : '<'} n; ${by})`
      : `for (${declared}${counter} = n; ${counter} ${closed ? '>=' : '>'} ${from}; ${by})`;
  }
  const start = step > 0 ? from : from + (count || 1) * -step - (closed ? 0 : 1);
  const end = start + count * step - (closed ? Math.sign(step) : 0);
  const relation = (step > 0 ? '<' : '>') + (closed ? '=' : '');
  return `for (${declared}${counter} = ${start}; ${counter} ${relation} ${end}; ${by})`;
}

function indexText({ factors, offset }: Index, counters: readonly string[], shift: number): string {
  const terms = [...counters].reverse().flatMap((counter, position) => {
    const scale = factors[position] ?? 0;
    return scale === 0
      ? []
      : [scale === 1 ? `+ ${counter}` : scale === -1 ? `- ${counter}` : `+ ${scale} * ${counter}`];
  });
  const base = offset + shift;
  return [...(base === 0 && terms[0]?.startsWith('+') ? [] : [String(base)]), ...terms]
    .join(' ')
    .replace(/^\+ /, '');
}

const lineIndex = (index: Index, counters: readonly string[]): string =>
  indexText(index, counters, index.factors.some((each) => each < 0) ? 24 : 0);

function placeText(place: Place, counters: readonly string[]): string {
  if (place.is === 'scalar') return place.name;
  if (place.is === 'plane') {
    const [row, column] = [place.row, place.column].map((each) =>
      indexText(each, counters, each.factors.includes(-1) ? 12 : 0),
    );
    return `${place.name}[${row}][${column}]`;
  }
  if (place.is === 'temporary') return `${place.array}[${place.name} + ${place.offset}]`;
  const index = lineIndex(place.index, counters);
  return place.is === 'line' ? `${place.name}[${index}]` : `${place.name}[at[${index}]]`;
}

function valueText(value: Value, counters: readonly string[]): string {
  switch (value.is) {
    case 'number':
      return value.value < 0 ? `(${value.value})` : String(value.value);
    case 'counter':
      return counters.at(-1) ?? '1';
    case 'place':
      return placeText(value.place, counters);
    case 'scaled':
      return `${placeText(value.place, counters)} * ${value.factor}`;
    case 'binary': {
      const [left, right] = [value.left, value.right].map((each) =>
        each.is === 'binary' ? `(${valueText(each, counters)})` : valueText(each, counters),
      );
      return `${left} ${value.operator} ${right}`;
    }
  }
}

const testText = ({ left, limit }: Test, counters: readonly string[]): string =>
  left
    ? `${placeText(left, counters)} > ${limit}`
    : counters.length > 0
      ? `${counters.at(-1)} > ${limit}`
      : `n > ${limit}`;
