import { readFileSync, statSync } from 'node:fs';
import { Command, Option } from 'commander';
import {
  convertModel,
  readConfiguration,
  strategyNames,
  targetNames,
  writeProject,
  type ConvertOptions,
  type GeneratedProject,
  type LayerAdders,
  type Strategy,
  type TargetName,
} from '../codegen/index.js';
import { HlsmithError, problem } from '../diagnostics/index.js';
import { formatFixedType, type FixedType } from '../hls/index.js';
import { readInputs, readModel, type Model } from '../nn/index.js';
import { fixedType, jsonOption, positiveInteger, positiveNumber, somePath } from './options.js';
import { print, printJson, remark } from './output.js';

interface ConvertWords {
  weights?: string;
  output: string;
  config?: string;
  precision?: FixedType | 'auto';
  profile?: string;
  target?: TargetName;
  io?: 'parallel' | 'stream';
  reuseFactor?: number;
  strategy?: Strategy;
  foldBatchNorm?: boolean;
  name?: string;
  part?: string;
  clockPeriod?: number;
  json?: boolean;
}

export function convertCommand(): Command {
  return new Command('convert')
    .description('Turn a Keras or ONNX model into an HLS C++ project, laid out as hls4ml does')
    .argument('<model>', 'a Keras .h5 or .keras file, a .json file together with --weights, or an .onnx file')
    .requiredOption('-o, --output <dir>', 'the folder to write', somePath)
    .option('--weights <file>', 'the weights (.h5) of a .json model')
    .option('--config <file>', 'a YAML configuration in the words of hls4ml; options given here go before it')
    .addOption(
      new Option(
        '--precision <type>',
        'one type for all, or auto: ap_fixed<18,8>, but with the integer bits that no input can exceed (default: auto)',
      ).argParser((text) => (text === 'auto' ? text : fixedType(text))),
    )
    .option('--profile <file>', 'inputs (.npy): inferred types hold twice what occurs on them instead')
    .addOption(new Option('--target <tool>', 'the tool that it is for (default: vitis)').choices(targetNames))
    .addOption(
      new Option('--io <kind>', 'arrays in parallel (the default), or streams of places').choices([
        'parallel',
        'stream',
      ]),
    )
    .option('--reuse-factor <n>', 'how often a multiplier works for one sample (default: 1)', positiveInteger)
    .addOption(
      new Option(
        '--strategy <kind>',
        'all products at once (the default), shared multipliers with weights in memory, or adders made for the weights',
      ).choices(strategyNames),
    )
    .option('--fold-batch-norm', 'make batch normalisation part of the weights before it')
    .option('--name <name>', 'the name of the project and its top function (default: myproject)')
    .option('--part <part>', 'the FPGA part, for the build script')
    .option('--clock-period <ns>', 'the clock period in nanoseconds (default: 5)', positiveNumber)
    .addOption(jsonOption())
    .action(async (path: string, words: ConvertWords) => {
      const model = await readModel(path, { weights: words.weights });
      const project = convertModel(model, optionsFor(model, words));
      await writeProject(words.output, project);
      for (const line of turnedInputs(model)) remark(line);
      report(words, project);
    });
}

function optionsFor(model: Model, words: ConvertWords): ConvertOptions {
  const { config, name, part, clockPeriod, target, io, reuseFactor, strategy, precision } = words;
  const file = config === undefined ? {} : readConfiguration(textOf(config), config);
  const hasPrecision = file.configuration?.model.precision.has('default') ?? false;
  const chosen =
    precision === undefined
      ? { infersPrecision: hasPrecision ? undefined : true }
      : { infersPrecision: precision === 'auto', precision: precision === 'auto' ? undefined : precision };
  const own = { name, part, clockPeriod, target, io, reuseFactor, strategy, ...chosen };
  return {
    ...file,
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
    foldsBatchNormalization: words.foldBatchNorm,
    ...(words.profile === undefined ? {} : { profile: profileOf(model, words.profile) }),
  };
}

/** Configurations have kilobytes; the parser needs a hundred bytes of memory for each of theirs. */
const largestConfiguration = 4_000_000;

function textOf(path: string): string {
  const unreadable = (reason: string): Error => problem('file.unreadable', { path, reason });
  try {
    const found = statSync(path);
    if (!found.isFile()) throw unreadable('not a file');
    if (found.size > largestConfiguration) throw unreadable('more than 4 MB, which is no configuration');
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof HlsmithError) throw error;
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** The columns of the file, dealt out to the model's inputs in their order. */
function profileOf(model: Model, path: string): NonNullable<ConvertOptions['profile']> {
  const { data, samples, features } = readInputs(path);
  const sizes = model.inputs.map((name) =>
    (model.layers.find((layer) => layer.name === name)?.outputShape ?? []).reduce((a, b) => a * b, 1),
  );
  const total = sizes.reduce((a, b) => a + b, 0);
  if (features !== total) {
    const shape = `(${samples}, ${features})`;
    throw problem('data.shape', { what: path, shape, expected: `(${samples}, ${total}), as the model asks` });
  }
  let start = 0;
  const inputs = sizes.map((size) => {
    const from = start;
    start += size;
    return Float64Array.from(
      { length: samples * size },
      (_, at) => data[Math.floor(at / size) * features + from + (at % size)],
    );
  });
  return { inputs, samples };
}

/** What to know of inputs whose axes are in another order than in the model's file. */
function turnedInputs({ layers }: Model): string[] {
  return layers.flatMap((layer) => {
    if (layer.kind !== 'input' || !layer.fileAxes || layer.outputShape.at(-1) === 1) return [];
    const shape = layer.outputShape.join(' x ');
    const order = `(0, ${layer.fileAxes.map((axis) => axis + 1).join(', ')})`;
    return [
      `input ${JSON.stringify(layer.name)} is ${shape}, channels last: transpose the inputs of the file's model by ${order}`,
    ];
  });
}

function report(words: ConvertWords, project: GeneratedProject): void {
  const { name, files, warnings, remarks, adders } = project;
  const { precision = 'auto' } = words;
  const spelled = precision === 'auto' ? 'auto' : formatFixedType(precision);
  for (const { severity, message } of warnings) remark(`${severity}: ${message}`);
  for (const line of remarks) remark(line);
  if (words.json) {
    const paths = [...files.keys()];
    printJson({ directory: words.output, name, precision: spelled, files: paths, warnings, remarks, adders });
  } else {
    print(`${words.output}: ${files.size} files, top function ${name}, precision ${spelled}`);
    for (const layer of adders) print(addersLine(layer));
  }
}

function addersLine({ layer, inputs, outputs, adders, unsharedAdders, depth }: LayerAdders): string {
  const ratio = (unsharedAdders / Math.max(1, adders)).toFixed(2);
  return (
    `layer ${JSON.stringify(layer)}: ${inputs} x ${outputs} weights by ${adders} adders, ${depth} deep ` +
    `(${unsharedAdders} if none were shared, ${ratio} times as many)`
  );
}
