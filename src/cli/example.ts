import { Command } from 'commander';
import { makeJetExample, type JetExample } from '../nn/index.js';
import { runStages } from '../report/index.js';
import { jsonOption, positiveInteger, somePath } from './options.js';
import { print, printJson } from './output.js';

export function exampleCommand(): Command {
  return new Command('example')
    .description(
      'Generate jet-like data and train the jet-tagging network on them (how fixtures/jet was made)',
    )
    .requiredOption(
      '-o, --output <dir>',
      'the folder to write model.h5, X_test.npy and y_test.npy to',
      somePath,
    )
    .option('--seed <n>', 'the seed of data, first weights and order of training', positiveInteger, 1)
    .addOption(jsonOption())
    .action(async (options: { output: string; seed: number; json?: boolean }) => {
      let example!: JetExample;
      await runStages([
        {
          title: 'Training 16-64-32-32-5 on generated data',
          run: async (say) => {
            example = await makeJetExample({
              directory: options.output,
              seed: options.seed,
              onEpoch: (epoch, loss) => say(`epoch ${epoch}, loss ${loss.toFixed(4)}`),
            });
            return `on the ${example.backend} backend of TensorFlow.js`;
          },
        },
      ]);
      if (options.json) return printJson(example);
      print(`accuracy  ${(100 * example.testAccuracy).toFixed(2)}% (float, on the test data)`);
      for (const file of example.files) print(`written   ${file}`);
    });
}
