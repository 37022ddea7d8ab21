import { metaprogram, type CallNode, type FunctionNode } from 'hlsmith/cpp';
import { block, freshName, stepOf } from '../loops/text.js';
import { placeOf, type Place } from './call-places.js';
import { asExpression } from './expression-bodies.js';
import { bindArguments, inlinedBody, whyNotCopied, type Binding } from './inlined-body.js';

/**
 * Puts the bodies of functions in the place of their calls. Arguments are evaluated once, names that would clash
 * get others; the functions themselves stay.
 *
 * before: `y = scale(x, 3);`
 * after:  `{ int value = x; int factor = 3; y = value * factor; }`
 */
export default metaprogram({
  name: 'inline-calls',
  description: 'Put the bodies of functions in the place of their calls',
  scope: 'file',
  idempotent: true,
  options: {
    function: {
      type: 'string',
      default: null,
      description: 'only calls of this function; default: all it can',
    },
    into: { type: 'string', default: null, description: 'only calls in this function; default: all' },
  },
  run(project, { function: name, into }) {
    const refused = new Map<CallNode, string>();
    const isMeant = (fn: FunctionNode, wanted: string | null): boolean =>
      wanted === null || fn.name === wanted || fn.qualifiedName === wanted;
    for (;;) {
      const next = project
        .query('fn:Function[isDefinition] => c:Call')
        .filter(({ fn, c }) => isMeant(fn, into) && !refused.has(c))
        .find(({ c }) => c.callee?.isDefinition && isMeant(c.callee, name));
      if (!next) break;
      const reason = inline(next.c, next.c.callee!, next.fn);
      if (reason !== null) {
        refused.set(next.c, reason);
        continue;
      }
      try {
        project.commit();
      } catch (error) {
        // Text that the parser reads only in part, such as macros with types for arguments.
        project.rollback();
        refused.set(next.c, error instanceof Error ? error.message : String(error));
      }
    }
    return [...refused]
      .sort(([a], [b]) => a.start - b.start)
      .map(([call, reason]) => `${call.at.file}:${call.at.line}: ${call.name}: ${reason}`);
  },
  cases: [
    {
      title: 'a statement, names that clash',
      before: `
        void add(int x[4], int by) {
          #pragma HLS INLINE
          each: for (int i = 0; i < 4; i++) x[i] += by;
        }
        void f(int a[4], int i) {
          add(a, i + 1);
        }
      `,
      after: `
        void add(int x[4], int by) {
          #pragma HLS INLINE
          each: for (int i = 0; i < 4; i++) x[i] += by;
        }
        void f(int a[4], int i) {
          {
            int by = i + 1;
            each: for (int i_2 = 0; i_2 < 4; i_2++) a[i_2] += by;
          }
        }
      `,
      report: [],
    },
    {
      title: 'in an expression',
      before: `
        typedef short word;
        word square(word x) { return x * x; }
        int clip(int x) {
          int y = x;
          if (y > 9) y = 9;
          return y;
        }
        int f(word a, int b) {
          int c = square(a) + clip(2 * b);
          b = clip(c);
          return b;
        }
      `,
      after: `
        typedef short word;
        word square(word x) { return x * x; }
        int clip(int x) {
          int y = x;
          if (y > 9) y = 9;
          return y;
        }
        int f(word a, int b) {
          int clip_result;
          {
            int x = 2 * b;
            int y = x;
            if (y > 9) y = 9;
            clip_result = y;
          }
          int c = word(a * a) + clip_result;
          {
            int x = c;
            int y = x;
            if (y > 9) y = 9;
            b = y;
          }
          return b;
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      before: `
        int sum(int n) { return n == 0 ? 0 : n + sum(n - 1); }
        int early(int n) {
          if (n > 3) return 3;
          return n;
        }
        int last = 0;
        int step(int n) {
          int m = last + n;
          return m;
        }
        int half(int n) {
          int m = n >> 1;
          return m;
        }
        int f(int n, bool b) {
          int last = 1;
          return sum(n) + early(n) + step(last) + (b ? half(last) : 0);
        }
      `,
      report: [
        'kernel.cpp:1: sum: it calls itself',
        'kernel.cpp:17: sum: it calls itself',
        'kernel.cpp:17: early: it returns before its end (line 3)',
        'kernel.cpp:17: step: last means something else where it is called',
        'kernel.cpp:17: half: it is called only if a condition holds',
      ],
    },
  ],
});

function inline(call: CallNode, fn: FunctionNode, caller: FunctionNode): string | null {
  const against = whyNotCopied(fn, call);
  if (against !== null) return against;
  const expression = asExpression(call, fn);
  if (expression !== null) {
    call.replace(expression);
    return null;
  }
  const place = placeOf(call, fn);
  if (typeof place === 'string') return place;
  const bound = bindArguments(call, fn);
  if (typeof bound === 'string') return bound;
  write(call, fn, caller, bound, place);
  return null;
}

function write(call: CallNode, fn: FunctionNode, caller: FunctionNode, bound: Binding, place: Place): void {
  const { statement, isWhole, target } = place;
  if (isWhole) {
    const code = block('', inlinedBody(fn, caller, bound, target), stepOf(caller));
    const margin = statement.source.indentationAt(statement.start);
    statement.replace(code.replace(/\n(?=[^\n])/g, `\n${margin}`));
    return;
  }
  const result = freshName(caller, `${fn.name}_result`);
  const code = block('', inlinedBody(fn, caller, bound, result), stepOf(caller));
  statement.before(`${fn.returnType.text} ${result};\n${code}`);
  call.replace(result);
}
