import { unifiedDiff } from '../text/index.js';
import { applyMetaprogram, Project, type CaseText, type Metaprogram } from '../cpp/index.js';
import { failureOf } from './run-unit.js';

/** How one of a metaprogram's cases ended; without complaints it passed. */
export interface CaseResult {
  readonly title: string;
  readonly complaints: readonly { readonly what: string; readonly details: string }[];
}

/**
 * Runs a metaprogram's own cases: each result must be as written, read without new syntax errors, and stay
 * as it is in a second run if the metaprogram says that it is idempotent.
 */
export async function testMetaprogram(program: Metaprogram): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [index] of program.cases.entries()) results.push(await testCase(program, index));
  return results;
}

async function testCase(program: Metaprogram, index: number): Promise<CaseResult> {
  const { title, before, after = before, options, report } = program.cases[index]!;
  const complaints: { what: string; details: string }[] = [];
  const project = Project.fromFiles('case', filesOf(before));
  try {
    const first = await applyMetaprogram(program, project, options);
    const expected = filesOf(after);
    const found = textsOf(project);
    const differences = differenceOf(expected, found);
    if (differences !== '') {
      complaints.push({ what: 'the result differs (- as expected, + as found)', details: differences });
    }
    if (report !== undefined) {
      const [wanted, got] = [report, first.report].map((value) => JSON.stringify(value, null, 2) ?? 'none');
      if (wanted !== got) {
        const details = unifiedDiff('report', `${wanted!}\n`, `${got!}\n`);
        complaints.push({ what: 'the report differs (- as expected, + as found)', details });
      }
    }
    if (program.idempotent) {
      const again = Project.fromFiles('case', found);
      await applyMetaprogram(program, again, options);
      const details = differenceOf(found, textsOf(again));
      if (details !== '') complaints.push({ what: 'a second run makes edits', details });
    }
  } catch (error) {
    const { message, hint } = failureOf(error, program.name);
    complaints.push({ what: message, details: hint });
  }
  return { title, complaints };
}

const textsOf = (project: Project): Record<string, string> =>
  Object.fromEntries(project.files.map((file) => [file.path, file.text]));

function differenceOf(expected: Readonly<Record<string, string>>, found: Record<string, string>): string {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  return paths.map((path) => unifiedDiff(path, expected[path] ?? '', found[path] ?? '')).join('');
}

function filesOf(text: CaseText): Record<string, string> {
  const files = typeof text === 'string' ? { 'kernel.cpp': text } : text;
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, dedent(content)]));
}

/** Drops a leading line end, the indentation that all lines share, and white space at the end. */
function dedent(text: string): string {
  const lines = text.replace(/^[ \t]*\n/, '').replace(/\n[ \t]*$/, '\n');
  const margins = lines.match(/^[ \t]*(?=\S)/gm) ?? [''];
  const margin = Math.min(...margins.map((space) => space.length));
  return margin === 0 ? lines : lines.replace(new RegExp(`^[ \\t]{1,${margin}}`, 'gm'), '');
}
