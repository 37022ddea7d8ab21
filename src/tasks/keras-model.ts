import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { z } from 'zod';
import { convertModel, strategyNames, targetNames } from '../codegen/index.js';
import { defineTask } from '../flow/index.js';
import { parseFixedType } from '../hls/index.js';
import { readKerasModel } from '../nn/index.js';

/** A network from a file, as a DNN model and as the HLS C++ that is made of it. */
export const KerasToHls = defineTask({
  type: 'KerasToHls',
  role: 'lambda',
  description: 'Reads a Keras model and makes an HLS C++ project of it',
  inputs: 0,
  outputs: 1,
  parameters: {
    model: z.string().min(1).describe('The .h5 or .keras file'),
    name: z
      .string()
      .regex(/^[A-Za-z]\w*$/)
      .default('myproject')
      .describe('The name of the project and its top function'),
    default_precision: z
      .string()
      .refine((text) => parseFixedType(text) !== null, 'must be a type such as ap_fixed<18,8>')
      .default('ap_fixed<18,8>')
      .describe('The type of weights, biases, results and accumulators'),
    clock_period: z.number().positive().default(5).describe('In nanoseconds'),
    target: z.enum(targetNames).default('vitis').describe('The tool that the project is for'),
    io: z.enum(['parallel', 'stream']).default('parallel').describe('Arrays, or streams of places'),
    strategy: z
      .enum(strategyNames)
      .default('latency')
      .describe('All products at once, shared multipliers, or adders made for the weights'),
    reuse_factor: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe('How often a multiplier works for one sample'),
  },
  async run({ metaModel, parameters }) {
    const { model: path, name, default_precision, target, io, strategy } = parameters;
    const file = resolve(path);
    const network = await readKerasModel(file, {});
    const dnn = await metaModel.add({
      level: 'DNN',
      files: { [`model${extname(file)}`]: readFileSync(file) },
      properties: { layers: network.layers.length },
    });
    const precision = parseFixedType(default_precision)!;
    const { files, warnings, remarks } = convertModel(network, {
      ...{ name, precision, target, io, strategy },
      ...{ clockPeriod: parameters.clock_period, reuseFactor: parameters.reuse_factor },
    });
    for (const line of remarks) metaModel.log(line);
    for (const { severity, message } of warnings) metaModel.log(`${severity}: ${message}`);
    await metaModel.add({
      level: 'HLS C++',
      files: Object.fromEntries(files),
      properties: { top: name },
      parent: dnn,
    });
    return undefined;
  },
});
