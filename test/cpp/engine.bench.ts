import { bench, describe } from 'vitest';
import { Project, type LoopNode } from 'hlsmith/cpp';
import { largeProject } from './large-project.js';

/** Everything that reading a network's layers asks of a project. */
function readModel(project: Project): unknown {
  const top = project.fn('net');
  return top
    .calls()
    .map((call) => [
      call.commentLabel,
      call.templateArgs.map((type) => type.canonical),
      call.templateArgs.at(-1)?.struct?.constants['multiplier_limit']?.value,
      call.templateArgs.at(-1)?.struct?.types['weight_t']?.root?.name,
    ]);
}

describe('a firmware project', () => {
  for (const [size, layers] of [
    ['VGG', 20],
    ['U-Net', 195],
  ] as const) {
    const files = largeProject(layers);
    bench(`parse and index, ${size} size`, () => void Project.fromFiles('p', files).symbols);
    bench(`load the model, ${size} size`, () => void readModel(Project.fromFiles('p', files)));
    const base = Project.fromFiles('p', files);
    readModel(base);
    bench(`one precision variant with its diff, ${size} size`, () => {
      const variant = base.fork();
      variant.typedef('weight7_t').set('ap_fixed<9,3>');
      void variant.commit().diff;
    });
  }
});

describe('questions after parsing', () => {
  const text = largeProject(195)['firmware/net.cpp']!;
  const loops = 'void k(int a[64]) { for (int i = 0; i < 64; i++) for (int j = 0; j < 8; j++) a[i] += j; }\n';
  const project = Project.fromFiles('p', { 'net.cpp': text, 'loops.cpp': loops.repeat(2000) });
  project.query('l:Loop');
  bench('all innermost loops of 2,000 nests', () => void project.query('l:ForLoop !=> :Loop'));
  bench('assignments by pattern', () => void project.match('$A[$I] += $B'));
  const [first] = project.query('l:ForLoop[isOutermost]').map(({ l }): LoopNode => l);
  bench('dependences of one nest', () => void first!.dependences());
});
