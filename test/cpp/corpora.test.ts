import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Project, type FileNode } from 'hlsmith/cpp';
import { SourceText } from 'hlsmith/text';
import { cleanCorpora, corpora, hostLibraries } from './corpora.js';
import { expectFreshTree } from './fresh-tree.js';
import { bothLoops } from './outlined-loops.js';

const all = corpora();
if (all.length === 0) console.log('corpora skipped: set HLSMITH_CORPORA to a folder of corpora');

const isBroken = ({ unit }: FileNode): boolean => unit.tree.hasError || unit.tree.errors.length > 0;
let files = 0;
let broken = 0;

describe.skipIf(all.length === 0)('the corpora', () => {
  for (const { name, root } of all) {
    it(`${name}: few errors, no byte changed, every loop found`, async () => {
      const project = await Project.load({ root, exclude: hostLibraries });
      const read = project.files.filter((file) => !file.isDeferred);
      const bad = read.filter(isBroken).map((file) => file.path);
      files += read.length;
      broken += bad.length;
      let loops = 0;
      let tokens = 0;
      for (const file of read) {
        const bytes = readFileSync(join(root, file.path));
        const source = SourceText.decode(file.path, bytes);
        expect(Buffer.from(source.encode()).equals(bytes)).toBe(true);
        if (isBroken(file)) continue;
        // Where the parser stumbles the outline may know better: `for (int i = 3; int j = i; --i)`.
        const { outlined, parsed } = bothLoops(file.unit.parsed);
        expect(outlined).toEqual(parsed);
        loops += file.query('l:(ForLoop|RangeLoop)').length;
        tokens += forTokens(file);
      }
      expect(project.commit()).toMatchObject({ edits: 0, files: [] });
      console.log(`${name}: ${read.length} files, ${bad.length} with errors, ${loops} of ${tokens} loops`);
      expect(loops).toBeLessThanOrEqual(tokens);
      expect(loops).toBeGreaterThanOrEqual(Math.floor(tokens * 0.999));
      if (cleanCorpora.test(name)) expect(bad).toEqual([]);
      expect(bad.filter((path) => path.includes('nnet_utils'))).toEqual([]);
    }, 600_000);

    it(`${name}: a pragma in every innermost loop, once; undone to the last byte`, async () => {
      const project = await Project.load({ root, exclude: hostLibraries });
      const insert = (): number => {
        let count = 0;
        for (const { l } of project.query('l:ForLoop !=> :Loop')) {
          if (l.pragmasInside.some(({ content }) => content === 'HLS PIPELINE II=1')) continue;
          l.insertAtStart('#pragma HLS PIPELINE II=1');
          count++;
        }
        return count;
      };
      insert();
      const commit = project.commit();
      const removed = commit.diff.match(/^-(?!-- )(.*)$/gm) ?? [];
      const added = new Set(commit.diff.match(/^\+(?!\+\+ )(.*)$/gm)?.map((line) => squeezed(line)));
      // A line only changes by a brace or a break where a body had none.
      for (const line of removed)
        expect([...pieces(line)].every((piece) => covered(piece, added))).toBe(true);
      for (const path of commit.files) expectFreshTree(project.file(path));
      expect(insert()).toBe(0);
      commit.undo();
      expect(project.diff()).toBe('');
    }, 600_000);
  }

  it('have errors in at most 1.5% of all files', () => {
    console.log(`${broken} of ${files} files with errors: ${((100 * broken) / files).toFixed(2)}%`);
    expect(broken / files).toBeLessThanOrEqual(0.015);
  });
});

const squeezed = (line: string): string => line.slice(1).replace(/\s+/g, '');
const pieces = (line: string): string[] => [squeezed(line)].filter((piece) => piece !== '');

function covered(piece: string, added: ReadonlySet<string>): boolean {
  for (const line of added)
    if (line.startsWith(piece.slice(0, 12)) || piece.startsWith(line.replace(/\{$/, ''))) return true;
  return false;
}

/** `for (` outside comments, literals, directives and what was masked. */
function forTokens({ unit }: FileNode): number {
  const { masks, source, tree } = unit.parsed;
  const hidden = new Uint8Array(source.text.length + 1);
  for (const { start, end } of masks) hidden.fill(1, start, end);
  for (let node = 0; node < tree.length; node++) {
    if (/comment|string|char/.test(tree.name(node))) hidden.fill(1, tree.start[node], tree.end[node]);
  }
  let count = 0;
  for (const { index } of source.text.matchAll(/\bfor\s*\(/g)) if (!hidden[index]) count++;
  return count;
}
