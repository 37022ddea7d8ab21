import { Command, Option } from 'commander';
import { convertModel, writeProject, type ConvertOptions } from '../codegen/index.js';
import { formatFixedType, type FixedType } from '../hls/index.js';
import { readKerasModel } from '../nn/index.js';
import { fixedType, jsonOption, positiveInteger, positiveNumber, somePath } from './options.js';
import { print, printJson, remark } from './output.js';

interface ConvertWords {
  weights?: string;
  output: string;
  precision: FixedType;
  io: 'parallel' | 'stream';
  reuseFactor: number;
  strategy: 'latency' | 'resource';
  foldBatchNorm?: boolean;
  name: string;
  part?: string;
  clockPeriod?: number;
  json?: boolean;
}

export function convertCommand(): Command {
  return new Command('convert')
    .description('Turn a Keras model into an HLS C++ project, laid out as hls4ml does')
    .argument('<model>', 'a Keras .h5 or .keras file, or a .json file together with --weights')
    .requiredOption('-o, --output <dir>', 'the folder to write', somePath)
    .option('--weights <file>', 'the weights (.h5) of a .json model')
    .addOption(
      new Option('--precision <type>', 'the type of weights, biases, results and accumulators')
        .argParser(fixedType)
        .default(fixedType('ap_fixed<18,8>'), 'ap_fixed<18,8>'),
    )
    .addOption(
      new Option('--io <kind>', 'arrays in parallel, or streams of places')
        .choices(['parallel', 'stream'])
        .default('parallel'),
    )
    .option('--reuse-factor <n>', 'how often a multiplier works for one sample', positiveInteger, 1)
    .addOption(
      new Option('--strategy <kind>', 'all products at once, or shared multipliers with weights in memory')
        .choices(['latency', 'resource'])
        .default('latency'),
    )
    .option('--fold-batch-norm', 'make batch normalisation part of the weights before it')
    .option('--name <name>', 'the name of the project and its top function', 'myproject')
    .option('--part <part>', 'the FPGA part, for the build script')
    .option('--clock-period <ns>', 'the clock period in nanoseconds', positiveNumber)
    .addOption(jsonOption())
    .action(async (path: string, words: ConvertWords) => {
      const model = await readKerasModel(path, { weights: words.weights });
      const { name, precision, part, clockPeriod, io, reuseFactor, strategy } = words;
      const options: ConvertOptions = {
        ...{ name, precision, part, clockPeriod, io, reuseFactor, strategy },
        foldsBatchNormalization: words.foldBatchNorm,
      };
      const project = convertModel(model, options);
      await writeProject(words.output, project);
      for (const { severity, message } of project.warnings) remark(`${severity}: ${message}`);
      if (words.json) {
        printJson({
          directory: words.output,
          name,
          precision: formatFixedType(precision),
          files: [...project.files.keys()],
          warnings: project.warnings,
        });
      } else {
        print(
          `${words.output}: ${project.files.size} files, top function ${name}, ${formatFixedType(precision)}`,
        );
      }
    });
}
