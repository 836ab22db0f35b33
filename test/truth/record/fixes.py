"""Runs programs and what fixes make of them: `shape` of what each calls y, or the `error` that stops it, and whether numbers stay the same.

    python fixes.py < ROWS > ROWS

A row is {"name", "program", "fixes": [{"subject", "program"}]}; `fixes.test.ts` asks for them and holds the file up to date. Written with
TensorFlow 2.21, Keras 3.15 and Flax 0.12 on a CPU. Programs of TensorFlow alone run as the body of a `tf.function`, which checks what
eager oneDNN kernels pass over.
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf


def in_graph(made, names):
    """The static shape of y in a graph of TensorFlow 1, which a session runs with a batch of 2 for x."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        y = made()
        session.run(tf.compat.v1.global_variables_initializer())
        x = names["x"]
        session.run(y, {x: np.zeros([size or 2 for size in x.shape], np.float32)})
        return y.shape.as_list()


def run(program):
    """The shape of y and its numbers, where they do not depend on weights drawn at random."""
    keras.backend.clear_session()
    names = {}

    def made():
        exec(compile(program, "main.py", "exec"), names)
        return names["y"]

    try:
        if "disable_eager_execution" in program:
            program = program.replace("tf.disable_eager_execution()\n", "")
            return in_graph(made, names), None
        if "keras" in program:
            return list(made().shape), None
        y = made() if "jax" in program else tf.function(made)()
        return list(y.shape), np.asarray(y)
    except Exception as error:
        return type(error).__name__, None


def answer(row):
    shape, numbers = run(row["program"])
    key = "error" if isinstance(shape, str) else "shape"
    fixes = []
    for fix in row["fixes"]:
        fixed, others = run(fix["program"])
        told = {"error" if isinstance(fixed, str) else "shape": fixed}
        if numbers is not None and others is not None:
            told["same"] = numbers.shape == others.shape and bool(np.allclose(numbers, others))
        fixes.append({"subject": fix["subject"], "program": fix["program"], **told})
    return {"name": row["name"], "program": row["program"], key: shape, "fixes": fixes}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
