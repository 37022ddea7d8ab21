import {
  jumpsOutOf,
  LoopNode,
  metaprogram,
  obstacleText,
  usesWithin,
  whyNotDistributed,
  type Node,
} from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';
import { assumeIndependent, assumptions } from './assumptions.js';
import { ownPragmas, pragmasInFront } from './copies.js';
import { countedLoop, loopsAt, where, whole, type Counted } from './targets.js';
import { block, bodyText, statementsOf, stepOf } from './text.js';

/**
 * Puts the bodies of neighbouring loops with the same header into one loop.
 *
 * before: `for (int i = 0; i < n; i++) a[i] = 0; for (int j = 0; j < n; j++) b[j] = a[j];`
 * after:  `for (int i = 0; i < n; i++) { a[i] = 0; b[i] = a[i]; }`
 */
export default metaprogram({
  name: 'fuse-loops',
  description: 'Fuse neighbouring loops that count alike where dependences allow it',
  scope: 'file',
  idempotent: true,
  options: { assumeIndependent, ...where },
  run(project, { assumeIndependent: independent, ...at }) {
    const places = new Map<LoopNode, LoopNode['at']>();
    const refused = new Map<LoopNode, string>();
    // Loops inside are neighbours when those around them have become one.
    for (let isDone = false; !isDone;) {
      const loops = loopsAt(project, at);
      for (const loop of loops) if (!places.has(loop)) places.set(loop, loop.at);
      isDone = true;
      // From the last to the first, so that three in a row become one.
      for (const loop of [...loops].reverse()) {
        for (let next = followerOf(loop); next && !refused.has(loop); next = followerOf(loop)) {
          const reason = fuse(loop, next, independent);
          if (reason === null) {
            project.commit();
            isDone = false;
            continue;
          }
          const { file, line } = places.get(loop)!;
          const other = places.get(next) ?? next.at;
          refused.set(loop, `${file}:${line}: not fused with the loop in line ${other.line}: ${reason}`);
        }
      }
    }
    return [...refused]
      .sort(([a], [b]) => places.get(a)!.line - places.get(b)!.line)
      .map(([, reason]) => reason);
  },
  cases: [
    {
      title: 'counters of different names, local names that clash',
      before: `
        void f(int a[8], int b[8], int c[8]) {
          int i;
          for (i = 0; i < 8; i++) {
            #pragma HLS PIPELINE
            int t = a[i];
            b[i] = t * t;
          }
          // then
          for (int j = 0; j < 8; j++) {
            #pragma HLS PIPELINE
            int t = b[j];
            c[j] = t + j;
          }
          for (i = 0; i < 8; i++) {
            #pragma HLS PIPELINE
            c[i]++;
          }
        }
      `,
      after: `
        void f(int a[8], int b[8], int c[8]) {
          int i;
          for (i = 0; i < 8; i++) {
            #pragma HLS PIPELINE
            int t = a[i];
            b[i] = t * t;
            {
              int t = b[i];
              c[i] = t + i;
              c[i]++;
            }
          }
          // then
        }
      `,
      report: [],
    },
    {
      title: 'loops inside, once those around them are one',
      before: `
        void f(int a[8][8], int x[8], int y[8]) {
          int i, j;
          for (i = 0; i < 8; i++) {
            for (j = 0; j < 8; j++) {
              x[i] += a[i][j];
            }
          }
          for (i = 0; i < 8; i++) {
            for (j = 0; j < 8; j++) {
              y[i] += a[j][i];
            }
          }
        }
      `,
      after: `
        void f(int a[8][8], int x[8], int y[8]) {
          int i, j;
          for (i = 0; i < 8; i++) {
            for (j = 0; j < 8; j++) {
              x[i] += a[i][j];
              y[i] += a[j][i];
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'gives the access that is the reason where it must not',
      before: `
        void f(int a[9], int b[8], int n) {
          for (int i = 0; i < 8; i++) a[i] = i;
          for (int i = 0; i < 8; i++) b[i] = a[i + 1];
          for (int i = 0; i < n; i++) b[i] = 0;
        }
      `,
      report: [
        'kernel.cpp:2: not fused with the loop in line 3: a[i + 1] (line 3) and a[i] (line 2) must keep their order: write after read, iterations apart: 1',
        'kernel.cpp:3: not fused with the loop in line 4: one runs from 0 while < 8, the other from 0 while < n',
      ],
    },
  ],
});

/** The loop directly behind, comments and pragma lines aside. */
function followerOf(loop: LoopNode): LoopNode | null {
  const own = whole(loop);
  const statements = own.parent?.syntax === 'compound_statement' ? own.parent.children : [];
  const next = statements.slice(statements.indexOf(own) + 1).find(({ syntax }) => syntax !== 'comment');
  let at: Node | undefined = next;
  while (at && ['labeled_statement', 'attributed_statement'].includes(at.syntax)) at = at.children.at(-1);
  return at instanceof LoopNode && at.kind === 'ForLoop' ? at : null;
}

function fuse(loop: LoopNode, next: LoopNode, independent: boolean): string | null {
  const [first, second] = [countedLoop(loop), countedLoop(next)];
  if (typeof first === 'string') return first;
  if (typeof second === 'string') return second;
  const reason = whyDifferent(loop, first, next, second);
  if (reason !== null) return reason;
  const [jump] = [...jumpsOutOf(loop), ...jumpsOutOf(next)];
  if (jump) return obstacleText(jump);
  // Fused in a copy of the project, a dependence backwards from the second body to the first shows.
  const trial = loop.unit.project.fork();
  const file = trial.file(loop.at.file);
  const [left, right] = [file.unit.node(loop.index), file.unit.node(next.index)] as [LoopNode, LoopNode];
  const count = statementsOf(left).length;
  merge(left, countedLoop(left) as Counted, right, countedLoop(right) as Counted);
  trial.commit({ allowErrors: true });
  const statements = statementsOf(left);
  const partOf = (node: Node): number =>
    statements.slice(0, count).some((statement) => statement.encloses(node)) ? 0 : 1;
  const against = whyNotDistributed(left, partOf, assumptions(independent));
  if (against !== null) return inOriginalLines(against, next, left, count);
  if (typeof countedLoop(left) === 'string') return 'the first body changes the bounds of the second loop';
  merge(loop, first, next, second);
  return null;
}

function whyDifferent(loop: LoopNode, a: Counted, next: LoopNode, b: Counted): string | null {
  const span = ({ iv }: Counted): string => `from ${iv.init} while ${iv.relation} ${iv.bound}`;
  if (span(a) !== span(b)) return `one runs ${span(a)}, the other ${span(b)}`;
  if (a.step !== b.step) return `one steps by ${a.step}, the other by ${b.step}`;
  if (a.counter.variable.type.canonical !== b.counter.variable.type.canonical) {
    return `one counts in ${a.counter.type}, the other in ${b.counter.type}`;
  }
  const isSame = a.counter.variable === b.counter.variable;
  if (!isSame && !a.counter.isPrivate) return `${a.iv.name} is used behind the loop`;
  if (!isSame && !b.counter.isPrivate) return `${b.iv.name} is used behind the loop`;
  if (a.iv.name !== b.iv.name && next.body.uses(a.iv.name))
    return `the second loop uses another ${a.iv.name}`;
  const spelled = (of: LoopNode): string =>
    [...pragmasOf(of)].map(({ text }) => text.replace(/\s+/g, ' ').toLowerCase()).join('; ');
  const [left, right] = [spelled(loop), spelled(next)];
  return left === right ? null : `their pragmas differ: ${left || 'none'} and ${right || 'none'}`;
}

function merge(loop: LoopNode, first: Counted, next: LoopNode, second: Counted): void {
  const uses = usesWithin(next.body, second.counter.variable, second.iv.name);
  const patches = [...ownPragmas(next), ...uses.map((use) => ({ ...use, text: first.iv.name }))];
  const text = bodyText(next, patches);
  // A pragma between label and loop goes with the loop.
  for (const pragma of pragmasInFront(next)) if (pragma.end <= whole(next).start) pragma.remove();
  const declared = (of: LoopNode): string[] =>
    statementsOf(of).flatMap((each) => each.query('v:VarDecl').map(({ v }) => v.name));
  const clashes =
    declared(loop).some((name) => next.body.uses(name)) ||
    declared(next).some((name) => loop.body.uses(name));
  if (text !== '') loop.insertAtEnd(clashes ? block('', text, stepOf(loop)) : text);
  next.remove();
}

/** A reason with the lines of the copy, in those of the file. */
function inOriginalLines(reason: string, next: LoopNode, fused: LoopNode, count: number): string {
  const moved = statementsOf(fused)[count];
  const original = statementsOf(next)[0];
  if (!moved || !original) return reason;
  // Bodies that need braces of their own in the fused one begin a line later.
  const shift = original.at.line - moved.at.line - (moved.text.startsWith('{') ? 1 : 0);
  return reason.replace(/\(line (\d+)\)/g, (place, word: string) =>
    Number(word) < moved.at.line ? place : `(line ${Number(word) + shift})`,
  );
}
