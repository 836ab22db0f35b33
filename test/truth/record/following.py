"""Records what PyTorch, TensorFlow and Keras make of maps after a convolution: pooling, batch normalization in inference,
activations, with settings drawn at random (test/truth/README.md says more):

    python test/truth/record/following.py > test/truth/data/goldens/following.jsonl
"""

import json
import os
import random

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy
import tensorflow
import torch
from torch import nn
from torch.nn import functional

rng = random.Random(20261127)
TOLERANCE = 1e-5


def tensor(array):
    # float32 in as few digits as give it back.
    array = numpy.asarray(array, numpy.float32)
    return {"shape": list(array.shape), "data": [float(str(number)) for number in array.reshape(-1)]}


def numbers(shape, low=-3.0, high=3.0):
    drawn = [round(rng.uniform(low, high), 2) for _ in range(int(numpy.prod(shape)))]
    return numpy.array(drawn, numpy.float32).reshape(shape)


def write(source, layout, x, y, **row):
    common = {"source": source, "layout": layout, "input": tensor(x), "output": tensor(y), "tolerance": TOLERANCE}
    print(json.dumps({**common, **row}))


def torch_pooling():
    """Windows that start in the padding behind, uneven ends, padding that an average counts or not."""
    kind = rng.choice(["max", "avg"])
    rank = rng.choice([1, 2, 2, 2, 3])
    draw = lambda values: [rng.choice(values) for _ in range(rank)]
    kernel, stride = draw([1, 2, 3, 4, 5]), draw([1, 2, 3, 4])
    padding = [rng.randint(0, k // 2) for k in kernel]
    dilation = draw([1, 1, 2, 3]) if kind == "max" else [1] * rank
    size = draw([2, 5, 6, 7, 8] if rank < 3 else [3, 4, 5])
    if any(s + 2 * p < d * (k - 1) + 1 for s, p, d, k in zip(size, padding, dilation, kernel)):
        return False
    # PyTorch's AvgPool3d looks at the input without its padding.
    if rank == 3 and kind == "avg" and any(s < k for s, k in zip(size, kernel)):
        return False
    ceil, counts = rng.random() < 0.5, rng.random() < 0.5
    x = numbers([rng.choice([1, 1, 2]), rng.choice([1, 2, 3]), *size])
    options = {"stride": stride, "padding": padding, "ceil_mode": ceil}
    name = f"{'Max' if kind == 'max' else 'Avg'}Pool{rank}d"
    options |= {"dilation": dilation} if kind == "max" else {"count_include_pad": counts}
    y = getattr(nn, name)(kernel, **options)(torch.from_numpy(x))
    said = ", ".join(f"{key}={value}" for key, value in options.items())
    write(
        f"torch nn.{name}({kernel}, {said})", "channels_first", x, y, framework="torch", op=name, kind=kind, rank=rank,
        kernel=kernel, stride=stride, dilation=dilation, padding={"kind": "explicit", "edges": [[p, p] for p in padding]},
        ceilMode=ceil, countsPadding=counts,
    )  # fmt: skip
    return True


def tensorflow_pooling():
    kind, word = rng.choice(["max", "avg"]), rng.choice(["SAME", "VALID"])
    rank = rng.choice([1, 2, 2])
    kernel, stride = [rng.randint(1, 4) for _ in range(rank)], [rng.randint(1, 3) for _ in range(rank)]
    x = numbers([rng.choice([1, 2]), *[rng.choice([4, 5, 6, 7]) for _ in range(rank)], rng.choice([1, 3])])
    name = f"{kind}_pool{rank}d"
    y = getattr(tensorflow.nn, name)(x, kernel, stride, word)
    write(
        f"tf.nn.{name}(x, {kernel}, {stride}, '{word}')", "channels_last", x, y, framework="tensorflow", op=name,
        kind=kind, rank=rank, kernel=kernel, stride=stride, dilation=[1] * rank,
        padding={"kind": "same_upper" if word == "SAME" else "valid"}, ceilMode=False, countsPadding=False,
    )  # fmt: skip


def step(framework, layout, op, kind, **fields):
    return {"type": kind, "op": op, "framework": framework, "dataFormat": layout, "input": "x", **fields}


def torch_norm():
    rank, channels = rng.choice([1, 2, 2, 3]), rng.randint(1, 5)
    affine, epsilon = rng.random() < 0.7, rng.choice([1e-5, 1e-3, 1e-2, 0.0])
    layer = getattr(nn, f"BatchNorm{rank}d")(channels, eps=epsilon, affine=affine).eval()
    x = numbers([rng.choice([1, 2]), channels, *[rng.randint(1, 4) for _ in range(rank)]])
    held = {"mean": numbers([channels]), "variance": numbers([channels], 0.1, 4)}
    layer.running_mean[:], layer.running_var[:] = torch.from_numpy(held["mean"]), torch.from_numpy(held["variance"])
    with torch.no_grad():
        if affine:
            held |= {"weight": numbers([channels]), "bias": numbers([channels])}
            layer.weight[:], layer.bias[:] = torch.from_numpy(held["weight"]), torch.from_numpy(held["bias"])
        y = layer(torch.from_numpy(x)).numpy()
    write(
        f"torch {layer}", "channels_first", x, y, tensors={name: tensor(array) for name, array in held.items()},
        step=step("torch", "channels_first", type(layer).__name__, "batch_norm", epsilon=epsilon, **{n: n for n in held}),
    )  # fmt: skip


def keras_norm():
    rank, channels = rng.choice([1, 2]), rng.randint(1, 5)
    center, scale, epsilon = rng.random() < 0.6, rng.random() < 0.6, rng.choice([1e-3, 1e-5, 0.02])
    x = numbers([rng.choice([1, 2]), *[rng.randint(1, 5) for _ in range(rank)], channels])
    layer = keras.layers.BatchNormalization(center=center, scale=scale, epsilon=epsilon)
    layer.build(x.shape)
    held = {"weight": numbers([channels])} if scale else {}
    held |= {"bias": numbers([channels])} if center else {}
    held |= {"mean": numbers([channels]), "variance": numbers([channels], 0.1, 4)}
    layer.set_weights(list(held.values()))
    y = layer(x, training=False)
    write(
        f"keras BatchNormalization(center={center}, scale={scale}, epsilon={epsilon})", "channels_last", x, y,
        tensors={name: tensor(array) for name, array in held.items()},
        step=step("keras", "channels_last", "BatchNormalization", "batch_norm", epsilon=epsilon, **{n: n for n in held}),
    )  # fmt: skip


# Name in the protocol, its parameters, what each framework computes it with.
def activations():
    draw = lambda low, high: round(rng.uniform(low, high), 2)
    slope, alpha, beta, low, high = draw(0, 1.5), draw(0.1, 2), draw(0.2, 3), draw(-3, -0.1), draw(0.1, 3)
    K = keras.activations
    return [
        ("relu", {}, functional.relu, K.relu),
        ("relu6", {}, functional.relu6, K.relu6),
        ("leaky_relu", {"slope": slope}, lambda x: functional.leaky_relu(x, slope), lambda x: K.leaky_relu(x, slope)),
        ("leaky_relu", {}, functional.leaky_relu, None),
        ("elu", {"alpha": alpha}, lambda x: functional.elu(x, alpha), lambda x: K.elu(x, alpha)),
        ("celu", {"alpha": alpha}, lambda x: functional.celu(x, alpha), lambda x: K.celu(x, alpha)),
        ("selu", {}, functional.selu, K.selu),
        ("gelu", {}, functional.gelu, lambda x: K.gelu(x, approximate=False)),
        ("gelu_tanh", {}, lambda x: functional.gelu(x, approximate="tanh"), lambda x: K.gelu(x, approximate=True)),
        ("silu", {}, functional.silu, K.silu),
        ("hard_swish", {}, functional.hardswish, K.hard_swish),
        ("hard_sigmoid", {}, functional.hardsigmoid, K.hard_sigmoid),
        ("hard_tanh", {}, functional.hardtanh, K.hard_tanh),
        ("hard_tanh", {"low": low, "high": high}, lambda x: functional.hardtanh(x, low, high), None),
        ("sigmoid", {}, functional.sigmoid, K.sigmoid),
        ("tanh", {}, functional.tanh, K.tanh),
        ("softplus", {}, functional.softplus, K.softplus),
        ("softplus", {"beta": beta}, lambda x: functional.softplus(x, beta), None),
        ("softsign", {}, functional.softsign, K.softsign),
        ("mish", {}, functional.mish, K.mish),
    ]


# Small ones, zero of both signs, and those where exponentials end.
EDGES = [0.0, -0.0, 1e-4, -1e-4, 1e-7, -1e-7, 0.5, -0.5, 3.0, -3.0, 6.0, -6.0, 9.0, -9.0, 20.5, -20.5, 90.0, -90.0]


def activation(name, parameters, torch_function, keras_function):
    x = numpy.array(EDGES + [round(rng.uniform(-5, 5), 2) for _ in range(30)], numpy.float32).reshape(1, 2, 4, 6)
    said = f"{name}({', '.join(f'{k}={v}' for k, v in parameters.items())})"
    fields = {"function": name, **({"parameters": parameters} if parameters else {})}
    y = torch_function(torch.from_numpy(x)).numpy()
    first, last = "channels_first", "channels_last"
    write(f"torch {said}", first, x, y, tensors={}, step=step("torch", first, name, "activation", **fields))
    if keras_function:
        y = keras.ops.convert_to_numpy(keras_function(keras.ops.convert_to_tensor(x)))
        write(f"keras {said}", last, x, y, tensors={}, step=step("keras", last, name, "activation", **fields))


recorded = 0
while recorded < 60:
    recorded += torch_pooling()
for _ in range(20):
    tensorflow_pooling()
for _ in range(12):
    torch_norm()
    keras_norm()
for found in activations():
    activation(*found)
