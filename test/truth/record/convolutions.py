"""Records what Keras and TensorFlow compute of convolutions drawn at random (test/truth/README.md says more):

    TF_ENABLE_ONEDNN_OPTS=0 python test/truth/record/convolutions.py SEED COUNT > test/truth/data/goldens/convolutions.jsonl

Without oneDNN: with it TensorFlow 2.21 on a CPU gives wrong numbers for some transposed convolutions of one channel.
"""

import json
import random
import sys

import keras
import numpy
import tensorflow

chance = random.Random(int(sys.argv[1]))
CONV = (keras.layers.Conv1D, keras.layers.Conv2D, keras.layers.Conv3D)
DEPTHWISE = (keras.layers.DepthwiseConv1D, keras.layers.DepthwiseConv2D)
TRANSPOSED = (keras.layers.Conv1DTranspose, keras.layers.Conv2DTranspose, keras.layers.Conv3DTranspose)
PADDING = {"same": {"kind": "same_upper"}, "valid": {"kind": "valid"}, "causal": {"kind": "causal"}}


def numbers(*shape):
    draw = numpy.random.RandomState(chance.randrange(2**30))
    return (draw.randint(-30, 31, shape) / 10).astype("float32")


def several(low, high, count):
    return [chance.randint(low, high) for _ in range(count)]


def tensor(array):
    array = numpy.asarray(array)
    return {"shape": list(array.shape), "data": [float(f"{number:.7g}") for number in array.ravel()]}


def row_of(framework, op, layout_of_weight, x, weight, y, bias=None, **settings):
    row = {
        "source": f"{framework} {op} {json.dumps(settings)}",
        "framework": framework,
        "op": op,
        "rank": x.ndim - 2,
        "layout": "channels_last",
        **settings,
        "weightLayout": layout_of_weight,
        "input": tensor(x),
        "weight": tensor(weight),
        "output": tensor(y),
        "tolerance": 1e-5,
    }
    return row if bias is None else {**row, "bias": tensor(bias)["data"]}


def of_keras():
    kind = chance.choice(["conv", "depthwise", "transposed", "transposed"])
    rank = chance.choice([1, 2] if kind == "depthwise" else [1, 2, 2, 3])
    dilated = chance.random() < 0.4
    stride = [1] * rank if dilated else [chance.randint(1, 3)] * rank if kind == "depthwise" else several(1, 3, rank)
    dilation = [chance.randint(1, 3) if dilated else 1] * rank
    groups = chance.choice([1, 2, 3]) if kind == "conv" else 1
    padding = chance.choice(["same", "valid"] + ["causal"] * (rank == 1 and kind == "conv"))
    common = {
        "kernel_size": several(1, 4, rank),
        "strides": stride,
        "dilation_rate": dilation,
        "padding": padding,
        "use_bias": chance.random() < 0.7,
        "bias_initializer": keras.initializers.RandomUniform(-1, 1, seed=chance.randrange(2**30)),
    }
    seed = keras.initializers.RandomUniform(-2, 2, seed=chance.randrange(2**30))
    x = numbers(chance.randint(1, 2), *several(3, 6, rank), groups * chance.randint(1, 2))
    settings = {"stride": stride, "dilation": dilation, "padding": PADDING[padding]}
    if kind == "conv":
        layer = CONV[rank - 1](groups * chance.randint(1, 2), groups=groups, kernel_initializer=seed, **common)
        weight_layout, settings["groups"] = "kIO", groups
    elif kind == "depthwise":
        layer = DEPTHWISE[rank - 1](depth_multiplier=chance.randint(1, 3), depthwise_initializer=seed, **common)
        weight_layout = "kIM"
    else:
        extra = [chance.randint(0, step - 1) for step in stride] if chance.random() < 0.4 and min(stride) > 1 else None
        layer = TRANSPOSED[rank - 1](
            chance.randint(1, 3),
            output_padding=extra[0] if extra and rank == 1 else extra,
            kernel_initializer=seed,
            **common,
        )
        weight_layout, settings["transposed"] = "kOI", True
        if extra:
            settings["outputPadding"] = extra
    y = layer(x)
    weight, *bias = layer.get_weights()
    return row_of("keras", type(layer).__name__, weight_layout, x, weight, y, *bias, **settings)


def of_tensorflow():
    stride = chance.randint(1, 3)
    kernel = several(1, 4, 2)
    size = several(3, 6, 2)
    x = numbers(1, *size, chance.randint(1, 3))
    weight = numbers(*kernel, chance.randint(1, 3), x.shape[-1])
    settings = {"stride": [stride] * 2, "dilation": [1, 1]}
    if chance.random() < 0.4:
        weight = weight.swapaxes(2, 3)
        edges = [several(0, 2, 2), several(0, 2, 2)]
        y = tensorflow.nn.conv2d(x, weight, stride, [[0, 0], *edges, [0, 0]])
        padding = {"kind": "explicit", "edges": edges}
        return row_of("tensorflow", "tf.nn.conv2d", "kIO", x, weight, y, padding=padding, **settings)
    same = chance.random() < 0.6
    # Every output whose forward convolution is the input.
    output = [
        length * stride - chance.randint(0, stride - 1)
        if same
        else (length - 1) * stride + reach + chance.randint(0, stride - 1)
        for length, reach in zip(size, kernel)
    ]
    y = tensorflow.nn.conv2d_transpose(x, weight, [1, *output, weight.shape[2]], stride, "SAME" if same else "VALID")
    padding = PADDING["same" if same else "valid"]
    settings |= {"transposed": True, "outputSize": output, "padding": padding}
    return row_of("tensorflow", "tf.nn.conv2d_transpose", "kOI", x, weight, y, **settings)


found = 0
while found < int(sys.argv[2]):
    try:
        row = chance.choice([of_keras, of_keras, of_tensorflow])()
    except (ValueError, tensorflow.errors.OpError):
        continue
    # What has no output has no numbers, and much of it teaches nothing more.
    if 0 in row["output"]["shape"] or len(row["output"]["data"]) > 400:
        continue
    found += 1
    print(json.dumps(row))
