import { Command, Option } from 'commander';
import type { UnitResult } from '../batch/index.js';
import { addBatchOptions, runOverPaths, type OverPathsOptions } from './over-paths.js';
import type { QueryNode, QueryRow } from '../../metaprograms/query.js';

export function queryCommand(): Command {
  const command = new Command('query')
    .description('Ask C++ files a query; prints a row a line')
    .argument('<query>', "'fn:Function => l:ForLoop', 'hls::pow($X, 2)' or '(call_expression) @c'")
    .argument('<paths...>', 'files, folders or globs')
    .addOption(
      new Option('--as <language>', 'how to read the query')
        .choices(['auto', 'path', 'pattern', 'tree'])
        .default('auto'),
    );
  return addBatchOptions(command).action(
    async (query: string, paths: readonly string[], options: OverPathsOptions & { as: string }) => {
      const request = { metaprogram: 'query', options: { query, language: options.as } };
      let found = 0;
      await runOverPaths(
        request,
        paths,
        options,
        (result) => {
          const rows = rowsOf(result);
          found += rows.length;
          return rows.map((row) => (options.json ? `${JSON.stringify(row)}\n` : rowText(row))).join('');
        },
        ({ unchanged, failed }) =>
          `${plural(found, 'row')} in ${plural(unchanged + failed, 'file')}, ${failed} failed`,
      );
    },
  );
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function rowsOf(result: UnitResult): QueryRow[] {
  return result.status === 'failed' ? [] : ((result.report ?? []) as QueryRow[]);
}

/** `kernel.cpp:12: fn = void kernel(int a[8]) { ...  l = for (int i = 0; ...` */
function rowText({ file, line, nodes }: QueryRow): string {
  const cells = Object.entries(nodes).map(([name, value]) => {
    const texts = [value].flat().map((node) => firstLine(node as QueryNode));
    return `${name} = ${texts.join(', ')}`;
  });
  return `${file}:${line}: ${cells.join('  ')}\n`;
}

function firstLine({ text }: QueryNode): string {
  const [line, more] = text.split(/\r?\n/, 2);
  return more === undefined ? line! : `${line!.trimEnd()} ...`;
}
