import { readBytes } from '../files.js';
import type { Model } from '../model.js';
import { build } from './build.js';
import { graphOf } from './graph.js';
import { decodeModel } from './schema.js';

/**
 * Reads an ONNX or QONNX model. Weights are quantised where Quant or DequantizeLinear nodes say how, and the types are
 * given as `precisions`; a bias that is added becomes part of the layer before. Layers are called like the nodes.
 * @throws `file.missing`, `file.unreadable`, `onnx.damaged`, `onnx.graph`, `onnx.input`, `onnx.tensor`, `onnx.operator`
 *   (one that is not supported), `onnx.node` (an option that is not)
 */
export function readOnnx(path: string): Model {
  const bytes = readBytes(path, 'model');
  return build(graphOf(decodeModel(bytes, path), path), path);
}
