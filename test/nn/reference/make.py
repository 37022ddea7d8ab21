"""Expected answers of layers, computed from their definitions with NumPy, for reference.test.ts.

    /usr/bin/python3 test/nn/reference/make.py > test/nn/reference/cases.json
"""
import json
import numpy as np

random = np.random.default_rng(3)
cases = []


def rnd(*shape):
    return np.round(random.uniform(-1, 1, shape) * 64) / 64


def case(name, class_name, config, weights, inputs, expected, keras=2, keywords=None, result=0):
    """weights: path in an .h5 and group with index in a .keras -> array; inputs and expected hold a batch of 2."""
    inputs = [np.asarray(x, float) for x in inputs]
    which = {'result': result} if result else {}
    cases.append({
        'name': name,
        'layer': {'class_name': class_name, 'config': {'name': 'layer', **config}},
        'keras': keras,
        'keywords': keywords or [],
        'weights': [{'h5': h5, 'keras': archive, 'shape': list(a.shape), 'data': np.asarray(a, float).ravel().tolist()}
                    for h5, archive, a in weights],
        'inputs': [{'shape': list(x.shape[1:]), 'data': x.ravel().tolist()} for x in inputs],
        'shape': list(expected.shape[1:]),
        'expected': np.round(expected, 9).ravel().tolist(),
        **which,
    })


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def convolve(x, kernel, strides, dilation, pads, groups=1):
    """Cross-correlation of [batch, rows, columns, channels], by its definition."""
    x = np.pad(x, ((0, 0), *pads, (0, 0)))
    rows, columns, depth, filters = kernel.shape
    reach = ((rows - 1) * dilation[0] + 1, (columns - 1) * dilation[1] + 1)
    out = [(x.shape[1 + a] - reach[a]) // strides[a] + 1 for a in (0, 1)]
    y = np.zeros((x.shape[0], *out, filters))
    for i in range(out[0]):
        for j in range(out[1]):
            for f in range(filters):
                first = f * groups // filters * depth
                for r in range(rows):
                    for c in range(columns):
                        seen = x[:, i * strides[0] + r * dilation[0], j * strides[1] + c * dilation[1]]
                        y[:, i, j, f] += seen[:, first:first + depth] @ kernel[r, c, :, f]
    return y


def depthwise(x, kernel, strides, pads):
    rows, columns, channels, multiplier = kernel.shape
    parts = [convolve(x[..., c:c + 1], kernel[:, :, c:c + 1, :], strides, (1, 1), pads) for c in range(channels)]
    return np.concatenate(parts, -1)


# Convolutions
x, k, b = rnd(2, 7, 2), rnd(3, 2, 3), rnd(3)
case('Conv1D, causal and dilated', 'Conv1D',
     {'filters': 3, 'kernel_size': [3], 'padding': 'causal', 'dilation_rate': [2]},
     [('layer/kernel:0', 'vars/0', k), ('layer/bias:0', 'vars/1', b)], [x],
     convolve(x[:, None], k[None], (1, 1), (1, 2), ((0, 0), (4, 0)))[:, 0] + b)

x, k = rnd(2, 4, 5, 4), rnd(2, 3, 2, 6)
case('Conv2D in groups', 'Conv2D', {'filters': 6, 'kernel_size': [2, 3], 'groups': 2, 'use_bias': False},
     [('layer/kernel:0', 'vars/0', k)], [x], convolve(x, k, (1, 1), (1, 1), ((0, 0), (0, 0)), 2))

x, k, b = rnd(2, 3, 5, 4), rnd(3, 2, 3, 2), rnd(2)
last = np.moveaxis(x, 1, -1)
case('Conv2D, channels first, strided, same', 'Conv2D',
     {'filters': 2, 'kernel_size': [3, 2], 'strides': [2, 1], 'padding': 'same', 'data_format': 'channels_first',
      'activation': 'softsign'},
     [('layer/kernel:0', 'vars/0', k), ('layer/bias:0', 'vars/1', b)], [x],
     np.moveaxis((lambda y: y / (1 + np.abs(y)))(convolve(last, k, (2, 1), (1, 1), ((1, 1), (0, 1))) + b), -1, 1))

x, k, b = rnd(2, 6, 3), rnd(3, 3, 2), rnd(6)
case('DepthwiseConv1D of Keras 3', 'DepthwiseConv1D', {'kernel_size': [3], 'strides': [2], 'depth_multiplier': 2},
     [('layer/kernel', 'vars/0', k), ('layer/bias', 'vars/1', b)], [x],
     depthwise(x[:, None], k[None], (1, 2), ((0, 0), (0, 0)))[:, 0] + b, keras=3)

x, d, p, b = rnd(2, 4, 4, 2), rnd(2, 2, 2, 3), rnd(1, 1, 6, 5), rnd(5)
case('SeparableConv2D with a multiplier', 'SeparableConv2D',
     {'filters': 5, 'kernel_size': 2, 'depth_multiplier': 3, 'activation': 'relu'},
     [('layer/depthwise_kernel:0', 'vars/0', d), ('layer/pointwise_kernel:0', 'vars/1', p), ('layer/bias:0', 'vars/2', b)],
     [x], np.maximum(depthwise(x, d, (1, 1), ((0, 0), (0, 0))) @ p[0, 0] + b, 0))

# Normalisation along the first axis
x, g, be, m, v = rnd(2, 3, 4), rnd(3), rnd(3), rnd(3), np.abs(rnd(3)) + 0.5
case('BatchNormalization of the first axis', 'BatchNormalization', {'axis': 1, 'epsilon': 0.01},
     [('layer/gamma:0', 'vars/0', g), ('layer/beta:0', 'vars/1', be), ('layer/moving_mean:0', 'vars/2', m),
      ('layer/moving_variance:0', 'vars/3', v)], [x],
     (g[:, None] * (x - m[:, None]) / np.sqrt(v[:, None] + 0.01)) + be[:, None])

# Activations
x = rnd(2, 3, 4) * 6
for version, slope in ((2, 0.2), (3, 1 / 6)):
    case(f'hard_sigmoid of Keras {version}', 'Activation', {'activation': 'hard_sigmoid'}, [], [x],
         np.clip(slope * x + 0.5, 0, 1), keras=version)
case('ReLU with a maximum, a threshold and a slope', 'ReLU',
     {'max_value': 2.5, 'threshold': 0.75, 'negative_slope': 0.125}, [], [x],
     np.where(x > 0.75, np.minimum(x, 2.5), 0.125 * (x - 0.75)))
case('ReLU with a threshold', 'ReLU', {'threshold': [1.0], 'max_value': None, 'negative_slope': [0.0]}, [], [x],
     np.where(x > 1, x, 0))
a = rnd(1, 4)
case('PReLU with a shared axis', 'PReLU', {'shared_axes': [1]}, [('layer/alpha:0', 'vars/0', a)], [x],
     np.where(x > 0, x, a * x))
e = np.exp(x - x.max(1, keepdims=True))
case('Softmax along the first axis', 'Softmax', {'axis': 1}, [], [x], e / e.sum(1, keepdims=True))
case('ELU', 'ELU', {'alpha': 0.5}, [], [x], np.where(x > 0, x, 0.5 * (np.exp(x) - 1)))

# Shapes
x = rnd(2, 5, 2)
case('ZeroPadding1D', 'ZeroPadding1D', {'padding': [1, 2]}, [], [x], np.pad(x, ((0, 0), (1, 2), (0, 0))))
case('Cropping1D', 'Cropping1D', {'cropping': [1, 2]}, [], [x], x[:, 1:3])
case('UpSampling1D', 'UpSampling1D', {'size': 3}, [], [x], x.repeat(3, 1))
case('Reshape with an open axis', 'Reshape', {'target_shape': [-1, 5]}, [], [x], x.reshape(2, 2, 5))
image = rnd(2, 2, 3, 2)
case('Flatten, channels first', 'Flatten', {'data_format': 'channels_first'}, [], [image],
     np.moveaxis(image, 1, -1).reshape(2, -1))
case('GlobalAveragePooling2D that keeps its axes', 'GlobalAveragePooling2D', {'keepdims': True}, [], [image],
     image.mean((1, 2), keepdims=True), keras=3)

# Merges
x, y = rnd(2, 3, 4), rnd(2, 4, 5)
case('Dot along different axes', 'Dot', {'axes': [2, 1], 'normalize': False}, [], [x, y], x @ y)
small = rnd(2, 1, 4)
case('Multiply, broadcast', 'Multiply', {}, [], [x, small], x * small)
case('Subtract', 'Subtract', {}, [], [x, 2 * x + 1], -x - 1)
table = rnd(6, 3)
case('Embedding', 'Embedding', {'input_dim': 6, 'output_dim': 3}, [('layer/embeddings:0', 'vars/0', table)],
     [[[0, 5, 2], [1, 1, 4]]], table[[[0, 5, 2], [1, 1, 4]]])


# Recurrent
def gru(x, k, r, b, br, after, sequences=True):
    units = r.shape[0]
    h, out = np.zeros((x.shape[0], units)), []
    for t in range(x.shape[1]):
        i, s = x[:, t] @ k + b, h @ r + br
        z, q = (sigmoid(i[:, g * units:(g + 1) * units] + s[:, g * units:(g + 1) * units]) for g in (0, 1))
        c = i[:, 2 * units:]
        c = np.tanh(c + q * s[:, 2 * units:] if after else c + (q * h) @ r[:, 2 * units:] + br[2 * units:])
        h = z * h + (1 - z) * c
        out.append(h)
    return np.stack(out, 1) if sequences else h


x, k, r, b = rnd(2, 4, 3), rnd(3, 6), rnd(2, 6), rnd(2, 6)
config = {'units': 2, 'reset_after': True, 'return_sequences': True, 'recurrent_activation': 'sigmoid'}
for version, path in ((2, 'layer/gru_cell/'), (3, 'gru_cell/')):
    case(f'GRU of Keras {version}, reset after', 'GRU', config,
         [(path + 'kernel:0', 'cell/vars/0', k), (path + 'recurrent_kernel:0', 'cell/vars/1', r),
          (path + 'bias:0', 'cell/vars/2', b)], [x], gru(x, k, r, b[0], b[1], True), keras=version)
kb, rb, bb = rnd(3, 6), rnd(2, 6), rnd(2, 6)
case('Bidirectional GRU', 'Bidirectional', {'layer': {'class_name': 'GRU', 'config': {**config, 'name': 'gru'}},
                                             'merge_mode': 'ave'},
     [(f'layer/{way}_gru/gru_cell/{name}:0', f'{way}_layer/cell/vars/{index}', w)
      for way, ws in (('forward', (k, r, b)), ('backward', (kb, rb, bb)))
      for index, (name, w) in enumerate(zip(('kernel', 'recurrent_kernel', 'bias'), ws))], [x],
     (gru(x, k, r, b[0], b[1], True) + gru(x[:, ::-1], kb, rb, bb[0], bb[1], True)[:, ::-1]) / 2)


def lstm(x, k, r, b):
    units = r.shape[0]
    h = c = np.zeros((x.shape[0], units))
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ k + h @ r + b, 4, 1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


k, r, b = rnd(3, 8), rnd(2, 8), rnd(8)
case('LSTM of Keras 3, backwards', 'LSTM',
     {'units': 2, 'go_backwards': True, 'activation': 'tanh', 'recurrent_activation': 'sigmoid'},
     [('lstm_cell/kernel', 'cell/vars/0', k), ('lstm_cell/recurrent_kernel', 'cell/vars/1', r),
      ('lstm_cell/bias', 'cell/vars/2', b)], [x], lstm(x[:, ::-1], k, r, b), keras=3)
k, b = rnd(3, 2), rnd(2)
case('TimeDistributed dense', 'TimeDistributed',
     {'layer': {'class_name': 'Dense', 'config': {'name': 'dense', 'units': 2, 'activation': 'relu'}}},
     [('layer/dense/kernel:0', 'layer/vars/0', k), ('layer/dense/bias:0', 'layer/vars/1', b)], [x],
     np.maximum(x @ k + b, 0))

# Attention
x, k, b = rnd(2, 3, 4), rnd(4, 2, 5), rnd(2, 5)
case('EinsumDense', 'EinsumDense', {'equation': '...b,bcd->...cd', 'output_shape': [None, 2, 5], 'bias_axes': 'cd'},
     [('layer/kernel:0', 'vars/0', k), ('layer/bias:0', 'vars/1', b)], [x], np.einsum('abc,cde->abde', x, k) + b)
value, heads, width = rnd(2, 5, 3), 2, 3
ws = {'query': (rnd(4, heads, width), rnd(heads, width)), 'key': (rnd(3, heads, width), rnd(heads, width)),
      'value': (rnd(3, heads, 2), rnd(heads, 2)), 'attention_output': (rnd(heads, 2, 4), rnd(4))}
q, ke, va = (np.einsum('bti,ihd->bthd', source, ws[part][0]) + ws[part][1]
             for part, source in (('query', x), ('key', value), ('value', value)))
scores = np.einsum('bthd,bshd->bhts', q, ke) / np.sqrt(width)
scores = np.exp(scores - scores.max(-1, keepdims=True))
scores /= scores.sum(-1, keepdims=True)
mixed = np.einsum('bhts,bshd->bthd', scores, va)
groups = {'query': 'query_dense', 'key': 'key_dense', 'value': 'value_dense', 'attention_output': 'output_dense'}
case('MultiHeadAttention', 'MultiHeadAttention', {'num_heads': heads, 'key_dim': width, 'value_dim': 2},
     [(f'layer/{part}/{name}:0', f'{groups[part]}/vars/{index}', ws[part][index])
      for part in ws for index, name in enumerate(('kernel', 'bias'))], [x, value],
     np.einsum('bthd,hdo->bto', mixed, ws['attention_output'][0]) + ws['attention_output'][1],
     keywords=[None, 'value'])


# QKeras
def quantizer(class_name, **config):
    return {'class_name': class_name, 'config': config}


def bits(x, width, integer, symmetric=0, signed=1):
    """Round to the nearest, from the middle to even, in steps of 2**(integer - bits that are no sign)."""
    steps = 2.0 ** (width - signed)
    low = signed * (-steps + symmetric)
    return np.clip(np.round(x * steps / 2.0 ** integer), low, steps - 1) * 2.0 ** integer / steps


def po2(scale):
    return 2.0 ** np.round(np.log2(scale + 1e-7))


def automatic(x, width, power):
    """One scale for each column, from the largest weight or by least squares in powers of two."""
    top = 2 ** (width - 1) - 1
    scale = np.abs(x).max(0) / top
    codes = lambda: np.sign(x) * np.minimum(np.floor(np.abs(x) / scale + 0.5), top)
    if power:
        scale = po2(scale)
        for _ in range(5):
            q = codes()
            scale = po2((x * q).mean(0) / ((q * q).mean(0) + 1e-7))
    return codes() * scale


x, k, b = rnd(2, 3) * 2, rnd(3, 4) * 1.7 + random.uniform(-0.01, 0.01, (3, 4)), rnd(4) / 3


def qdense(name, kernel_quantizer, q, bias_quantizer=None, qb=None, activation=None, f=lambda y: y):
    case('QDense, ' + name, 'QDense',
         {'units': 4, 'kernel_quantizer': kernel_quantizer, 'bias_quantizer': bias_quantizer, 'activation': activation},
         [('layer/kernel:0', 'vars/0', k), ('layer/bias:0', 'vars/1', b)], [x], f(x @ q + (b if qb is None else qb)))


qdense('quantized_bits', quantizer('quantized_bits', bits=4, integer=1, symmetric=0, alpha=1, keep_negative=True),
       bits(k, 4, 1), 'quantized_bits(5,0,1)', bits(b, 5, 0, 1))
qdense('with a relu', quantizer('quantized_bits', bits=3, integer=0, symmetric=1, alpha=1.0), bits(k, 3, 0, 1),
       activation='quantized_relu(3,1)', f=lambda y: bits(np.maximum(y, 0), 3, 1, 0, 0))
qdense('with a tanh', quantizer('quantized_bits', bits=6, integer=2, alpha=0.25), bits(k, 6, 2) * 0.25,
       activation=quantizer('quantized_tanh', bits=4, symmetric=True), f=lambda y: bits(np.clip(y, -1, 1), 4, 0, 1))
qdense('with a sigmoid', quantizer('quantized_bits', bits=6, integer=2, alpha=1), bits(k, 6, 2),
       activation='quantized_sigmoid(4)', f=lambda y: bits(np.clip(0.5 * y + 0.5, 0, 1), 4, 0, 0, 0))
qdense('with a factor', quantizer('quantized_bits', bits=4, integer=1, alpha=0.7), bits(k, 4, 1) * 0.7)
qdense('auto', quantizer('quantized_bits', bits=4, integer=0, symmetric=1, alpha='auto'), automatic(k, 4, False))
qdense('auto_po2', quantizer('quantized_bits', bits=4, integer=0, symmetric=1, alpha='auto_po2'), automatic(k, 4, True))
sign = np.where(k >= 0, 1.0, -1.0)
qdense('binary', quantizer('binary', use_01=False, alpha=1), sign, activation='binary(alpha=1)',
       f=lambda y: np.where(y >= 0, 1.0, -1.0))
qdense('binary with scales', quantizer('binary', alpha='auto'), sign * np.abs(k).mean(0))
qdense('stochastic_ternary', quantizer('stochastic_ternary', alpha=1, threshold=0.5), np.sign(k) * (np.abs(k) >= 0.5),
       activation='ternary(alpha=1)', f=lambda y: np.sign(y) * (np.abs(y) >= 0.33))
qdense('quantized_po2', quantizer('quantized_po2', bits=4, max_value=1), sign * 2.0 ** np.clip(
    np.round(np.log2(np.minimum(np.maximum(np.abs(k), 1e-7), 1))), -8, 7))

x, k, b = rnd(2, 4, 4, 2), rnd(2, 2, 2, 3), rnd(3)
g, be, m, v = rnd(3) + 1.5, rnd(3), rnd(3), np.abs(rnd(3)) + 0.5
factor = g / np.sqrt(v + 0.001)
q, qb = bits(k * factor, 6, 1), bits((b - m) * factor + be, 8, 2)
case('QConv2DBatchnorm', 'QConv2DBatchnorm',
     {'filters': 3, 'kernel_size': [2, 2], 'kernel_quantizer': quantizer('quantized_bits', bits=6, integer=1, alpha=1),
      'bias_quantizer': quantizer('quantized_bits', bits=8, integer=2, alpha=1)},
     [('layer/kernel:0', 'vars/0', k), ('layer/bias:0', 'vars/1', b), ('layer/bn/gamma:0', 'batchnorm/vars/0', g),
      ('layer/bn/beta:0', 'batchnorm/vars/1', be), ('layer/bn/moving_mean:0', 'batchnorm/vars/2', m),
      ('layer/bn/moving_variance:0', 'batchnorm/vars/3', v)], [x],
     convolve(x, q, (1, 1), (1, 1), ((0, 0), (0, 0))) + qb)
x = rnd(2, 3, 4) * 4
case('QActivation, quantized_bits', 'QActivation', {'activation': 'quantized_bits(5,2,keep_negative=False)'}, [], [x],
     bits(x, 5, 2, 0, 0))

x, g, be, m, v = rnd(2, 4), rnd(4) * 3, rnd(4), rnd(4), np.abs(rnd(4)) + 0.5
relu_po2 = lambda y, low, high: 2.0 ** np.clip(np.round(np.log2(np.maximum(y, 1e-7))), low, high)
case('QBatchNormalization', 'QBatchNormalization',
     {'epsilon': 0.001, 'gamma_quantizer': 'quantized_relu_po2(3,2)', 'beta_quantizer': 'quantized_bits(4,1,alpha=1)',
      'mean_quantizer': None, 'variance_quantizer': quantizer('quantized_relu_po2', bits=4, max_value=None)},
     [('layer/gamma:0', 'vars/0', g), ('layer/beta:0', 'vars/1', be), ('layer/moving_mean:0', 'vars/2', m),
      ('layer/moving_variance:0', 'vars/3', v)], [x],
     relu_po2(g, -4, 1) * (x - m) / np.sqrt(relu_po2(v, -8, 7) + 0.001) + bits(be, 4, 1))

x, k, r, b = rnd(2, 4, 3), rnd(3, 8), rnd(2, 8), rnd(8)
qk, qr, qb = bits(k, 4, 0), bits(r, 4, 0, 1), bits(b, 4, 0)
h = c = np.zeros((2, 2))
half = lambda y: bits(np.clip(0.5 * y + 0.5, 0, 1), 4, 0, 0, 0)
tanh = lambda y: bits(np.clip(y, -1, 1), 4, 0)
for t in range(4):
    h, c = bits(h, 3, 0), bits(c, 3, 0)
    i, f, g, o = np.split(x[:, t] @ qk + h @ qr + qb, 4, 1)
    c = half(f) * c + half(i) * tanh(g)
    h = half(o) * tanh(c)
case('QLSTM', 'QLSTM',
     {'units': 2, 'activation': 'quantized_tanh(4)', 'recurrent_activation': 'quantized_sigmoid(4)',
      'kernel_quantizer': 'quantized_bits(4,0,alpha=1)', 'recurrent_quantizer': 'quantized_bits(4,0,1,alpha=1)',
      'bias_quantizer': 'quantized_bits(4,0)', 'state_quantizer': 'quantized_bits(3,0)'},
     [('layer/kernel:0', 'cell/vars/0', k), ('layer/recurrent_kernel:0', 'cell/vars/1', r),
      ('layer/bias:0', 'cell/vars/2', b)], [x], h)

x, k, r, b = rnd(2, 4, 3), rnd(3, 6), rnd(2, 6), rnd(6)
config = {'units': 2, 'reset_after': False, 'return_sequences': True, 'recurrent_activation': 'sigmoid'}
case('GRU, reset before', 'GRU', config,
     [('layer/gru_cell/kernel:0', 'cell/vars/0', k), ('layer/gru_cell/recurrent_kernel:0', 'cell/vars/1', r),
      ('layer/gru_cell/bias:0', 'cell/vars/2', b)], [x], gru(x, k, r, b, np.zeros(6), False))
case('GRU, the state that it returns', 'GRU', {**config, 'return_state': True},
     [('layer/gru_cell/kernel:0', 'cell/vars/0', k), ('layer/gru_cell/recurrent_kernel:0', 'cell/vars/1', r),
      ('layer/gru_cell/bias:0', 'cell/vars/2', b)], [x], gru(x, k, r, b, np.zeros(6), False)[:, -1], keras=3, result=1)

print(json.dumps(cases, separators=(',', ':')))
