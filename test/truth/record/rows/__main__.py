"""Random calls of Keras, TensorFlow, Flax and JAX, with what the libraries answer: a shape, a count of parameters, or a refusal.

    python test/truth/record/rows SEED COUNT > rows.jsonl        all of them
    python test/truth/record/rows SEED COUNT flax_rows           one module's

Rows are drawn from the seed; those whose answer is no shape, or depends on the numbers in the input, are left out.
Written with TensorFlow 2.21, Keras 3.15, Flax 0.12 and JAX 0.10.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
# oneDNN's convolution gives an empty output the shape of its input; TensorFlow's own gives it its own.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import flax_rows
import keras_rows
import tensorflow_rows
from answer import NoRow, answer
from draw import Draw


def record(seed, count, modules):
    draw, seen, written = Draw(seed), set(), 0
    families = [family for module in modules for weight, family in module.FAMILIES for _ in range(weight)]
    for _ in range(4 * count):
        family = draw.pick(*families)
        row = family(draw)
        key = json.dumps(row)
        if key in seen:
            continue
        seen.add(key)
        try:
            answered = answer(row)
        except NoRow:
            continue
        name = f"{family.__module__.removesuffix('_rows')}-{family.__name__}"
        print(json.dumps({"id": f"{name}-{seed}-{written}", **row, **answered}), flush=True)
        written += 1
        if written == count:
            return


if __name__ == "__main__":
    wanted = sys.argv[3:]
    record(int(sys.argv[1]), int(sys.argv[2]), [m for m in (keras_rows, tensorflow_rows, flax_rows) if not wanted or m.__name__ in wanted])
