#!/usr/bin/env python3
"""Writes NAME.json beside each NAME.onnx of a folder: random inputs, and what the model makes of them, for real.test.ts.

    pip install onnx==1.23.1 onnxruntime==1.30.0 numpy==1.26.4
    python3 test/nn/onnx/answers.py FOLDER
    HLSMITH_ONNX=FOLDER npx vitest run test/nn/onnx/real.test.ts

By onnxruntime; where nodes of QONNX are among them, by ONNX' reference evaluator and the definitions below
(https://github.com/fastmachinelearning/qonnx, docs/qonnx-custom-ops).
"""
import base64
import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import helper
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun

ROUNDINGS = {"ROUND": np.round, "FLOOR": np.floor, "CEIL": np.ceil}


def of_domain(name):
    class Quant(OpRun):
        op_domain = name

        def _run(self, x, scale, zero, bits, signed=1, narrow=0, rounding_mode="ROUND"):
            width = float(np.array(bits).reshape(-1)[0])
            lowest = -(2 ** (width - 1)) + (1 if narrow else 0) if signed else 0
            highest = 2 ** (width - 1) - 1 if signed else 2**width - 1
            codes = ROUNDINGS[rounding_mode.upper()](np.clip(x / scale + zero, lowest, highest))
            return (((codes - zero) * scale).astype(np.float32),)

    class BipolarQuant(OpRun):
        op_domain = name

        def _run(self, x, scale):
            return ((np.where(x >= 0, 1, -1) * scale).astype(np.float32),)

    return [Quant, BipolarQuant]


class BatchNormalization(OpRun):
    """The evaluator takes old versions for training."""

    op_domain = ""

    def _run(self, x, scale, bias, mean, variance, epsilon=1e-5, momentum=None, spatial=None, training_mode=None):
        scale, bias, mean, variance = (each.reshape((1, -1) + (1,) * (x.ndim - 2)) for each in (scale, bias, mean, variance))
        return (((x - mean) / np.sqrt(variance + epsilon) * scale + bias).astype(np.float32),)


def with_channels_last(kind, x, others, options):
    """A node of the standard on data, and weights of convolutions, with channels last."""
    arrays = [np.moveaxis(each, -1, 1) if index == 0 or (kind == "Conv" and index == 1) else each for index, each in enumerate([x, *others])]
    names = [f"input{index}" for index in range(len(arrays))]
    given = {key: value for key, value in options.items() if value is not None}
    graph = helper.make_graph(
        [helper.make_node(kind, names, ["y"], **given)],
        "node",
        [helper.make_tensor_value_info(name, 1, each.shape) for name, each in zip(names, arrays)],
        [helper.make_tensor_value_info("y", 1, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    feed = {name: np.ascontiguousarray(each, np.float32) for name, each in zip(names, arrays)}
    return np.moveaxis(onnxruntime.InferenceSession(model.SerializeToString()).run(None, feed)[0], 1, -1)


class Conv(OpRun):
    op_domain = "qonnx.custom_op.channels_last"

    def _run(self, x, *others, auto_pad=None, dilations=None, group=None, kernel_shape=None, pads=None, strides=None):
        options = {"dilations": dilations, "group": group, "kernel_shape": kernel_shape, "pads": pads, "strides": strides}
        return (with_channels_last("Conv", x, others, options),)


class MaxPool(OpRun):
    op_domain = "qonnx.custom_op.channels_last"

    def _run(self, x, auto_pad=None, ceil_mode=None, dilations=None, storage_order=None, kernel_shape=None, pads=None, strides=None):
        options = {"ceil_mode": ceil_mode, "kernel_shape": kernel_shape, "pads": pads, "strides": strides}
        return (with_channels_last("MaxPool", x, (), options),)


DOMAINS = ["qonnx.custom_op.general", "onnx.brevitas", "finn.custom_op.general"]
OPERATORS = [BatchNormalization, Conv, MaxPool, *(one for name in DOMAINS for one in of_domain(name))]


def answer(path):
    model = onnx.load(path)
    known = {tensor.name for tensor in model.graph.initializer}
    random = np.random.default_rng(0)
    feed = {
        each.name: random.uniform(-1, 1, [1, *(d.dim_value or 1 for d in each.type.tensor_type.shape.dim[1:])]).astype(np.float32)
        for each in model.graph.input
        if each.name not in known
    }
    imported = {each.domain for each in model.opset_import}
    used = {node.domain for node in model.graph.node}
    model.opset_import.extend(helper.make_opsetid(name, 1) for name in used - imported - {"ai.onnx"})
    if used <= {"", "ai.onnx"}:
        found = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, feed)
    else:
        found = ReferenceEvaluator(model, new_ops=OPERATORS).run(None, feed)

    def written(name, array):
        data = np.ascontiguousarray(array, np.float32)
        return {"name": name, "shape": list(data.shape), "data": base64.b64encode(data.tobytes()).decode()}

    names = [each.name for each in model.graph.output]
    return {
        "inputs": [written(*each) for each in feed.items()],
        "outputs": [written(*each) for each in zip(names, found)],
    }


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    try:
        path.with_suffix(".json").write_text(json.dumps(answer(path)))
    except Exception as error:  # What the reference refuses is nothing to compare with.
        print(f"{path.name}: {str(error)[:120]}", file=sys.stderr)
