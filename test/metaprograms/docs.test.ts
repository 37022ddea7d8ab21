import { expect, it } from 'vitest';
import type { CaseText } from 'hlsmith/cpp';
import { asWord } from '../../src/batch/index.js';
import { folders, shippedIn, type Shipped } from './library.js';

const titles: Readonly<Record<string, string>> = {
  pragmas: 'Pragmas',
  loops: 'Loops',
  functions: 'Functions',
  expressions: 'Expressions',
  networks: 'Generated networks',
  dialects: 'Dialects',
  approximations: 'Approximations',
};

const introduction = `# Metaprograms

What \`hlsmith run NAME PATHS... -- OPTIONS\` can do. Each shows a diff unless told to \`--write\`; \`hlsmith run NAME --
--help\` lists its options, \`hlsmith run A,B,C PATHS...\` runs several in turn. What a metaprogram leaves as it is, it
reports with file, line and the reason.

The transforms under Loops, Functions and Expressions keep every bit of every result: random kernels are compiled
before and after and compared (\`HLSMITH_FUZZ=40 npx vitest run test/metaprograms/semantics\`), and so are those of
MachSuite where \`HLSMITH_MACHSUITE\` names a checkout. A loop is not reordered where a dependence forbids it or cannot be
ruled out; the report names the two accesses, and \`--assume-independent\` drops what is not proved. Different array
parameters are taken for different memories, as HLS tools take them.

This page is written by \`npx vitest run test/metaprograms/docs.test.ts -u\` from what the metaprograms say of
themselves; the tests hold them to it.
`;

it('docs/metaprograms.md says what the metaprograms say of themselves', async () => {
  const order = Object.keys(titles);
  expect(folders.filter((folder) => folder !== 'examples').sort()).toEqual([...order].sort());
  const parts = [introduction];
  for (const folder of order) {
    parts.push(`## ${titles[folder]!}\n`);
    const library = await shippedIn(folder);
    for (const shipped of library) parts.push(section(shipped));
  }
  await expect(parts.join('\n')).toMatchFileSnapshot('../../docs/metaprograms.md');
});

function section({ program }: Shipped): string {
  const shown = program.cases.find(({ after }) => after !== undefined);
  const again = program.idempotent ? '' : ' Run again, it changes more.';
  const head = `### ${program.name}\n\n${program.description}.${again}\n`;
  if (!shown?.after) return head;
  const words = Object.entries(shown.options ?? {}).map(([name, value]) => word(name, value));
  const command = words.length > 0 ? ` (\`${words.join(' ')}\`)` : '';
  return `${head}\nBefore and after${command}:\n\n${code(shown.before)}\n${code(shown.after)}`;
}

function word(name: string, value: unknown): string {
  if (value === true) return asWord(name);
  const text = String(value);
  return `${asWord(name)} ${/^[\w.,:-]+$/.test(text) ? text : `'${text}'`}`;
}

function code(text: CaseText): string {
  const files = typeof text === 'string' ? [text] : Object.values(text);
  const lines = files
    .join('\n')
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
  const margin = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length),
  );
  return `\`\`\`cpp\n${lines.map((line) => line.slice(margin).trimEnd()).join('\n')}\n\`\`\`\n`;
}
