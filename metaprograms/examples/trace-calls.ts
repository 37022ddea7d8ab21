import { metaprogram } from 'hlsmith/cpp';

/** Prints each function's name when it is entered, in host simulation only. */
export default metaprogram({
  name: 'trace-calls',
  description: 'Print the name of each function that is entered, in host simulation only',
  scope: 'file',
  idempotent: true,
  options: {
    only: { type: 'string', default: '', description: 'the one function to trace; default all' },
  },
  run(project, { only }) {
    for (const fn of project.functions()) {
      const trace = `printf("enter %s\\n", "${fn.qualifiedName}");`;
      const isTraced = fn.body?.text.includes(trace);
      if (!fn.isDefinition || isTraced || (only !== '' && fn.name !== only)) continue;
      fn.insertAtStart(`#ifndef __SYNTHESIS__\n${trace}\n#endif`);
    }
  },
  cases: [
    {
      title: 'traces definitions, not prototypes',
      before: `
        void scale(int x[4]);
        namespace nnet {
        void relu(int x[4]) {
            x[0] = 0;
        }
        }
      `,
      after: `
        void scale(int x[4]);
        namespace nnet {
        void relu(int x[4]) {
            #ifndef __SYNTHESIS__
            printf("enter %s\\n", "nnet::relu");
            #endif
            x[0] = 0;
        }
        }
      `,
    },
    {
      title: 'indents as the body does where parameters are aligned',
      before: `
        void add(int x[4],
                 int y[4]) {
          x[0] += y[0];
        }
      `,
      after: `
        void add(int x[4],
                 int y[4]) {
          #ifndef __SYNTHESIS__
          printf("enter %s\\n", "add");
          #endif
          x[0] += y[0];
        }
      `,
    },
    {
      title: 'traces only the one that is named',
      options: { only: 'b' },
      before: 'int a() { return 1; }\nint b() {\n    return a();\n}\n',
      after: `
        int a() { return 1; }
        int b() {
            #ifndef __SYNTHESIS__
            printf("enter %s\\n", "b");
            #endif
            return a();
        }
      `,
    },
  ],
});
