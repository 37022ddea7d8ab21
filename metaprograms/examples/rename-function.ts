import { metaprogram } from 'hlsmith/cpp';

/** Renames a function with its prototypes, overloads and calls, in all files of the project. */
export default metaprogram({
  name: 'rename-function',
  description: 'Rename a function wherever it is meant, in all files of a project',
  scope: 'project',
  idempotent: true,
  options: {
    from: { type: 'string', description: 'its name; qualified where that is needed' },
    to: { type: 'string', description: 'the new name, without namespace' },
  },
  run(project, { from, to }) {
    const names = project.functions().map(({ name }) => name);
    const isDone = !names.includes(from.split('::').at(-1)!) && names.includes(to);
    if (!isDone) project.rename(project.fn(from), to);
  },
  cases: [
    {
      title: 'follows the meaning into other files, and leaves namesakes',
      options: { from: 'scale', to: 'scale_by_two' },
      before: {
        'kernel.h': 'void scale(int x[4]);\nstruct image { int scale; };\n',
        'kernel.cpp': `
          #include "kernel.h"
          // scale doubles
          void scale(int x[4]) {
              for (int i = 0; i < 4; i++) x[i] *= 2;
          }
          void top(int x[4], image im) {
              scale(x);
              x[0] += im.scale;
          }
        `,
      },
      after: {
        'kernel.h': 'void scale_by_two(int x[4]);\nstruct image { int scale; };\n',
        'kernel.cpp': `
          #include "kernel.h"
          // scale doubles
          void scale_by_two(int x[4]) {
              for (int i = 0; i < 4; i++) x[i] *= 2;
          }
          void top(int x[4], image im) {
              scale_by_two(x);
              x[0] += im.scale;
          }
        `,
      },
    },
  ],
});
