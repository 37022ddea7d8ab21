import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Project, type Node } from 'hlsmith/cpp';
import { expectFreshTree } from './fresh-tree.js';
import { generatedProject } from './generated-project.js';

/** `HLSMITH_FUZZ=1000 npx vitest run test/cpp/fuzz.test.ts` looks longer. */
const numRuns = Number(process.env['HLSMITH_FUZZ'] ?? 60);

const actions = [
  (node: Node) => node.before('extra();'),
  (node: Node) => node.after('extra();'),
  (node: Node) => node.before('#pragma HLS EXTRA'),
  (node: Node) => node.remove(),
  (node: Node) => node.insertAtStart('int extra;\nint more;'),
  (node: Node) => node.insertAtEnd('extra();'),
  (node: Node) => node.replace('extra'),
  (node: Node) => node.wrap('(', ')'),
  (node: Node) => node.enclose('if (extra)'),
  (node: Node, other: Node) => node.moveBefore(other),
  (node: Node, other: Node) => node.moveAfter(other),
];

const plan = fc.array(
  fc.record({ pick: fc.nat(100_000), action: fc.nat(actions.length - 1), commits: fc.boolean() }),
  { minLength: 1, maxLength: 14 },
);
const lineEnds = fc.constantFrom('\n', '\r\n');

describe('random edits', () => {
  it('leave every other byte, are undone to the last one, and forward or end every handle', () => {
    fc.assert(
      fc.property(plan, lineEnds, (steps, lineEnd) => {
        const files = Object.fromEntries(
          Object.entries(generatedProject).map(([path, text]) => [path, text.replaceAll('\n', lineEnd)]),
        );
        const project = Project.fromFiles('p', files);
        const nodes = project.query('n:Node').map(({ n }) => n);
        const commits = [];
        for (const { pick, action, commits: now } of steps) {
          const node = nodes[pick % nodes.length]!;
          if (!node.alive) continue;
          try {
            actions[action]!(node, nodes[(pick * 7) % nodes.length]!);
          } catch (error) {
            expect((error as Error).name).toBe('HlsmithError');
          }
          if (now) commits.push(project.commit({ allowErrors: true }));
          if (now) for (const file of project.files) expectFreshTree(file);
        }
        commits.push(project.commit({ allowErrors: true }));
        for (const file of project.files) expectFreshTree(file);
        for (const node of nodes) {
          if (!node.alive) expect(() => node.text).toThrow(/is gone/);
          else expect(node.end).toBeGreaterThanOrEqual(node.start);
        }
        for (const file of project.files) {
          // Line ends are as they were, inserted lines included.
          const others = lineEnd === '\n' ? /\r/ : /[^\r]\n/;
          expect(others.test(file.text)).toBe(false);
        }
        for (const commit of commits.reverse()) commit.undo();
        expect(project.diff()).toBe('');
        for (const [path, text] of Object.entries(files)) expect(project.file(path).text).toBe(text);
        for (const node of nodes) expect(node.alive).toBe(true);
      }),
      { numRuns },
    );
  });

  it('of random text never stop the parser', () => {
    const soup = fc
      .array(
        fc.constantFrom(
          ...[
            'for (',
            'int a',
            ';',
            '{',
            '}',
            '(',
            ')',
            '#if X\n',
            '#else\n',
            '#endif\n',
            '"',
            "'",
            '/*',
            '*/',
          ],
          ...[
            '//',
            '\\\n',
            'MACRO(x)',
            'template <',
            '>',
            'R"(',
            ')"',
            '#pragma HLS\n',
            'é',
            '\r\n',
            'typename T::v(',
          ],
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(soup, (text) => {
        const project = Project.fromFiles('p', { 'k.cpp': text });
        const file = project.file('k.cpp');
        expect(file.tree.end[0]).toBe(text.length);
        for (const { n } of project.query('n:Node')) expect(n.text.length).toBe(n.end - n.start);
        for (const { l } of project.query('l:Loop')) void [l.tripCount, l.nest, l.dependences()];
        for (const fn of project.functions())
          void [fn.params.map((p) => p.shape), fn.calls(), fn.qualifiedName];
        expect(project.commit().edits).toBe(0);
      }),
      { numRuns: numRuns * 5 },
    );
  });
});
