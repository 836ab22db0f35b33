"""Runs the code that ConvLens writes for a layer and says what comes out. Asked by `test/truth/spellings.test.ts`:

    python test/truth/record/spellings.py < asked.jsonl > answered.jsonl

Each line names a framework and its code, and holds the input (channels first), the weight as the protocol stores it, the bias,
and whether the layer is transposed. The answer is the output (channels first), or the error.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = sys.argv[1] if len(sys.argv) > 1 else "tensorflow"

import jax
import keras
import numpy
import tensorflow
import torch
from flax import linen
from jax import numpy as jnp
from keras import layers


def array(tensor):
    return numpy.array(tensor["data"], numpy.float32).reshape(tensor["shape"])


def to_last(x):
    return numpy.moveaxis(x, 1, -1)


def to_first(y):
    return numpy.moveaxis(numpy.asarray(y), -1, 1)


def as_kernel(asked):
    """(…kernel, in, out), transposed (…kernel, out, in), from the protocol's (out, in, …kernel) and (in, out, …kernel)."""
    weight = array(asked["weight"])
    return numpy.moveaxis(weight, (0, 1), (-1, -2))


def as_depthwise(weight, channels):
    """(…kernel, in, multiplier) from (in · multiplier, 1, …kernel)."""
    split = weight.reshape(channels, -1, *weight.shape[2:])
    return numpy.moveaxis(split, (0, 1), (-2, -1))


def run_torch(asked):
    layer = eval(asked["code"], {"nn": torch.nn})
    if "mean" in asked:
        layer.eval()
        layer.running_mean[...], layer.running_var[...] = (torch.from_numpy(array(asked[n])) for n in ("mean", "variance"))
        asked = {"weight": asked.get("scale"), "bias": asked.get("offset"), "input": asked["input"]}
        if layer.affine:
            channels = layer.num_features
            asked["weight"] = asked["weight"] or {"shape": [channels], "data": [1.0] * channels}
            asked["bias"] = asked["bias"] or {"shape": [channels], "data": [0.0] * channels}
        else:
            assert asked["weight"] is None and asked["bias"] is None, "affine"
    own = [m for m in layer.modules() if getattr(m, "weight", None) is not None]
    with torch.no_grad():
        for module in own:
            assert (module.bias is None) == ("bias" not in asked), "bias"
            module.weight[...] = torch.from_numpy(array(asked["weight"]))
            if "bias" in asked:
                module.bias[...] = torch.from_numpy(array(asked["bias"]))
        return layer(torch.from_numpy(array(asked["input"]))).numpy()


def run_keras(asked):
    layer = eval(asked["code"], {"keras": keras, "layers": layers})
    x = to_last(array(asked["input"]))
    layer(x)
    if "mean" in asked:
        held = [asked[n] for n in ("scale", "offset", "mean", "variance") if n in asked]
        layer.set_weights([array(tensor) for tensor in held])
    if "weight" in asked:
        depthwise = "DepthwiseConv" in asked["code"]
        kernel = as_depthwise(array(asked["weight"]), x.shape[-1]) if depthwise else as_kernel(asked)
        layer.set_weights([kernel, *([array(asked["bias"])] if "bias" in asked else [])])
    return to_first(keras.ops.convert_to_numpy(layer(x)))


class Zeros:
    """TensorFlow, whose zeros are the weight, cut into its groups, and the bias."""

    def __init__(self, asked, channels):
        kernel = as_kernel(asked)
        self.given = []
        self.depthwise = as_depthwise(array(asked["weight"]), channels) if kernel.shape[-2] == 1 else None
        self.kernel = kernel
        self.bias = array(asked["bias"]) if "bias" in asked else None
        self.group = 0

    def __getattr__(self, name):
        return getattr(tensorflow, name)

    def zeros(self, shape):
        shape = list(shape)
        if len(shape) == 1:
            assert self.bias is not None and shape == list(self.bias.shape), "bias"
            self.given.append("bias")
            return tensorflow.constant(self.bias)
        self.given.append("weight")
        if self.depthwise is not None and shape == list(self.depthwise.shape) and shape != list(self.kernel.shape):
            return tensorflow.constant(self.depthwise)
        outs = shape[-1]
        part = self.kernel[..., self.group * outs : (self.group + 1) * outs]
        self.group += 1
        assert shape == list(part.shape), (shape, part.shape)
        return tensorflow.constant(part)


def run_tensorflow(asked):
    x = to_last(array(asked["input"]))
    if "weight" not in asked:
        held = {n: array(asked[n]) for n in ("mean", "variance", "offset", "scale") if n in asked}
        return to_first(eval(asked["code"], {"tf": tensorflow, "x": tensorflow.constant(x), **held}))
    zeros = Zeros(asked, x.shape[-1])
    y = eval(asked["code"], {"tf": zeros, "x": tensorflow.constant(x)})
    assert ("bias" in zeros.given) == ("bias" in asked), "bias"
    return to_first(y)


def run_flax(asked):
    class Model(linen.Module):
        @linen.compact
        def __call__(self, x):
            made = eval(asked["code"], {"nn": linen, "jnp": jnp, "x": x})
            return made(x) if isinstance(made, linen.Module) else made

    x = to_last(array(asked["input"]))
    model = Model()
    variables = model.init(jax.random.PRNGKey(0), x)
    if "weight" not in asked:
        names = {"scale": "scale", "bias": "offset", "mean": "mean", "var": "variance"}
        filled = jax.tree_util.tree_map_with_path(lambda path, _: array(asked[names[path[-1].key]]), variables)
        assert sum(n in asked for n in names.values()) == len(jax.tree_util.tree_leaves(filled)), "parameters"
        return to_first(model.apply(filled, x))
    parameters = variables["params"]
    (name, own), = parameters.items()
    assert ("bias" in own) == ("bias" in asked), "bias"
    held = {"kernel": as_kernel(asked), **({"bias": array(asked["bias"])} if "bias" in asked else {})}
    assert held["kernel"].shape == own["kernel"].shape, (held["kernel"].shape, own["kernel"].shape)
    return to_first(model.apply({"params": {name: held}}, x))


RUN = {"PyTorch": run_torch, "Keras": run_keras, "TensorFlow": run_tensorflow, "Flax": run_flax}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        y = numpy.asarray(RUN[asked["framework"]](asked))
        print(json.dumps({"shape": list(y.shape), "data": y.reshape(-1).tolist()}))
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"[:400]}))
