import Table from 'cli-table3';
import { formatFixedType, type Layer, type LayerGraph, type Tensor, type TypeSlot } from '../hls/index.js';
import type { QhsOutcome } from '../qhs/index.js';

type VirtualLayer = QhsOutcome['virtualLayers'][number];

/** `nnet::strategy`, by value. */
const strategies = ['latency', 'resource', 'resource_unrolled', 'distributed_arithmetic'];

/** The virtual layers of a kernel as `hlsmith layers --json` prints them. */
export function layersJson(graph: LayerGraph, virtualLayers: readonly VirtualLayer[]): object {
  return {
    name: graph.name,
    inputs: graph.inputs.map(tensorJson),
    outputs: graph.outputs.map(tensorJson),
    virtualLayers: virtualLayers.map(({ name, layers, precisions }) => ({
      name,
      precisions: precisions.map(({ name: precision, role, slots }) => ({
        name: precision,
        role,
        typedefs: slots.map(({ typedef }) => typedef),
      })),
      layers: layers.map((layer) => layerJson(graph, layer)),
    })),
  };
}

function layerJson(graph: LayerGraph, layer: Layer): object {
  const { name, kind, calls, config, types, constants, parameters, parts, functions, product } = layer;
  return {
    ...{ name, kind, calls, config },
    reads: layer.inputs.map((tensor) => ({
      tensor: tensor.name,
      layer: writerOf(graph, tensor)?.name ?? null,
    })),
    readBy: readersOf(graph, layer.output).map((reader) => reader.name),
    output: tensorJson(layer.output),
    types: slotsJson(types),
    constants: Object.fromEntries(
      Object.entries(constants).map(([role, array]) => [
        role,
        { name: array.name, length: array.length, ...slotJson(array.slot) },
      ]),
    ),
    reuseFactor: reuseOf(layer),
    strategy: strategyOf(layer),
    product,
    parameters,
    parts: Object.fromEntries(
      Object.entries(parts).map(([path, part]) => [
        path,
        { config: part.config, types: slotsJson(part.types), parameters: part.parameters },
      ]),
    ),
    functions,
  };
}

function tensorJson({ name, shape, packed, slot }: Tensor): object {
  return { name, shape, packed, ...slotJson(slot) };
}

function slotsJson(types: Layer['types']): object {
  return Object.fromEntries(Object.entries(types).map(([role, slot]) => [role, slotJson(slot)]));
}

const slotJson = ({ typedef, type }: TypeSlot): object => ({ typedef, type: formatFixedType(type) });

/**
 * The table that a person reads: a row a layer, virtual layers one after another. `reads` names the layers or inputs
 * that a layer reads, with `*` where others read the same; `+` stands between what it merges.
 */
export function layersReport(graph: LayerGraph, virtualLayers: readonly VirtualLayer[]): string {
  const table = new Table({
    head: [
      'virtual layer',
      'layer',
      'kind',
      'reads',
      'shape',
      'weight',
      'bias',
      'result',
      'accumulator',
      'reuse',
    ],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, layers } of virtualLayers) {
    layers.forEach((layer, at) => table.push(row(graph, at === 0 ? name : '', layer)));
  }
  const ends = (tensors: readonly Tensor[]): string =>
    tensors
      .map((tensor) => `${tensor.name} [${tensor.shape.join(', ')}] ${typeText(tensor.slot)}`)
      .join(', ');
  const shared = virtualLayers
    .flatMap(({ precisions }) => precisions)
    .filter(({ role, name }) => role === 'result' && name.includes(' + '))
    .map(({ name }) => `shared    one precision: ${name}`);
  return printable(
    [
      `kernel    ${graph.name}`,
      `inputs    ${ends(graph.inputs)}`,
      table.toString(),
      `outputs   ${ends(graph.outputs)}`,
      ...shared,
      ...(virtualLayers.some(({ layers }) => layers.some((layer) => branches(graph, layer)))
        ? ['*         also read by another layer']
        : []),
    ].join('\n'),
  );
}

function row(graph: LayerGraph, virtualLayer: string, layer: Layer): string[] {
  const { weights, bias, types, output } = layer;
  const reads = layer.inputs.map((tensor) => {
    const isShared = readersOf(graph, tensor).length > 1;
    return `${writerOf(graph, tensor)?.name ?? tensor.name}${isShared ? '*' : ''}`;
  });
  const constant = (array: Layer['weights']): string =>
    array ? `${typeText(array.slot)} x ${array.length}` : '';
  const reuse = [reuseOf(layer) ?? '', strategyOf(layer) ?? ''].join(' ').trim();
  return [
    virtualLayer,
    layer.name,
    layer.kind,
    reads.join(' + '),
    `[${output.shape.join(', ')}]`,
    constant(weights),
    constant(bias),
    typeText(output.slot),
    types.accumulator ? typeText(types.accumulator) : '',
    reuse,
  ];
}

const typeText = ({ type }: TypeSlot): string => formatFixedType(type);

const writerOf = ({ layers }: LayerGraph, { name }: Tensor): Layer | undefined =>
  layers.find(({ output }) => output.name === name);

const readersOf = ({ layers }: LayerGraph, { name }: Tensor): Layer[] =>
  layers.filter(({ inputs }) => inputs.some((input) => input.name === name));

const branches = (graph: LayerGraph, layer: Layer): boolean =>
  layer.inputs.some((tensor) => readersOf(graph, tensor).length > 1);

/** Of the layer, or of the first matrix product in it. */
function reuseOf({ parameters, parts }: Layer): number | null {
  const part = Object.values(parts).find((one) => one.parameters.reuse_factor !== undefined);
  return parameters.reuse_factor ?? part?.parameters.reuse_factor ?? null;
}

function strategyOf({ parameters, parts }: Layer): string | null {
  const part = Object.values(parts).find((one) => one.parameters.strategy !== undefined);
  const value = parameters.strategy ?? part?.parameters.strategy;
  return value === undefined ? null : (strategies[value] ?? String(value));
}

/** Names come from comments in the C++: nothing in them reaches the terminal as a command. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '?');
}
