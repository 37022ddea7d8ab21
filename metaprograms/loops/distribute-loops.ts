import {
  jumpsOutOf,
  metaprogram,
  obstacleText,
  whyNotDistributed,
  type LoopNode,
  type Node,
} from 'hlsmith/cpp';
import { assumeIndependent, assumptions } from './assumptions.js';
import { header, ownPragmas, pragmasInFront } from './copies.js';
import { changeLoops, countedLoop, loopsAt, where, whole, type Counted } from './targets.js';
import { block, dedent, insideOf, replaceStatement, statementsOf, stepOf } from './text.js';

/**
 * Splits a loop into one loop for each statement of its body, or for each group of statements that depend on each
 * other in a circle (loop fission).
 *
 * before: `for (i...) { a[i] = x[i]; b[i] = a[i]; }`
 * after:  `for (i...) { a[i] = x[i]; } for (i...) { b[i] = a[i]; }`
 */
export default metaprogram({
  name: 'distribute-loops',
  description: 'Split loops into as many as their dependences allow',
  scope: 'file',
  idempotent: true,
  options: { assumeIndependent, ...where },
  run(project, { assumeIndependent: independent, ...at }) {
    return changeLoops(project, loopsAt(project, at), (loop) => distribute(loop, independent));
  },
  cases: [
    {
      title: 'statements in a circle stay together; pragmas of the loop go to each',
      before: `
        void f(int a[9], int b[9], int c[9]) {
          int t;
          all: for (int i = 1; i < 9; i++) {
            #pragma HLS PIPELINE
            // running sum
            a[i] = a[i - 1] + b[i];
            t = a[i];
            c[i] = t * t;
            b[i] = c[i];
          }
        }
      `,
      after: `
        void f(int a[9], int b[9], int c[9]) {
          int t;
          all: for (int i = 1; i < 9; i++) {
            #pragma HLS PIPELINE
            // running sum
            a[i] = a[i - 1] + b[i];
          }
          for (int i = 1; i < 9; i++) {
            #pragma HLS PIPELINE
            t = a[i];
            c[i] = t * t;
          }
          for (int i = 1; i < 9; i++) {
            #pragma HLS PIPELINE
            b[i] = c[i];
          }
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it must not',
      before: `
        void f(int a[9], int b[9]) {
          for (int i = 1; i < 8; i++) {
            a[i] = b[i];
            b[i + 1] = a[i];
          }
          for (int i = 1; i < 8; i++) {
            int t = a[i];
            b[i] = t;
          }
        }
      `,
      report: [
        'kernel.cpp:2: b[i + 1] (line 4) and b[i] (line 3) must keep their order: read after write, iterations apart: 1',
        'kernel.cpp:6: t (line 7) is used in each part',
      ],
    },
  ],
});

function distribute(loop: LoopNode, independent: boolean): string | null {
  const statements = statementsOf(loop);
  if (statements.length < 2) return null;
  const counted = countedLoop(loop);
  if (typeof counted === 'string') return counted;
  const [jump] = jumpsOutOf(loop);
  if (jump) return obstacleText(jump);
  const cuts: number[] = [];
  let reason = '';
  for (let cut = 1; cut < statements.length; cut++) {
    const against = whyNotCut(loop, statements, cut, independent);
    if (against === null) cuts.push(cut);
    else if (reason === '') reason = against;
  }
  if (cuts.length === 0) return reason;
  split(loop, counted, statements, cuts);
  return null;
}

/** Why what comes before a statement and what comes from it on cannot be two loops. */
function whyNotCut(
  loop: LoopNode,
  statements: readonly Node[],
  cut: number,
  independent: boolean,
): string | null {
  for (const statement of statements.slice(0, cut)) {
    if (statement.kind !== 'Declaration') continue;
    for (const { v } of statement.query('v:VarDecl')) {
      const isUsed = statements.slice(cut).some((later) => later.uses(v.name));
      if (isUsed) return `${v.name} (line ${v.at.line}) is used in each part`;
    }
  }
  const border = statements[cut].start;
  return whyNotDistributed(loop, ({ start }) => (start < border ? 0 : 1), assumptions(independent));
}

function split(loop: LoopNode, counted: Counted, statements: readonly Node[], cuts: readonly number[]): void {
  const { source } = loop;
  const { start, end } = insideOf(loop);
  const own = ownPragmas(loop);
  const pragmas = own.map((patch) => source.text.slice(patch.start, patch.end).trim());
  for (const pragma of pragmasInFront(loop)) pragmas.push(pragma.text);
  // A comment or pragma in front of a statement goes with it.
  const borders = [start, ...cuts.map((cut) => endOfLine(statements[cut - 1])), end];
  const inside = own.length > 0 ? pragmas.slice(0, own.length) : [];
  const inFront = pragmas.slice(own.length);
  const parts = borders.slice(0, -1).map((from, part) => {
    let text = '';
    let at = from;
    for (const patch of own) {
      if (patch.start < from || patch.start >= borders[part + 1]) continue;
      text += source.text.slice(at, patch.start);
      at = patch.end;
    }
    text += source.text.slice(at, borders[part + 1]);
    const head =
      part === 0
        ? source.text.slice(whole(loop).start, loop.start)
        : inFront.map((line) => `${line}\n`).join('');
    return head + block(header(counted), [...inside, dedent(text)].join('\n'), stepOf(loop));
  });
  replaceStatement(whole(loop), parts.join('\n'), parts.length);
}

/** The end of a statement with the comment that ends its line. */
function endOfLine({ source, end }: Node): number {
  const rest = source.text.slice(end, source.lineEndOffset(end));
  return /^[ \t]*(?:\/\/.*|\/\*[^*]*\*\/[ \t]*)?$/.test(rest) ? end + rest.length : end;
}
