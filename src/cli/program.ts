import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../templates/index.js';
import { convertCommand } from './convert.js';
import { demoCommand } from './demo.js';
import { exampleCommand } from './example.js';
import { flowCommand } from './flow.js';
import { layersCommand } from './layers.js';
import { profileCommand } from './profile.js';
import { qhsCommand } from './qhs.js';
import { queryCommand } from './query.js';
import { rewriteCommand } from './rewrite.js';
import { runCommand } from './run.js';
import { runsCommand } from './runs.js';
import { simulateCommand } from './simulate.js';
import { testCommand } from './test.js';
import { verifyCommand } from './verify.js';

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};

const commands = [
  ...[runCommand, queryCommand, rewriteCommand, testCommand],
  ...[flowCommand, runsCommand],
  ...[convertCommand, layersCommand, qhsCommand, simulateCommand, verifyCommand, profileCommand],
  ...[exampleCommand, demoCommand],
];

/** The command line: one file per command. */
export function program(): Command {
  const root = new Command('hlsmith')
    .description('Query, rewrite and quantise HLS C++')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(hlsmith --help lists the commands)');
  for (const command of commands) {
    root.addCommand(command().copyInheritedSettings(root));
  }
  return root;
}
