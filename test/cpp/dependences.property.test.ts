import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';

/** Two counters, one written and one read element per iteration: `a[p*i + q*j + r] = a[s*i + t*j + u]`. */
const index = fc.tuple(
  fc.integer({ min: -6, max: 6 }),
  fc.integer({ min: -2, max: 2 }),
  fc.integer({ min: 0, max: 12 }),
);
const nest = fc
  .record({
    counts: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    starts: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    steps: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
    write: index,
    read: index,
    isUniform: fc.boolean(),
  })
  .map(({ isUniform, ...loops }) => {
    const [p, q] = loops.write;
    return isUniform ? { ...loops, read: [p, q, loops.read[2]] as const } : loops;
  });

interface Nest {
  readonly counts: readonly [number, number];
  readonly starts: readonly [number, number];
  readonly steps: readonly [number, number];
  readonly write: readonly [number, number, number];
  readonly read: readonly [number, number, number];
}

const spelled = ([p, q, r]: Nest['write']): string => `${p} * i + ${q} * j + ${r}`;

function source({ counts, starts, steps, write, read }: Nest): string {
  const header = (name: string, at: 0 | 1): string =>
    `for (int ${name} = ${starts[at]}; ${name} < ${starts[at] + counts[at] * steps[at]}; ${name} += ${steps[at]})`;
  return `void k(int a[99]) { ${header('i', 0)} ${header('j', 1)} a[${spelled(write)}] = a[${spelled(read)}]; }`;
}

/** All distances, by running the loops: RAW where the write comes first, WAR where the read does. */
function observed({ counts, starts, steps, write, read }: Nest): Set<string> {
  const seen = new Set<string>();
  const points: [number, number][] = [];
  for (let i = 0; i < counts[0]; i++) for (let j = 0; j < counts[1]; j++) points.push([i, j]);
  const at = ([p, q, r]: Nest['write'], [i, j]: [number, number]): number =>
    p * (starts[0] + i * steps[0]) + q * (starts[1] + j * steps[1]) + r;
  for (const w of points) {
    for (const r of points) {
      if (at(write, w) !== at(read, r)) continue;
      const d = [r[0] - w[0], r[1] - w[1]] as const;
      const isRaw = d[0] > 0 || (d[0] === 0 && d[1] > 0);
      seen.add(isRaw ? `RAW ${d.join(',')}` : `WAR ${-d[0] || 0},${-d[1] || 0}`);
    }
  }
  return seen;
}

describe('dependences of random loop nests', () => {
  it('cover every pair of iterations that meet, and claim none that does not', () => {
    fc.assert(
      fc.property(nest, (loops) => {
        const project = Project.fromFiles('p', { 'k.cpp': source(loops) });
        const [outer] = project.query('l:ForLoop').map(({ l }) => l);
        const found = outer!.dependences().filter(({ kind }) => kind !== 'WAW');
        const really = observed(loops);
        for (const seen of really) {
          const [kind, distance] = seen.split(' ');
          const values = distance!.split(',').map(Number);
          const covered = found.some(
            (d) =>
              d.kind === kind &&
              d.distance.every((x, i) => x === '*' || (x === '+' ? values[i]! > 0 : x === values[i])),
          );
          expect([seen, covered]).toEqual([seen, true]);
        }
        // What is called certain must happen.
        for (const d of found.filter(({ certainty }) => certainty === 'yes')) {
          const happens = [...really].some((seen) => {
            const [kind, distance] = seen.split(' ');
            const values = distance!.split(',').map(Number);
            return (
              kind === d.kind &&
              d.distance.every((x, i) => x === '*' || (x === '+' ? values[i]! > 0 : x === values[i]))
            );
          });
          expect([d.kind, d.distance, happens]).toEqual([d.kind, d.distance, true]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
