import { Command } from 'commander';
import { addRewriteOptions, runOverPaths, type OverPathsOptions } from './over-paths.js';

export function rewriteCommand(): Command {
  const command = new Command('rewrite')
    .description('Rewrite each match of a code pattern; prints a diff unless told to write')
    .argument('<pattern>', "C++ with $X for one node and $$$X for any number: 'hls::pow($X, 2)'")
    .argument('<paths...>', 'files, folders or globs')
    .requiredOption('--to <template>', "C++ with the same names: '(($X) * ($X))'");
  return addRewriteOptions(command).action(
    async (pattern: string, paths: readonly string[], options: OverPathsOptions & { to: string }) => {
      await runOverPaths({ metaprogram: 'rewrite', options: { pattern, to: options.to } }, paths, options);
    },
  );
}
