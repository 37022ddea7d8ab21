import { formatFixedType } from '../hls/index.js';
import { render } from '../templates/index.js';
import { addersHeader } from './adders/index.js';
import { configFile } from './config-file.js';
import { constantsHeader } from './constants.js';
import { isWindowed } from './kinds/convolution.js';
import type { Call, CallNames } from './kinds/kind.js';
import { libraryFiles } from './library.js';
import { targets } from './target.js';
import type { PlannedConstants, PlannedLayer, PlannedTensor, PlannedType, ProjectPlan } from './planned.js';

/** The text of every file of a project, by its path in it. */
export function projectFiles(plan: ProjectPlan): Map<string, string> {
  const { name } = plan.options;
  const target = targets[plan.options.target];
  const data = projectData(plan);
  const own = Object.entries({
    [`firmware/${name}.cpp`]: 'firmware/top.cpp',
    [`firmware/${name}.h`]: 'firmware/top.h',
    'firmware/defines.h': 'firmware/defines.h',
    'firmware/parameters.h': 'firmware/parameters.h',
    [`${name}_test.cpp`]: 'test.cpp',
    [`${name}_bridge.cpp`]: 'bridge.cpp',
    'build_lib.sh': 'build_lib.sh',
    ...target.files,
  }).map(([path, template]): [string, string] => [
    path.replace('NAME', name),
    render(`project/${template}`, data),
  ]);
  const constants = plan.layers
    .flatMap((layer) => layer.constants)
    .map((array): [string, string] => [
      `firmware/weights/${array.variable}.h`,
      constantsHeader(array, target.hasConstWeights),
    ]);
  const adders = plan.layers.flatMap((layer): [string, string][] =>
    layer.adders
      ? [
          [
            `firmware/adders/${layer.adders.name}.h`,
            addersHeader(layer.adders, layer.identifier, target.family),
          ],
        ]
      : [],
  );
  return new Map([
    ...own,
    ...constants,
    ...adders,
    ...libraryFiles([...own, ...adders], target.dialects),
    [configFileName, configFile(plan)],
  ]);
}

/** What marks a folder as a project that hlsmith wrote. */
export const configFileName = 'hlsmith_config.yml';

/** What the templates name; all text in it has been sanitised by the plan. */
function projectData(plan: ProjectPlan): object {
  const { name, part, clockPeriod, io } = plan.options;
  const { target } = plan.options;
  const { backend, family, tool, stream, numberHeaders } = targets[target];
  const inputs = plan.inputs.map((tensor) => ({ ...tensorData(tensor), isInput: true }));
  const outputs = plan.outputs.map((tensor) => ({ ...tensorData(tensor), isInput: false }));
  const parameters = [...inputs, ...outputs];
  const borders = [...plan.inputs, ...plan.outputs];
  const origins = new Map(plan.tensors.map(({ variable, alias }) => [variable, alias]));
  const interval = Math.max(1, ...plan.layers.map(({ reuseFactor }) => reuseFactor));
  return {
    ...{ name, part, clockPeriod, interval },
    ...{ backend: backend.toLowerCase(), family, tool, stream, numberHeaders, isAc: family === 'ac' },
    ...{ isCatapult: target === 'catapult', isOneApi: target === 'oneapi' },
    isShared: interval > 1,
    isStream: io === 'stream',
    isDataflow: io === 'stream' || plan.layers.some(isProcess),
    guard: `${name.toUpperCase()}_H_`,
    kernelGuard: `${name.toUpperCase()}_KERNEL_H_`,
    ...{ inputs, outputs, parameters },
    arguments: parameters.map(({ variable }) => variable).join(', '),
    dataArguments: parameters.map(({ variable }) => `${variable}.data`).join(', '),
    ports: parameters.map(({ variable }) => variable).join(','),
    channels: plan.tensors
      .filter(({ alias }) => alias === null)
      .filter((tensor) => !borders.includes(tensor))
      .map(tensorData),
    locals: plan.tensors.filter((tensor) => !borders.includes(tensor)).map(tensorData),
    totalInputs: inputs.reduce((sum, { size }) => sum + size, 0),
    totalOutputs: outputs.reduce((sum, { size }) => sum + size, 0),
    headers: headersOf(plan),
    adders: plan.layers.flatMap(({ adders }) => (adders ? [adders.name] : [])),
    constants: plan.layers.flatMap((layer) => layer.constants.map(constantsData)),
    layers: plan.layers.map((layer) => ({
      identifier: layer.identifier,
      streams: streamsOf(layer, origins),
      ...layerTexts(layer, io, family === 'ac'),
    })),
    groups: typeGroups(plan),
  };
}

