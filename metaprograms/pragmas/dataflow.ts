import { metaprogram, type FunctionNode, type Node, type VarDeclNode } from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';
import { functionsIn } from './rules.js';

/**
 * Runs the stages of a function as processes. Vitis wants the canonical form (UG1399, "Canonical forms"): nothing
 * but declarations, calls and loops in the body, and each local array with one stage that uses it and one before
 * that fills it. A function of another form is left as it is, with the reason.
 */
export default metaprogram({
  name: 'dataflow',
  description: 'Give functions of canonical form the DATAFLOW pragma, and the others a reason (Vitis)',
  scope: 'file',
  idempotent: true,
  options: {
    function: {
      type: 'string',
      default: null,
      description: 'only this function; default: all with two stages',
    },
  },
  run(project, { function: name }) {
    return functionsIn(project, name).flatMap((fn) => {
      if (pragmasOf(fn, 'vitis').get('DATAFLOW')) return [];
      const stages = stagesOf(fn);
      if (name === null && stages.length < 2) return [];
      const reason = reasonAgainst(fn, stages);
      if (reason === null) pragmasOf(fn, 'vitis').set('DATAFLOW');
      return reason === null ? [] : [`${fn.at.file}:${fn.at.line}: ${fn.name}: ${reason}`];
    });
  },
  cases: [
    {
      title: 'where each buffer has one producer and one consumer',
      before: `
        void load(const int *in, int a[8]);
        void store(int b[8], int *out);
        void top(const int *in, int *out) {
            int a[8], b[8];
            load(in, a);
            scale: for (int i = 0; i < 8; i++) {
                b[i] = 2 * a[i];
            }
            store(b, out);
        }
        int single(int x) { return x; }
      `,
      after: `
        void load(const int *in, int a[8]);
        void store(int b[8], int *out);
        void top(const int *in, int *out) {
            #pragma HLS DATAFLOW
            int a[8], b[8];
            load(in, a);
            scale: for (int i = 0; i < 8; i++) {
                b[i] = 2 * a[i];
            }
            store(b, out);
        }
        int single(int x) { return x; }
      `,
      report: [],
    },
    {
      title: 'and the reason where not',
      before: `
        void g(int a[8]);
        void shared(int *out) {
            int a[8];
            g(a);
            g(a);
            g(a);
        }
        void branches(int *out, int n) {
            int a[8];
            g(a);
            if (n) g(a);
        }
        void pipelined() {
            #pragma HLS PIPELINE
            int a[8];
            g(a);
            g(a);
        }
      `,
      report: [
        'kernel.cpp:2: shared: a is used by 3 stages (lines 4, 5 and 6); a buffer has one producer and one consumer',
        'kernel.cpp:8: branches: the if in line 11 is no call, loop or declaration',
        'kernel.cpp:13: pipelined: it is pipelined',
      ],
    },
  ],
});

const words: Readonly<Record<string, string>> = {
  if_statement: 'if',
  return_statement: 'return',
  switch_statement: 'switch',
  expression_statement: 'expression',
  compound_statement: 'block',
};

const loops = ['for_statement', 'while_statement', 'do_statement', 'for_range_loop'];

/** The statements of the body but declarations and comments, without their labels. */
function stagesOf({ body }: FunctionNode): Node[] {
  return (body?.children ?? [])
    .filter(({ syntax }) => syntax !== 'comment' && syntax !== 'declaration')
    .map((node) => (node.syntax === 'labeled_statement' ? node.children.at(-1)! : node));
}

function reasonAgainst(fn: FunctionNode, stages: readonly Node[]): string | null {
  if (pragmasOf(fn, 'vitis').get('PIPELINE')) return 'it is pipelined';
  if (stages.length < 2) return 'it has fewer than two stages';
  const other = stages.find((stage) => !isStage(stage));
  if (other) {
    const word = words[other.syntax] ?? other.kind;
    return `the ${word} in line ${other.at.line} is no call, loop or declaration`;
  }
  for (const variable of buffersOf(fn)) {
    const users = stages.filter((stage) => stage.uses(variable.name));
    if (users.length <= 2) continue;
    const places = users.map(({ at }) => at.line);
    return `${variable.name} is used by ${users.length} stages (lines ${listed(places)}); a buffer has one producer and one consumer`;
  }
  return null;
}

function isStage(stage: Node): boolean {
  const [only] = stage.children;
  return (
    loops.includes(stage.syntax) ||
    (stage.syntax === 'expression_statement' && only?.syntax === 'call_expression')
  );
}

/** What stages hand on: the locals of the body itself that are no constants. */
const buffersOf = (fn: FunctionNode): VarDeclNode[] =>
  fn.declarations().filter((variable) => !variable.isConst && variable.declaration.parent === fn.body);

const listed = (places: readonly number[]): string =>
  `${places.slice(0, -1).join(', ')} and ${places.at(-1)}`;
