import { Command } from 'commander';
import { problem } from '../diagnostics/index.js';
import { metaprogramHelp } from '../report/index.js';
import { addRewriteOptions, runOverPaths, type OverPathsOptions } from './over-paths.js';
import { print } from './output.js';

export function runCommand(): Command {
  const command = new Command('run')
    .description('Run a metaprogram over C++ files or projects; prints a diff unless told to write')
    .argument(
      '[metaprogram]',
      'a .ts or .js file, or the name of a shipped one; A,B,C runs several in turn; without it they are listed',
    )
    .argument('[paths...]', 'files, folders or globs, then -- and options of the metaprogram')
    .addHelpText(
      'after',
      '\nhlsmith run METAPROGRAM -- --help shows what it does and its options. Of several, each takes the options\nthat it declares; --NAME.OPTION is for one alone.',
    );
  return addRewriteOptions(command).action(run);
}

async function run(
  metaprogram: string | undefined,
  words: readonly string[],
  options: OverPathsOptions,
  command: Command,
): Promise<void> {
  if (metaprogram === undefined) return listShipped();
  const { paths, own } = splitAtDashes(words, command);
  if (own.includes('--help')) {
    const { loadMetaprogram } = await import('../batch/index.js');
    return print(metaprogramHelp(await loadMetaprogram(metaprogram)));
  }
  if (paths.length === 0) throw problem('run.no-paths', {});
  await runOverPaths({ metaprogram, options: own }, paths, options);
}

/** commander gives what stands behind `--` as more arguments; the words as typed tell how many. */
function splitAtDashes(words: readonly string[], command: Command): { paths: string[]; own: string[] } {
  const { rawArgs } = command.parent as Command & { readonly rawArgs: readonly string[] };
  const dashes = rawArgs.indexOf('--');
  const count = dashes < 0 ? words.length : words.length - (rawArgs.length - dashes - 1);
  return { paths: words.slice(0, count), own: words.slice(count) };
}

async function listShipped(): Promise<void> {
  const { loadMetaprogram, shippedMetaprograms } = await import('../batch/index.js');
  const names = await shippedMetaprograms();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    print(`${name.padEnd(width)}  ${(await loadMetaprogram(name)).description}`);
  }
}
