import type { Operator } from '../operation.js';
import { activationOperators } from './activation.js';
import { channelsLastOperators } from './channels-last.js';
import { convolutionOperators } from './convolution.js';
import { denseOperators } from './dense.js';
import { mergeOperators } from './merge.js';
import { normalizationOperators } from './normalization.js';
import { poolingOperators } from './pooling.js';
import { qdqOperators } from './qdq.js';
import { qonnxOperators } from './qonnx.js';
import { recurrentOperators } from './recurrent.js';
import { resizeOperators } from './resize.js';
import { shapeOperators } from './shape.js';
import { sliceOperators } from './slice.js';

const standard: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...denseOperators,
  ...convolutionOperators,
  ...poolingOperators,
  ...normalizationOperators,
  ...activationOperators,
  ...mergeOperators,
  ...shapeOperators,
  ...sliceOperators,
  ...resizeOperators,
  ...recurrentOperators,
  ...qdqOperators,
]);

const qonnx: ReadonlyMap<string, Operator> = new Map(qonnxOperators);

/** By domain: of the standard it is ''; that of QONNX has had several names. */
const domains: ReadonlyMap<string, ReadonlyMap<string, Operator>> = new Map([
  ['', standard],
  ['qonnx.custom_op.general', qonnx],
  ['onnx.brevitas', qonnx],
  ['finn.custom_op.general', qonnx],
  ['qonnx.custom_op.channels_last', new Map(channelsLastOperators)],
]);

export function operatorOf(domain: string, operator: string): Operator | undefined {
  return domains.get(domain)?.get(operator);
}

const advice: Readonly<Record<string, string>> = {
  ArgMax: 'leave it out: end the model with the scores',
  TopK: 'leave it out: end the model with the scores',
  LogSoftmax: 'use Softmax, or end the model with the scores before it',
  ConvTranspose: 'use nearest Resize and Conv',
  LayerNormalization: 'use BatchNormalization',
  InstanceNormalization: 'use BatchNormalization',
  Gelu: 'use Relu or another activation of the list',
  Erf: 'use Relu or another activation of the list in place of Gelu',
  Mish: 'use Relu or another activation of the list',
  If: 'export the model for inference with fixed options, so that no branch is left',
  Loop: 'export the model with fixed lengths, so that no loop is left',
  Scan: 'export the model with fixed lengths, so that no loop is left',
  QLinearConv: 'export it in the QDQ form, with QuantizeLinear and DequantizeLinear',
  QLinearMatMul: 'export it in the QDQ form, with QuantizeLinear and DequantizeLinear',
  MatMulInteger: 'export it in the QDQ form, with QuantizeLinear and DequantizeLinear',
  ConvInteger: 'export it in the QDQ form, with QuantizeLinear and DequantizeLinear',
  DynamicQuantizeLinear: 'quantise with fixed scales',
  FloatQuant: 'quantise to fixed-point numbers (Quant)',
  MultiThreshold: 'give the model as QONNX, with Quant nodes, before FINN streamlines it',
};

/** What to do about an operator that is not supported. */
export function adviceFor(domain: string, operator: string): string {
  if (Object.hasOwn(advice, operator)) return advice[operator];
  if (domain !== '' && !domains.has(domain))
    return 'export it with operators of the standard, functions inlined';
  return `build the model from these: ${[...standard.keys(), ...qonnx.keys()].join(', ')}`;
}
