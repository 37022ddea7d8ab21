import { Command, Option } from 'commander';
import { convertModel, writeProject } from '../codegen/index.js';
import { formatFixedType, type FixedType } from '../hls/index.js';
import { readKerasModel } from '../nn/index.js';
import { fixedType, jsonOption, positiveNumber, somePath } from './options.js';
import { print, printJson, remark } from './output.js';

interface ConvertOptions {
  weights?: string;
  output: string;
  precision: FixedType;
  name: string;
  part?: string;
  clockPeriod?: number;
  json?: boolean;
}

export function convertCommand(): Command {
  return new Command('convert')
    .description('Turn a Keras model into an HLS C++ project, laid out as hls4ml does')
    .argument('<model>', 'a Keras .h5 file, or a .json file together with --weights')
    .requiredOption('-o, --output <dir>', 'the folder to write', somePath)
    .option('--weights <file>', 'the weights (.h5) of a .json model')
    .addOption(
      new Option('--precision <type>', 'the type of weights, biases, results and accumulators')
        .argParser(fixedType)
        .default(fixedType('ap_fixed<18,8>'), 'ap_fixed<18,8>'),
    )
    .option('--name <name>', 'the name of the project and its top function', 'myproject')
    .option('--part <part>', 'the FPGA part, for the build script')
    .option('--clock-period <ns>', 'the clock period in nanoseconds', positiveNumber)
    .addOption(jsonOption())
    .action(async (path: string, options: ConvertOptions) => {
      const model = await readKerasModel(path, { weights: options.weights });
      const { name, precision, part, clockPeriod } = options;
      const project = convertModel(model, { name, precision, part, clockPeriod });
      await writeProject(options.output, project);
      for (const { severity, message } of project.warnings) remark(`${severity}: ${message}`);
      if (options.json) {
        printJson({
          directory: options.output,
          name,
          precision: formatFixedType(precision),
          files: [...project.files.keys()],
          warnings: project.warnings,
        });
      } else {
        print(
          `${options.output}: ${project.files.size} files, top function ${name}, ${formatFixedType(precision)}`,
        );
      }
    });
}
