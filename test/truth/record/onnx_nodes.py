"""Records the numbers of ONNX's own backend tests of Conv and ConvTranspose (test/truth/README.md says more):

    python test/truth/record/onnx_nodes.py > test/truth/data/conv_goldens/onnx.jsonl

Needs the `onnx` package, which holds them: the node tests, and the models that PyTorch's test suite was converted to.
"""

import json
import os
import re
import sys

import numpy
import onnx
from onnx import helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

DATA = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data")


def tensor(array):
    # float32 in as few digits as give it back.
    return {"shape": list(array.shape), "data": [float(str(number)) for number in array.reshape(-1)]}


def row(source, node, x, weight, bias, output):
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    rank = x.ndim - 2
    pads = attributes.get("pads", [0] * (2 * rank))
    transposed = node.op_type == "ConvTranspose"
    auto = attributes.get("auto_pad", b"NOTSET").decode()
    padding = {"SAME_UPPER": {"kind": "same_upper"}, "SAME_LOWER": {"kind": "same_lower"}, "VALID": {"kind": "valid"}}.get(
        auto, {"kind": "explicit", "edges": [[pads[i], pads[rank + i]] for i in range(rank)]}
    )
    found = {
        "source": f"onnx {source}",
        "framework": "onnx",
        "op": node.op_type,
        "rank": rank,
        "layout": "channels_first",
        "stride": list(attributes.get("strides", [1] * rank)),
        "dilation": list(attributes.get("dilations", [1] * rank)),
        "padding": padding,
        "groups": attributes.get("group", 1),
        "weightLayout": "IOk" if transposed else "OIk",
        "input": tensor(x),
        "weight": tensor(weight),
        "output": tensor(output),
        "tolerance": 1e-5,
    }
    if transposed:
        found["transposed"] = True
        found["outputPadding"] = list(attributes.get("output_padding", [0] * rank))
        if "output_shape" in attributes:
            found["outputSize"] = list(attributes["output_shape"])
    if bias is not None:
        found["bias"] = tensor(bias)["data"]
    return found


def node_tests():
    for case in collect_testcases(None):
        nodes = case.model.graph.node if case.model is not None else []
        if len(nodes) != 1 or nodes[0].op_type not in ("Conv", "ConvTranspose"):
            continue
        for inputs, outputs in case.data_sets:
            x, weight, *bias = inputs
            if x.dtype == numpy.float32:
                yield row(case.name, nodes[0], x, weight, bias[0] if bias else None, outputs[0])


def converted_tests():
    for folder in ("pytorch-converted", "pytorch-operator"):
        for name in sorted(os.listdir(os.path.join(DATA, folder))):
            path = os.path.join(DATA, folder, name)
            model = onnx.load(os.path.join(path, "model.onnx"))
            nodes = model.graph.node
            if len(nodes) != 1 or nodes[0].op_type not in ("Conv", "ConvTranspose"):
                continue
            known = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
            free = [i.name for i in model.graph.input if i.name not in known]
            data = os.path.join(path, "test_data_set_0")
            for index, name_of_input in enumerate(free):
                known[name_of_input] = read(os.path.join(data, f"input_{index}.pb"))
            x, weight, *bias = [known[name] for name in nodes[0].input]
            yield row(f"{folder} {name}", nodes[0], x, weight, bias[0] if bias else None, read(os.path.join(data, "output_0.pb")))


def read(file):
    with open(file, "rb") as stream:
        return numpy_helper.to_array(onnx.TensorProto.FromString(stream.read()))


# Larger ones say no more than these do.
MAX_CHARACTERS = 20_000

for found in [*node_tests(), *converted_tests()]:
    # Numbers that are whole are written so.
    text = re.sub(r"(\d)\.0(?=[,\]])", r"\1", json.dumps(found))
    if len(text) < MAX_CHARACTERS:
        sys.stdout.write(text + "\n")
