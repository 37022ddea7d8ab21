import { join } from 'node:path';
import { Command } from 'commander';
import { convertModel, writeProject } from '../codegen/index.js';
import { readKerasModel } from '../nn/index.js';
import { packageRoot } from '../templates/index.js';
import { inTemporaryFolder } from '../text/index.js';
import { jsonOption } from './options.js';
import { print } from './output.js';
import { runQhs } from './qhs.js';

/** The example that ships with the project: `fixtures/README.md` says where it comes from. */
const example = join(packageRoot, 'fixtures', 'jet');

export function demoCommand(): Command {
  return new Command('demo')
    .description('Convert the shipped jet-tagging network and quantise it: convert, then qhs')
    .addOption(jsonOption())
    .action((options: { json?: boolean }) =>
      inTemporaryFolder('demo', async (folder) => {
        const project = join(folder, 'jet');
        writeProject(project, convertModel(await readKerasModel(join(example, 'model.h5')), { name: 'jet' }));
        if (!options.json) {
          print("$ hlsmith convert fixtures/jet/model.h5 -o jet --name jet --precision 'ap_fixed<18,8>'");
          print('$ hlsmith qhs jet --inputs fixtures/jet/X_test.npy --labels fixtures/jet/y_test.npy');
        }
        await runQhs(project, {
          inputs: join(example, 'X_test.npy'),
          labels: join(example, 'y_test.npy'),
          tolerance: 0.01,
          json: options.json,
        });
      }),
    );
}
