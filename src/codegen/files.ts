import { readFileSync } from 'node:fs';
import { formatFixedType } from '../hls/index.js';
import { render, templateFiles, templatePath } from '../templates/index.js';
import { configFile } from './config-file.js';
import { constantsHeader } from './constants.js';
import type { PlannedLayer, PlannedTensor, ProjectPlan } from './plan.js';

/** The text of every file of a project, by its path in it. */
export function projectFiles(plan: ProjectPlan): Map<string, string> {
  const { name } = plan.options;
  const data = projectData(plan);
  const own = Object.entries({
    [`firmware/${name}.cpp`]: 'firmware/top.cpp',
    [`firmware/${name}.h`]: 'firmware/top.h',
    'firmware/defines.h': 'firmware/defines.h',
    'firmware/parameters.h': 'firmware/parameters.h',
    [`${name}_test.cpp`]: 'test.cpp',
    [`${name}_bridge.cpp`]: 'bridge.cpp',
    'build_lib.sh': 'build_lib.sh',
    'build_prj.tcl': 'build_prj.tcl',
    'build_opt.tcl': 'build_opt.tcl',
    'project.tcl': 'project.tcl',
    'vivado_synth.tcl': 'vivado_synth.tcl',
  }).map(([path, template]): [string, string] => [path, render(`project/${template}`, data)]);
  const constants = plan.layers
    .flatMap((layer) => layer.constants)
    .map((array): [string, string] => [`firmware/weights/${array.variable}.h`, constantsHeader(array)]);
  return new Map([...own, ...constants, ...libraryFiles(), [configFileName, configFile(plan)]]);
}

/** What marks a folder as a project that hlsmith wrote. */
export const configFileName = 'hlsmith_config.yml';

/** What the templates name; all text in it has been sanitised by the plan. */
function projectData(plan: ProjectPlan): object {
  const { name, part, clockPeriod, reuseFactor } = plan.options;
  const inputs = plan.inputs.map((tensor) => ({ ...tensorData(tensor), isInput: true }));
  const outputs = plan.outputs.map((tensor) => ({ ...tensorData(tensor), isInput: false }));
  const parameters = [...inputs, ...outputs];
  const locals = plan.layers.map(({ output }) => output).filter((tensor) => !plan.outputs.includes(tensor));
  return {
    name,
    part,
    clockPeriod,
    reuseFactor,
    isShared: reuseFactor > 1,
    guard: `${name.toUpperCase()}_H_`,
    inputs,
    outputs,
    parameters,
    arguments: parameters.map(({ variable }) => variable).join(', '),
    ports: parameters.map(({ variable }) => variable).join(','),
    locals: locals.map(tensorData),
    totalInputs: inputs.reduce((sum, { size }) => sum + size, 0),
    totalOutputs: outputs.reduce((sum, { size }) => sum + size, 0),
    headers: [...new Set(plan.layers.flatMap(({ emitter }) => emitter.headers))].sort(),
    constants: plan.layers.flatMap((layer) => layer.constants.map(({ variable }) => variable)),
    layers: plan.layers.map((layer) => ({ identifier: layer.identifier, ...layerTexts(layer, reuseFactor) })),
    groups: typeGroups(plan),
  };
}

function tensorData({ variable, type, size }: PlannedTensor): {
  variable: string;
  type: string;
  size: number;
} {
  return { variable, type: type.name, size };
}

/** A layer's config struct and its call. */
function layerTexts(layer: PlannedLayer, reuseFactor: number): { config: string; call: string } {
  const { config, parameters, emitter, inputs, output, types, constants } = layer;
  const data = {
    kind: emitter.name,
    config,
    parameters,
    reuseFactor,
    input: tensorData(inputs[0]),
    output: tensorData(output),
    types: Object.fromEntries(types.map(({ key, name }) => [key, name])),
    constants: Object.fromEntries(constants.map(({ type, variable }) => [type.key, variable])),
  };
  const { templates } = emitter;
  return {
    config: render(`project/layers/${templates.config}`, data).trimEnd(),
    call: render(`project/layers/${templates.call}`, data).trimEnd(),
  };
}

/** The typedefs, by the layer that they belong to. */
function typeGroups(plan: ProjectPlan): object[] {
  const spelled = (types: readonly PlannedTensor['type'][]): object[] =>
    types.map(({ name, type }) => ({ name, spelled: formatFixedType(type) }));
  return [
    ...plan.inputs.map(({ variable, type }) => ({ identifier: variable, types: spelled([type]) })),
    ...plan.layers.map(({ identifier, types, output }) => ({
      identifier,
      types: spelled([...types, output.type]),
    })),
  ];
}

let library: [string, string][] | undefined;

/** The kernel library and the types for host simulation, copied as they are; read once. */
function libraryFiles(): [string, string][] {
  library ??= templateFiles('library').map((path) => [
    `firmware/${path}`,
    readFileSync(templatePath(`library/${path}`), 'utf8'),
  ]);
  return library;
}
