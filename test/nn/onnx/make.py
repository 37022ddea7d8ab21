#!/usr/bin/env python3
"""Writes cases.json: small ONNX models with random weights, inputs, and the answers of onnxruntime.

    pip install onnx==1.23.1 onnxruntime==1.30.0 numpy==1.26.4
    python3 test/nn/onnx/make.py > test/nn/onnx/cases.json

The nodes of QONNX are not onnxruntime's: their answers are computed here, from their definition
(https://github.com/fastmachinelearning/qonnx, docs/qonnx-custom-ops). Images are written with channels last,
as hlsmith has them: `last` says for which inputs and outputs.
"""
import base64
import json
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(1)
SAMPLES = 2
QONNX = "qonnx.custom_op.general"
cases = []


def weights(*shape, scale=0.5):
    return random.normal(0, scale, shape).astype(np.float32)


def node(kind, inputs, outputs, name=None, **attributes):
    return helper.make_node(kind, inputs, outputs, name=name, **attributes)


def fixed(value, dtype=np.int64):
    return np.array(value, dtype=dtype)


def model_of(nodes, inputs, outputs, constants, opset, open_batch):
    first = "samples" if open_batch else SAMPLES
    shaped = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [first if axis == batch else length for axis, length in enumerate(shape)])
        for name, (shape, batch) in inputs.items()
    ]
    results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
    tensors = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "case", shaped, results, tensors)
    imports = [helper.make_opsetid("", opset), helper.make_opsetid(QONNX, 1)]
    return helper.make_model(graph, opset_imports=imports, ir_version=8)


def case(name, nodes, inputs, outputs, constants, opset=17, batch=0, last=(), expected=None, open_batch=True, spread=1.5):
    """One model, with what it makes of random inputs."""
    shapes = {
        key: ([*shape[:batch], SAMPLES, *shape[batch:]], batch)
        for key, shape in inputs.items()
    }
    model = model_of(nodes, shapes, outputs, constants, opset, open_batch)
    feed = {key: random.uniform(-spread, spread, shape).astype(np.float32) for key, (shape, _) in shapes.items()}
    if expected is None:
        # As the nodes say, without kernels that compute several at once in another way.
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        found = dict(zip(outputs, session.run(list(outputs), feed)))
    else:
        found = dict(zip(outputs, expected(*feed.values())))

    def written(key, array, axis):
        array = np.moveaxis(np.asarray(array, dtype=np.float32), axis, 0)
        if key in last:
            array = np.moveaxis(array, 1, -1)
        flat = [float(f"{value:.7g}") for value in array.reshape(-1)]
        return {"name": key, "shape": list(array.shape[1:]), "data": flat}

    cases.append(
        {
            "name": name,
            "model": base64.b64encode(model.SerializeToString()).decode(),
            "inputs": [written(key, value, batch) for key, value in feed.items()],
            "outputs": [written(key, value, outputs[key]) for key, value in found.items()],
        }
    )


def dense():
    case(
        "dense layers as Gemm",
        [
            node("Gemm", ["x", "w1", "b1"], ["h"], transB=1, name="/fc1/Gemm"),
            node("Relu", ["h"], ["r"], name="/relu/Relu"),
            node("Gemm", ["r", "w2", "b2"], ["g"], alpha=0.5, beta=2.0),
            node("Dropout", ["g"], ["d"]),
            node("Softmax", ["d"], ["y"]),
        ],
        {"x": [6]},
        {"y": 0},
        {"w1": weights(8, 6), "b1": weights(8), "w2": weights(8, 3), "b2": weights(3)},
    )
    case(
        "dense layers as MatMul and Add, on steps",
        [
            node("MatMul", ["x", "w1"], ["m"]),
            node("Add", ["b1", "m"], ["h"]),
            node("Tanh", ["h"], ["t"]),
            node("MatMul", ["t", "w2"], ["y"]),
        ],
        {"x": [4, 5]},
        {"y": 0},
        {"w1": weights(5, 7), "b1": weights(7), "w2": weights(7, 2)},
        opset=9,
    )
    case(
        "products of two tensors, and with a matrix from the left",
        [
            node("Transpose", ["x"], ["t"], perm=[0, 2, 1]),
            node("MatMul", ["x", "t"], ["s"]),
            node("Softmax", ["s"], ["p"], axis=-1),
            node("MatMul", ["p", "x"], ["a"]),
            node("MatMul", ["w", "a"], ["y"]),
        ],
        {"x": [4, 3]},
        {"y": 0},
        {"w": weights(2, 4)},
        opset=13,
    )