/** From so many numbers on a compiler is given them as numbers: it emits code for every call of a constructor. */
const large = 1000;

function constantsData({ variable, type, array }: PlannedConstants): object {
  const size = array.data.length;
  return { variable, type: type.name, size, isLarge: size >= large };
}

function headersOf({ layers }: ProjectPlan): string[] {
  const constants = layers.flatMap((layer) => layer.constants);
  const helpers = constants.some(({ array }) => array.data.length >= large) ? ['nnet_helpers.h'] : [];
  return [...new Set([...layers.flatMap(({ description }) => description.headers), ...helpers])].sort();
}

/** Loops that are not unrolled, or multipliers that wait for memory, cannot be part of one pipeline. */
function isProcess({ layer, strategy, description }: PlannedLayer): boolean {
  const isRecurrent = ['simpleRnn', 'lstm', 'gru'].includes(layer.kind);
  return isWindowed(layer) || isRecurrent || (description.hasStrategy && strategy === 'resource');
}

interface TensorData {
  readonly variable: string;
  readonly type: string;
  readonly size: number;
  /** The shape as a product, which tells a reader more than its value. */
  readonly dimensions: string;
  readonly packed: number | null;
  readonly words: number;
  readonly alias: string | null;
}

function tensorData({ variable, type, size, shape, packed, alias }: PlannedTensor): TensorData {
  const words = size / (packed ?? 1);
  return { variable, type: type.name, size, dimensions: shape.join('*'), packed, words, alias };
}

/** The streams that a layer reads and writes, with the pipe behind each: that of the tensor that it is a name of. */
function streamsOf({ inputs, outputs }: PlannedLayer, origins: ReadonlyMap<string, string | null>): object[] {
  const pipeOf = (variable: string): string => {
    const alias = origins.get(variable) ?? null;
    return alias === null ? variable : pipeOf(alias);
  };
  return [...inputs, ...outputs].map(({ variable, type }) => ({
    ...{ variable, type: type.name, pipe: pipeOf(variable) },
  }));
}

/** A layer's config struct and its call. */
function layerTexts(
  layer: PlannedLayer,
  io: 'parallel' | 'stream',
  isAc: boolean,
): { config: string; call: string } {
  const { config, parts, description, inputs, outputs, reuseFactor, constants } = layer;
  const types = Object.fromEntries(layer.types.map(({ key, name }) => [key, name]));
  const { parameters, rows = [], template } = description;
  const data = { config, parts, parameters, rows, types, reuseFactor, io: `io_${io}`, isAc };
  const names: CallNames = {
    ...{ config, types },
    inputs: inputs.map(tensorData),
    outputs: outputs.map(tensorData),
    constants: constants.map(({ variable }) => variable),
  };
  const call = description.call?.(names) ?? usualCall(names);
  return {
    config: template === null ? '' : render(`project/layers/${template}`, data).trimEnd(),
    call: render('project/layers/call', {
      function: description.function,
      types: call.types.join(', '),
      arguments: call.arguments.join(', '),
    }).trimEnd(),
  };
}

function usualCall({ inputs, outputs, config, constants }: CallNames): Call {
  const tensors = [...inputs, ...outputs];
  return {
    types: [...tensors.map(({ type }) => type), config],
    arguments: [...tensors.map(({ variable }) => variable), ...constants],
  };
}

/** The typedefs, by the layer that they belong to. */
function typeGroups(plan: ProjectPlan): object[] {
  const { family } = targets[plan.options.target];
  const spelled = (types: readonly PlannedType[]) =>
    types.map(({ name, type }) => ({
      name,
      spelled: formatFixedType({ ...type, family }),
      packed: null as number | null,
    }));
  const result = ({ type, packed, sharesType }: PlannedTensor) =>
    sharesType ? [] : [{ ...spelled([type])[0], packed }];
  const groups = [
    ...plan.inputs.map((tensor) => ({ identifier: tensor.variable, types: result(tensor) })),
    ...plan.layers.map(({ identifier, types, outputs }) => ({
      identifier,
      types: [...spelled(types), ...result(outputs[0])],
    })),
  ];
  return groups.filter(({ types }) => types.length > 0);
}
