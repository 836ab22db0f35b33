"""Records the numbers of ONNX's own backend tests of convolution and of what follows it (test/truth/README.md says more):

    python test/truth/record/onnx_nodes.py > test/truth/data/goldens/onnx.jsonl

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

POOLS = {"MaxPool": "max", "AveragePool": "avg"}
WHOLE_POOLS = {"GlobalMaxPool": "max", "GlobalAveragePool": "avg"}
# Each with the parameters of the protocol's `ActivationStep`, as (attribute, ONNX's default).
ACTIVATIONS = {
    "Relu": ("relu", {}),
    "LeakyRelu": ("leaky_relu", {"slope": ("alpha", 0.01)}),
    "Elu": ("elu", {"alpha": ("alpha", 1.0)}),
    "Celu": ("celu", {"alpha": ("alpha", 1.0)}),
    "Sigmoid": ("sigmoid", {}),
    "Tanh": ("tanh", {}),
    "Softplus": ("softplus", {}),
    "Softsign": ("softsign", {}),
    "HardSwish": ("hard_swish", {}),
    "Mish": ("mish", {}),
}
STATISTICS = ("weight", "bias", "mean", "variance")
AUTO_PAD = {"SAME_UPPER": {"kind": "same_upper"}, "SAME_LOWER": {"kind": "same_lower"}, "VALID": {"kind": "valid"}}

DATA = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data")


def tensor(array):
    # float32 in as few digits as give it back.
    return {"shape": list(array.shape), "data": [float(str(number)) for number in array.reshape(-1)]}


def row(source, node, inputs, output):
    """One test as a line; None for one that is not about float32 numbers."""
    x = inputs[0]
    if x.dtype != numpy.float32:
        return None
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    if node.op_type in ACTIVATIONS or node.op_type in ("Gelu", "BatchNormalization"):
        return following(source, node, inputs, output, attributes)
    rank = x.ndim - 2
    pads = attributes.get("pads", [0] * (2 * rank))
    auto = attributes.get("auto_pad", b"NOTSET").decode()
    common = {
        "source": f"onnx {source}",
        "framework": "onnx",
        "op": node.op_type,
        "rank": rank,
        "layout": "channels_first",
        "stride": list(attributes.get("strides", [1] * rank)),
        "dilation": list(attributes.get("dilations", [1] * rank)),
        "padding": AUTO_PAD.get(auto, {"kind": "explicit", "edges": [[pads[i], pads[rank + i]] for i in range(rank)]}),
        "input": tensor(x),
        "output": tensor(output),
        # ONNX's own is 1e-3; some of its numbers are written by hand, with four decimals.
        "tolerance": 1e-4,
    }
    if node.op_type in WHOLE_POOLS:
        return {
            **common,
            "kind": WHOLE_POOLS[node.op_type],
            "kernel": list(x.shape[2:]),
            "ceilMode": False,
            "countsPadding": False,
        }
    if node.op_type in POOLS:
        return {
            **common,
            "kind": POOLS[node.op_type],
            "kernel": list(attributes["kernel_shape"]),
            "ceilMode": bool(attributes.get("ceil_mode", 0)),
            "countsPadding": bool(attributes.get("count_include_pad", 0)),
        }
    found = {**common, "groups": attributes.get("group", 1), "weight": tensor(inputs[1])}
    if len(inputs) > 2:
        found["bias"] = tensor(inputs[2])["data"]
    if node.op_type == "Conv":
        return {**found, "weightLayout": "OIk"}
    if "output_shape" in attributes:
        found["outputSize"] = list(attributes["output_shape"])
    return {
        **found,
        "weightLayout": "IOk",
        "transposed": True,
        "outputPadding": list(attributes.get("output_padding", [0] * rank)),
    }


def following(source, node, inputs, output, attributes):
    """Batch normalization in inference or an activation; numbers without the axes of maps are one map of one axis."""
    if attributes.get("training_mode", 0) or any(array.dtype != numpy.float32 for array in [*inputs, output]):
        return None
    as_maps = lambda array: array if 3 <= array.ndim <= 5 else array.reshape(1, 1, -1)
    if node.op_type == "BatchNormalization":
        if inputs[0].ndim < 3:
            return None
        step = {"type": "batch_norm", "epsilon": attributes.get("epsilon", 1e-5), **{n: n for n in STATISTICS}}
    elif node.op_type == "Gelu":
        tanh = attributes.get("approximate", b"none") == b"tanh"
        step = {"type": "activation", "function": "gelu_tanh" if tanh else "gelu"}
    else:
        name, parameters = ACTIVATIONS[node.op_type]
        values = {ours: attributes.get(theirs, default) for ours, (theirs, default) in parameters.items()}
        step = {"type": "activation", "function": name, **({"parameters": values} if values else {})}
    return {
        "source": f"onnx {source}",
        "layout": "channels_first",
        "step": {"op": node.op_type, "framework": "onnx", "dataFormat": "channels_first", "input": "x", **step},
        "tensors": {n: tensor(a) for n, a in zip(STATISTICS, inputs[1:])},
        "input": tensor(as_maps(inputs[0])),
        "output": tensor(as_maps(output)),
        "tolerance": 1e-4,
    }


OURS = ("Conv", "ConvTranspose", "BatchNormalization", "Gelu", *POOLS, *WHOLE_POOLS, *ACTIVATIONS)


def one_of_ours(nodes):
    return len(nodes) == 1 and nodes[0].op_type in OURS


def node_tests():
    for case in collect_testcases(None):
        nodes = case.model.graph.node if case.model is not None else []
        if one_of_ours(nodes):
            for inputs, outputs in case.data_sets:
                yield row(case.name, nodes[0], inputs, outputs[0])


def converted_tests():
    for folder in ("pytorch-converted", "pytorch-operator"):
        for name in sorted(os.listdir(os.path.join(DATA, folder))):
            path = os.path.join(DATA, folder, name)
            model = onnx.load(os.path.join(path, "model.onnx"))
            nodes = model.graph.node
            if not one_of_ours(nodes):
                continue
            known = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
            free = [i.name for i in model.graph.input if i.name not in known]
            data = os.path.join(path, "test_data_set_0")
            for index, name_of_input in enumerate(free):
                known[name_of_input] = read(os.path.join(data, f"input_{index}.pb"))
            inputs = [known[name_of_input] for name_of_input in nodes[0].input]
            yield row(f"{folder} {name}", nodes[0], inputs, read(os.path.join(data, "output_0.pb")))


def read(file):
    with open(file, "rb") as stream:
        return numpy_helper.to_array(onnx.TensorProto.FromString(stream.read()))


# Larger ones say no more than these do.
MAX_CHARACTERS = 20_000

for found in filter(None, [*node_tests(), *converted_tests()]):
    # Numbers that are whole are written so.
    text = re.sub(r"(\d)\.0(?=[,\]])", r"\1", json.dumps(found))
    if len(text) < MAX_CHARACTERS:
        sys.stdout.write(text + "\n")
