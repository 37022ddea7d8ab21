import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../templates/index.js';
import { convertCommand } from './convert.js';
import { demoCommand } from './demo.js';
import { qhsCommand } from './qhs.js';
import { simulateCommand } from './simulate.js';

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};

/** The command line: one file per command. */
export function program(): Command {
  const root = new Command('hlsmith')
    .description('Query, rewrite and quantise HLS C++')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(hlsmith --help lists the commands)');
  for (const command of [convertCommand, qhsCommand, simulateCommand, demoCommand]) {
    root.addCommand(command().copyInheritedSettings(root));
  }
  return root;
}
