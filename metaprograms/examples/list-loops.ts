import { metaprogram } from 'hlsmith/cpp';

/** Lists every loop nest with the trip counts of its loops: a number, an expression, or unknown. */
export default metaprogram({
  name: 'list-loops',
  description: 'List loops: place, function, label, depth, trip count, whether an iteration needs another',
  scope: 'file',
  idempotent: true,
  options: {
    kernel: { type: 'string', default: null, description: 'only loops of this function' },
  },
  run(project, { kernel }) {
    return project
      .query('fn:Function => loop:ForLoop', ({ fn }) => kernel === null || fn.name === kernel)
      .map(({ fn, loop }) => {
        const { tripCount, depth, label, carriesDependence, at } = loop;
        const count = typeof tripCount === 'object' ? (tripCount?.expression ?? 'unknown') : tripCount;
        const name = `${fn.name}${label === null ? '' : `/${label}`}`;
        return `${at.file}:${at.line}: ${name} depth ${depth}, trip count ${count}, dependence ${carriesDependence}`;
      });
  },
  cases: [
    {
      title: 'evaluates constants, keeps expressions, and never guesses',
      before: `
        #define N 8
        void f(int a[N], int b[N], int n) {
        rows:
            for (int i = 0; i < N; i++) {
                for (int j = 0; j < n; j++) b[i] += a[i];
            }
            for (int i = 1; i < N; i += 2) a[i] = a[i - 1];
            for (int i = n; i > 0; i /= 2) a[i] = 0;
        }
      `,
      report: [
        'kernel.cpp:4: f/rows depth 0, trip count 8, dependence no',
        'kernel.cpp:5: f depth 1, trip count n, dependence yes',
        'kernel.cpp:7: f depth 0, trip count 4, dependence no',
        'kernel.cpp:8: f depth 0, trip count unknown, dependence unknown',
      ],
    },
  ],
});