def convolutions():
    case(
        "an image network with padding, strides and normalisation",
        [
            node("Conv", ["x", "w1", "b1"], ["c"], kernel_shape=[3, 2], pads=[1, 0, 2, 1], strides=[2, 1], name="Conv_0"),
            node("BatchNormalization", ["c", "s", "b", "m", "v"], ["n"], epsilon=1e-3),
            node("Relu", ["n"], ["r"]),
            node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1),
            node("Conv", ["p", "w2"], ["d"], dilations=[1, 2], pads=[0, 2, 0, 2]),
            node("GlobalAveragePool", ["d"], ["g"]),
            node("Flatten", ["g"], ["f"]),
            node("Gemm", ["f", "w3", "b3"], ["y"]),
        ],
        {"x": [2, 7, 6]},
        {"y": 0},
        {
            **{"w1": weights(4, 2, 3, 2), "b1": weights(4), "w2": weights(5, 4, 2, 3), "w3": weights(5, 3), "b3": weights(3)},
            **{"s": weights(4) + 1, "b": weights(4), "m": weights(4), "v": weights(4) ** 2 + 0.1},
        },
        last=("x",),
    )
    case(
        "an image flattened for a dense layer",
        [
            node("Conv", ["x", "w1", "b1"], ["c"]),
            node("Flatten", ["c"], ["f"]),
            node("Relu", ["f"], ["r"]),
            node("Gemm", ["r", "w2", "b2"], ["y"], transB=1),
        ],
        {"x": [2, 5, 4]},
        {"y": 0},
        {"w1": weights(3, 2, 2, 2), "b1": weights(3), "w2": weights(4, 36), "b2": weights(4)},
        last=("x",),
    )
    case(
        "an image flattened to a computed shape, and normalised then",
        [
            node("Conv", ["x", "w1"], ["c"]),
            node("Shape", ["c"], ["shape"]),
            node("Gather", ["shape", "zero"], ["count"]),
            node("Unsqueeze", ["count"], ["one"], axes=[0]),
            node("Concat", ["one", "rest"], ["target"], axis=0),
            node("Reshape", ["c", "target"], ["f"]),
            node("BatchNormalization", ["f", "s", "b", "m", "v"], ["n"]),
            node("Identity", ["n"], ["y"]),
        ],
        {"x": [1, 4, 4]},
        {"y": 0},
        {
            **{"w1": weights(3, 1, 3, 3), "zero": fixed(0), "rest": fixed([-1])},
            **{"s": weights(12), "b": weights(12), "m": weights(12), "v": weights(12) ** 2 + 0.1},
        },
        opset=11,
        last=("x",),
    )
    case(
        "depthwise convolutions and groups",
        [
            node("Conv", ["x", "w1", "b1"], ["c"], group=4, pads=[1, 1, 1, 1]),
            node("Conv", ["c", "w2"], ["y"], group=2),
        ],
        {"x": [4, 4, 5]},
        {"y": 0},
        {"w1": weights(8, 1, 3, 3), "b1": weights(8), "w2": weights(6, 4, 1, 2)},
        last=("x", "y"),
    )
    case(
        "automatic padding and means with and without it",
        [
            node("Conv", ["x", "w"], ["a"], auto_pad="SAME_UPPER", strides=[2, 2]),
            node("AveragePool", ["a"], ["b"], kernel_shape=[2, 3], auto_pad="SAME_LOWER"),
            node("AveragePool", ["b"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1),
            node("AveragePool", ["c"], ["y"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]),
        ],
        {"x": [2, 7, 8]},
        {"y": 0},
        {"w": weights(3, 2, 2, 3)},
        last=("x", "y"),
    )
    case(
        "a sequence network",
        [
            node("Conv", ["x", "w1", "b1"], ["c"], pads=[1, 1], strides=[2]),
            node("LeakyRelu", ["c"], ["r"], alpha=0.2),
            node("MaxPool", ["r"], ["p"], kernel_shape=[2]),
            node("GlobalMaxPool", ["p"], ["g"]),
            node("Squeeze", ["g", "axes"], ["f"]),
            node("MatMul", ["f", "w2"], ["y"]),
        ],
        {"x": [3, 11]},
        {"y": 0},
        {"w1": weights(4, 3, 3), "b1": weights(4), "w2": weights(4, 2), "axes": fixed([2])},
        last=("x",),
    )
    case(
        "channels last, with transpositions around each convolution",
        [
            node("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2]),
            node("Conv", ["t", "w1", "b1"], ["c"]),
            node("Relu", ["c"], ["r"]),
            node("Transpose", ["r"], ["u"], perm=[0, 2, 3, 1]),
            node("Reshape", ["u", "shape"], ["f"]),
            node("MatMul", ["f", "w2"], ["y"]),
        ],
        {"x": [5, 4, 2]},
        {"y": 0},
        {"w1": weights(3, 2, 2, 2), "b1": weights(3), "w2": weights(36, 3), "shape": fixed([-1, 36])},
        opset=13,
    )


def activations():
    kinds = [
        ("Relu", {}), ("LeakyRelu", {}), ("Elu", {"alpha": 0.7}), ("Selu", {}), ("Sigmoid", {}), ("HardSigmoid", {"alpha": 0.3}),
        ("Tanh", {}), ("Softplus", {}), ("Softsign", {}), ("ThresholdedRelu", {"alpha": 0.4}), ("HardSwish", {}), ("Neg", {}),
        ("Softmax", {"axis": 1}), ("Celu", {}),
    ]
    nodes = [node(kind, ["x"], [f"{kind}_y"], **attributes) for kind, attributes in kinds]
    nodes += [
        node("PRelu", ["x", "slope"], ["PRelu_y"]),
        node("Clip", ["x", "zero", "one"], ["Clip_y"]),
        node("Clip", ["x", "minus", "one"], ["hard_y"]),
        node("Clip", ["x", "low", "high"], ["limited_y"]),
        node("Clip", ["x", "", "high"], ["above_y"]),
    ]
    outputs = {name: 0 for one in nodes for name in one.output}
    limits = {"zero": 0, "one": 1, "minus": -1, "low": -0.6, "high": 0.9}
    case(
        "activations of vectors",
        nodes,
        {"x": [9]},
        outputs,
        {"slope": weights(9), **{key: np.float32(value) for key, value in limits.items()}},
    )
    case(
        "activations of images",
        [
            node("Conv", ["x", "w"], ["c"]),
            node("PRelu", ["c", "slope"], ["p"]),
            node("Softmax", ["p"], ["y"], axis=1),
        ],
        {"x": [2, 3, 4]},
        {"y": 0},
        {"w": weights(3, 2, 2, 2), "slope": weights(3, 1, 1)},
        last=("x", "y"),
    )
    case(
        "softmax over all axes together, as before version 13",
        [node("Conv", ["x", "w"], ["c"]), node("Softmax", ["c"], ["y"], axis=1)],
        {"x": [2, 3, 3]},
        {"y": 0},
        {"w": weights(2, 2, 2, 2)},
        opset=11,
        last=("x", "y"),
    )


def merges():
    case(
        "branches of an image that meet",
        [
            node("Conv", ["x", "w1"], ["a"], pads=[1, 1, 1, 1]),
            node("Conv", ["x", "w2"], ["b"]),
            node("Add", ["a", "b"], ["sum"]),
            node("GlobalAveragePool", ["sum"], ["g"]),
            node("Conv", ["g", "w3"], ["k"]),
            node("Sigmoid", ["k"], ["gate"]),
            node("Mul", ["gate", "sum"], ["gated"]),
            node("Concat", ["gated", "x"], ["y"], axis=1),
        ],
        {"x": [2, 3, 4]},
        {"y": 0},
        {"w1": weights(3, 2, 3, 3), "w2": weights(3, 2, 1, 1), "w3": weights(3, 3, 1, 1)},
        last=("x", "y"),
    )
    names = ["Add", "Sub", "Mul", "Sum", "Mean", "Max", "Min"]
    case(
        "two inputs combined",
        [node(name, ["p", "q"], [f"{name}_y"]) for name in names] + [node("Concat", ["q", "p"], ["Concat_y"], axis=-1)],
        {"p": [3, 4], "q": [3, 4]},
        {f"{name}_y": 0 for name in [*names, "Concat"]},
        {},
    )
    case(
        "constants of many shapes",
        [
            node("Mul", ["x", "scalar"], ["a"]),
            node("Add", ["a", "rows"], ["b"]),
            node("Sub", ["row", "b"], ["c"]),
            node("Div", ["c", "all"], ["d"]),
            node("Pow", ["all", "two"], ["square"]),
            node("Sub", ["d", "square"], ["y"]),
        ],
        {"x": [3, 4]},
        {"y": 0},
        {"scalar": np.float32(1.5), "rows": weights(3, 1), "row": weights(4), "all": weights(1, 3, 4) + 3, "two": np.float32(2)},
    )


def shapes():
    case(
        "padding, repetition and blocks of images",
        [
            node("Conv", ["x", "w"], ["c"]),
            node("Pad", ["c", "pads"], ["p"]),
            node("Resize", ["p", "", "scales"], ["r"], coordinate_transformation_mode="asymmetric", nearest_mode="floor"),
            node("Resize", ["r", "", "", "sizes"], ["s"]),
            node("DepthToSpace", ["s"], ["d"], blocksize=2),
            node("Conv", ["d", "v"], ["e"]),
            node("DepthToSpace", ["e"], ["y"], blocksize=2, mode="CRD"),
        ],
        {"x": [2, 3, 3]},
        {"y": 0},
        {
            **{"w": weights(4, 2, 2, 2), "v": weights(4, 1, 1, 1), "pads": fixed([0, 0, 1, 0, 0, 0, 0, 2])},
            **{"scales": np.array([1, 1, 2, 1], np.float32), "sizes": fixed([SAMPLES, 4, 12, 8])},
        },
        open_batch=False,
        last=("x", "y"),
    )
    case(
        "parts of tensors",
        [
            node("Slice", ["x", "starts", "ends", "axes"], ["a"]),
            node("Split", ["x", "sizes"], ["b", "c"], axis=2),
            node("Gather", ["x", "last"], ["d"], axis=1),
            node("ReduceMean", ["x"], ["e"], axes=[1], keepdims=0),
            node("Unsqueeze", ["e", "places"], ["u"]),
            node("Mul", ["u", "x"], ["f"]),
        ],
        {"x": [4, 5]},
        {name: 0 for name in "abcdef"},
        {
            **{"starts": fixed([1, -3]), "ends": fixed([3, 2**62]), "axes": fixed([1, 2]), "sizes": fixed([2, 3])},
            **{"last": fixed(-1), "places": fixed([1])},
        },
    )
    case(
        "an image that is a matrix for a while",
        [
            node("Conv", ["x", "w"], ["c"]),
            node("Reshape", ["c", "matrix"], ["m"]),
            node("MatMul", ["m", "v"], ["p"]),
            node("Transpose", ["p"], ["t"], perm=[0, 2, 1]),
            node("Reshape", ["t", "flat"], ["y"]),
        ],
        {"x": [2, 3, 4]},
        {"y": 0},
        {"w": weights(3, 2, 2, 2), "matrix": fixed([0, 3, -1]), "v": weights(6, 2), "flat": fixed([0, -1])},
        last=("x",),
    )


def recurrent():
    def parts(directions, gates, features, units):
        return {
            "w": weights(directions, gates * units, features),
            "r": weights(directions, gates * units, units),
            "b": weights(directions, 2 * gates * units),
        }

    case(
        "an LSTM, sequences first",
        [node("LSTM", ["x", "w", "r", "b"], ["y", "h"], hidden_size=4)],
        {"x": [5, 3]},
        {"y": 2, "h": 1},
        parts(1, 4, 3, 4),
        batch=1,
    )
    case(
        "an LSTM as PyTorch exports it, its last step alone",
        [
            node("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
            node("Shape", ["t"], ["shape"]),
            node("Gather", ["shape", "one"], ["count"], axis=0),
            node("Unsqueeze", ["count", "front"], ["samples"]),
            node("Concat", ["one_long", "samples", "units"], ["state"], axis=0),
            node("Expand", ["zeros", "state"], ["start"]),
            node("LSTM", ["t", "w", "r", "b", "", "start", "start"], ["s", "last", "cell"], hidden_size=4),
            node("Squeeze", ["s", "one_long"], ["q"]),
            node("Transpose", ["q"], ["u"], perm=[1, 0, 2]),
            node("Gather", ["u", "end"], ["g"], axis=1),
            node("Gemm", ["g", "v"], ["y"]),
        ],
        {"x": [5, 3]},
        {"y": 0},
        {
            **parts(1, 4, 3, 4),
            **{"one": fixed(1), "one_long": fixed([1]), "front": fixed([0]), "units": fixed([4]), "end": fixed(-1)},
            **{"zeros": np.zeros([1, 1, 1], np.float32), "v": weights(4, 2)},
        },
    )
    case(
        "an LSTM in both directions",
        [
            node("LSTM", ["x", "w", "r", "b"], ["s"], hidden_size=2, direction="bidirectional"),
            node("Transpose", ["s"], ["t"], perm=[2, 0, 1, 3]),
            node("Reshape", ["t", "shape"], ["y"]),
        ],
        {"x": [4, 3]},
        {"y": 0},
        {**parts(2, 4, 3, 2), "shape": fixed([0, 0, -1])},
        batch=1,
    )
    for before in (0, 1):
        case(
            f"a GRU, linear_before_reset {before}, and simple layers",
            [
                node("GRU", ["x", "w", "r", "b"], ["s"], hidden_size=3, linear_before_reset=before),
                node("Squeeze", ["s", "axis"], ["q"]),
                node("RNN", ["q", "w2", "r2", "b2"], ["", "y"], hidden_size=2, direction="reverse", activations=["Relu"]),
            ],
            {"x": [4, 3]},
            {"y": 1},
            {
                **parts(1, 3, 3, 3),
                **{f"{key}2": value for key, value in parts(1, 1, 3, 2).items()},
                "axis": fixed([1]),
            },
            batch=1,
        )


def rounded(x, scale, zero, bits, signed=True, narrow=False, rounding=np.round):
    lowest = -(2 ** (bits - 1)) + narrow if signed else 0
    highest = 2 ** (bits - 1) - 1 if signed else 2**bits - 1
    return (rounding(np.clip(x / scale + zero, lowest, highest)) - zero) * scale


def quantised():
    f = np.float32
    w, b = weights(4, 5), weights(5)
    by_channel = np.abs(weights(1, 5)) / 4 + f(0.05)

    def network(x):
        q = rounded(x, f(0.125), 0, 5)
        h = q @ rounded(w, by_channel, 0, 4, narrow=True) + rounded(b, f(0.03125), 0, 8)
        r = rounded(np.maximum(h, 0), f(0.25), 0, 4, signed=False)
        down = rounded(r, f(0.5), 0, 6, rounding=np.floor)
        return [rounded(down, f(0.37), f(2), 3, signed=False)]

    def quant(x, scale, zero, bits, y, **options):
        return node("Quant", [x, scale, zero, bits], [y], domain=QONNX, **options)

    case(
        "QONNX quantizers",
        [
            quant("x", "eighth", "zero", "five", "q", signed=1, narrow=0, rounding_mode="ROUND"),
            quant("w", "scales", "zero", "four", "wq", signed=1, narrow=1, rounding_mode="ROUND"),
            quant("b", "fine", "zero", "eight", "bq", signed=1, narrow=0, rounding_mode="ROUND"),
            node("MatMul", ["q", "wq"], ["m"]),
            node("Add", ["m", "bq"], ["h"]),
            node("Relu", ["h"], ["r"]),
            quant("r", "quarter", "zero", "four", "rq", signed=0, narrow=0, rounding_mode="ROUND"),
            quant("rq", "half", "zero", "six", "down", signed=1, narrow=0, rounding_mode="FLOOR"),
            quant("down", "odd", "two", "three", "y", signed=0, narrow=0, rounding_mode="ROUND"),
        ],
        {"x": [4]},
        {"y": 0},
        {
            **{"w": w, "b": b, "scales": by_channel, "zero": f(0), "two": f(2), "odd": f(0.37)},
            **{"eighth": f(0.125), "fine": f(0.03125), "quarter": f(0.25), "half": f(0.5)},
            **{"three": f(3), "four": f(4), "five": f(5), "six": f(6), "eight": f(8)},
        },
        expected=network,
    )
    v = weights(3, 6)

    def signs(x):
        bipolar = lambda value: np.where(value >= 0, f(1), f(-1))
        return [(bipolar(x) * f(0.3)) @ (bipolar(v) * f(0.7)).T]

    case(
        "QONNX signs",
        [
            node("BipolarQuant", ["x", "s"], ["q"], domain=QONNX),
            node("BipolarQuant", ["v", "t"], ["w"], domain=QONNX),
            node("Transpose", ["w"], ["u"], perm=[1, 0]),
            node("MatMul", ["q", "u"], ["y"]),
        ],
        {"x": [6]},
        {"y": 0},
        {"v": v, "s": f(0.3), "t": f(0.7)},
        expected=signs,
    )
    codes = lambda x: rounded(x, f(0.3), 0, 8) / f(0.3)
    case(
        "QONNX bits left out",
        [
            node("Quant", ["x", "s", "zero", "eight"], ["q"], domain=QONNX, signed=1, narrow=0, rounding_mode="ROUND"),
            node("Trunc", ["q", "s", "zero", "eight", "six"], ["first"], domain=QONNX, rounding_mode="FLOOR"),
            node("Trunc", ["q", "s", "zero", "eight", "t", "two"], ["second"], domain=QONNX, signed=1, narrow=1, rounding_mode="ROUND"),
        ],
        {"x": [12]},
        {"first": 0, "second": 0},
        {"s": f(0.3), "t": f(1.2), "zero": f(0), "eight": f(8), "six": f(6), "two": f(2)},
        expected=lambda x: [
            np.floor(np.round(codes(x)) / 4) * f(0.3),
            np.round(np.clip(np.round(codes(x)) / 4, -1, 1)) * f(1.2),
        ],
        spread=6,
    )
    kernel = random.integers(-127, 128, (3, 2, 2, 2)).astype(np.int8)
    case(
        "QDQ nodes",
        [
            node("QuantizeLinear", ["x", "s", "z"], ["q"]),
            node("DequantizeLinear", ["q", "s", "z"], ["d"]),
            node("DequantizeLinear", ["w", "ws"], ["wd"], axis=0),
            node("Conv", ["d", "wd"], ["c"]),
            node("QuantizeLinear", ["c", "t", "u"], ["e"]),
            node("DequantizeLinear", ["e", "t", "u"], ["y"]),
        ],
        {"x": [2, 3, 4]},
        {"y": 0},
        {
            **{"s": f(2**-6), "z": np.int8(0), "w": kernel, "ws": np.array([0.01, 0.02, 0.015], f)},
            **{"t": f(0.043), "u": np.uint8(121)},
        },
        opset=13,
        last=("x", "y"),
    )


def kinds_of_numbers():
    nodes = []
    constants = {"x_scale": np.float32(1)}
    previous = "x"
    for index, dtype in enumerate([np.float16, np.float64, np.int8, np.uint8, np.int16, np.int32, np.int64]):
        isFloat = np.issubdtype(dtype, np.floating)
        values = weights(3) if isFloat else random.integers(0, 4, 3)
        constants[f"c{index}"] = values.astype(dtype)
        nodes += [node("Cast", [f"c{index}"], [f"f{index}"], to=TensorProto.FLOAT), node("Add", [previous, f"f{index}"], [f"s{index}"])]
        previous = f"s{index}"
    nodes.append(node("Mul", [previous, "x_scale"], ["y"]))
    case("kinds of numbers", nodes, {"x": [3]}, {"y": 0}, constants)


for make in (dense, convolutions, activations, merges, shapes, recurrent, quantised, kinds_of_numbers):
    make()
print("[", ",\n".join(json.dumps(one) for one in cases), "]", sep="\n")
