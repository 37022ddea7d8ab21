import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../templates/index.js';
const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};

/** In the order of the help; each loaded when it is named, since what a command needs takes a third of a second. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.js')).runCommand(),
  query: async () => (await import('./query.js')).queryCommand(),
  rewrite: async () => (await import('./rewrite.js')).rewriteCommand(),
  test: async () => (await import('./test.js')).testCommand(),
  flow: async () => (await import('./flow.js')).flowCommand(),
  runs: async () => (await import('./runs.js')).runsCommand(),
  convert: async () => (await import('./convert.js')).convertCommand(),
  layers: async () => (await import('./layers.js')).layersCommand(),
  qhs: async () => (await import('./qhs.js')).qhsCommand(),
  simulate: async () => (await import('./simulate.js')).simulateCommand(),
  softmax: async () => (await import('./softmax.js')).softmaxCommand(),
  verify: async () => (await import('./verify.js')).verifyCommand(),
  profile: async () => (await import('./profile.js')).profileCommand(),
  compare: async () => (await import('./compare.js')).compareCommand(),
  example: async () => (await import('./example.js')).exampleCommand(),
  demo: async () => (await import('./demo.js')).demoCommand(),
};

/**
 * The command line: one file per command.
 * @param words those behind the program's name: where the first one names a command, only that one is loaded
 */
export async function program(words: readonly string[]): Promise<Command> {
  const root = new Command('hlsmith')
    .description('Query, rewrite and quantise HLS C++')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(hlsmith --help lists the commands)');
  const [first] = words;
  if (first === '--version' || first === '-V') return root;
  const named =
    first !== undefined && Object.hasOwn(commands, first) ? [commands[first]] : Object.values(commands);
  for (const load of named) root.addCommand((await load()).copyInheritedSettings(root));
  return root;
}
