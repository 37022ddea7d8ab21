import { Command } from 'commander';
import { loadMetaprogram, testMetaprogram } from '../batch/index.js';
import { exitCode } from '../diagnostics/index.js';
import { casesText } from '../report/index.js';
import { print, remark } from './output.js';

export function testCommand(): Command {
  return new Command('test')
    .description("Run metaprograms' own cases: results, second runs, syntax")
    .argument('<metaprograms...>', '.ts or .js files, or names of shipped ones')
    .option('--json', 'print one JSON object a line')
    .action(async (names: readonly string[], options: { json?: boolean }) => {
      let total = 0;
      let failed = 0;
      for (const metaprogram of names) {
        const program = await loadMetaprogram(metaprogram);
        if (program.cases.length === 0) remark(`${metaprogram} has no cases`);
        const results = await testMetaprogram(program);
        failed += results.filter(({ complaints }) => complaints.length > 0).length;
        total += results.length;
        if (!options.json) print(casesText(program.name, results));
        else for (const result of results) print(JSON.stringify({ metaprogram: program.name, ...result }));
      }
      remark(`${total - failed} cases passed, ${failed} failed`);
      if (failed > 0) process.exitCode = exitCode.negative;
    });
}
