"""Records the numbers of Flax's own tests of convolution (test/truth/README.md says more):

    python test/truth/record/flax_linear.py CHECKOUT > test/truth/data/goldens/flax.jsonl

CHECKOUT is a checkout of github.com/google/flax. Its tests run as they are; what passes is taken down. Of tests that go through
a product of sizes none is kept: those written by hand have everything that differs.
"""

import importlib
import json
import os
import sys
import unittest

import flax.linen
import jax
import numpy

LAYERS = {"Conv": flax.linen.Conv, "ConvTranspose": flax.linen.ConvTranspose}
PADDING = {"CIRCULAR": ("wrap", "circular"), "REFLECT": ("wrap", "reflect"), "CAUSAL": ("causal", "zeros")}
WORDS = {"SAME": ("same_upper", "zeros"), "VALID": ("valid", "zeros")}

rows = {}
title = ""


def tensor(array):
    array = numpy.asarray(array, dtype=numpy.float32)
    return {"shape": list(array.shape), "data": [float(f"{number:.7g}") for number in array.ravel()]}


def per_axis(value, rank):
    return [value or 1] * rank if value is None or isinstance(value, int) else list(value)


def batched(array, rank):
    return array.reshape((-1, *array.shape[-rank - 1 :]))


def padding_of(padding, rank):
    if isinstance(padding, str):
        kind, mode = (PADDING | WORDS)[padding]
        return {"kind": kind}, mode
    listed = [padding] * rank if isinstance(padding, int) else padding
    edges = [[edge, edge] if isinstance(edge, int) else list(edge) for edge in listed]
    return {"kind": "explicit", "edges": edges}, "zeros"


def row_of(layer, x, y):
    """A call in the terms of `ConvRequest`; None for what the lab does not compute: wrapped results of transposed ones."""
    transposed = isinstance(layer, flax.linen.ConvTranspose)
    parameters = layer.variables["params"]
    kernel = numpy.asarray(parameters["kernel"])
    if layer.mask is not None:
        kernel = kernel * numpy.asarray(layer.mask)
    rank = kernel.ndim - 2
    padding, mode = padding_of(layer.padding, rank)
    if transposed and mode == "circular":
        return None
    row = {
        "source": f"flax {title}",
        "framework": "flax",
        "op": f"nn.{type(layer).__name__}",
        "rank": rank,
        "layout": "channels_last",
        "stride": per_axis(layer.strides, rank),
        "dilation": per_axis(layer.kernel_dilation, rank),
        "padding": padding,
        "paddingMode": mode,
        "weightLayout": "kOI" if transposed and layer.transpose_kernel else "kIO",
        "input": tensor(batched(numpy.asarray(x), rank)),
        "weight": tensor(kernel),
        "output": tensor(batched(numpy.asarray(y), rank)),
        "tolerance": 1e-5,
    }
    if transposed:
        row["transposed"] = True
    else:
        row["groups"] = layer.feature_group_count
    if "bias" in parameters:
        row["bias"] = tensor(parameters["bias"])["data"]
    return row


def take_down(call, args, kwargs, context):
    y = call(*args, **kwargs)
    layer = context.module
    if context.method_name == "__call__" and type(layer) in LAYERS.values() and not isinstance(args[0], jax.core.Tracer):
        row = row_of(layer, args[0], y)
        if row:
            rows[json.dumps({**row, "source": ""})] = json.dumps(row)
    return y


def tests_in(suite):
    for test in suite:
        yield from tests_in(test) if isinstance(test, unittest.TestSuite) else [test]


sys.path.insert(0, os.path.join(sys.argv[1], "tests"))
module = importlib.import_module("linen.linen_linear_test")
result = unittest.TestResult()
for test in tests_in(unittest.defaultTestLoader.loadTestsFromModule(module)):
    title = test.id().rsplit(".", 1)[-1]
    if "conv" not in title or "_constant" in title or "int_kernel" in title:
        continue
    before = dict(rows)
    with flax.linen.intercept_methods(take_down):
        test.run(result)
    if not result.wasSuccessful():
        rows, result = before, unittest.TestResult()
print("\n".join(rows.values()))
