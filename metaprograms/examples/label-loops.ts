import { metaprogram } from 'hlsmith/cpp';

/** Reports and directives of HLS tools name loops by their labels. */
export default metaprogram({
  name: 'label-loops',
  description: 'Give every loop without a label one, numbered within its function',
  scope: 'file',
  idempotent: true,
  run(project) {
    for (const { fn } of project.query('fn:Function[isDefinition]')) {
      const loops = fn.query('loop:Loop').map(({ loop }) => loop);
      const taken = new Set(loops.map((loop) => loop.label));
      // `operator=` and `~queue` are no labels.
      const stem = fn.name.replace(/\W+/g, '_').replace(/^_|_$/g, '');
      let number = 0;
      for (const loop of loops) {
        if (loop.label !== null) continue;
        do number++;
        while (taken.has(`${stem}_${number}`));
        loop.wrap(`${stem}_${number}: `, '');
      }
    }
  },
  cases: [
    {
      title: 'numbers the loops of each function and keeps labels that are there',
      before: `
        void f(int a[4]) {
            for (int i = 0; i < 4; i++)
                while (a[i] > 0) a[i]--;
            f_2: for (int i = 0; i < 4; i++) a[i] = 1;
        }
        void g(int a[4]) {
            do a[0]++; while (a[0] < 3);
        }
      `,
      after: `
        void f(int a[4]) {
            f_1: for (int i = 0; i < 4; i++)
                f_3: while (a[i] > 0) a[i]--;
            f_2: for (int i = 0; i < 4; i++) a[i] = 1;
        }
        void g(int a[4]) {
            g_1: do a[0]++; while (a[0] < 3);
        }
      `,
    },
    {
      title: 'makes labels of the names of operators',
      before: 'struct s {\n    void operator=(int v) { for (;;) v--; }\n};\n',
      after: 'struct s {\n    void operator=(int v) { operator_1: for (;;) v--; }\n};\n',
    },
  ],
});
