"""What the libraries say to a row."""

import signal

import flax.linen as nn
import jax
import jax.numpy as jnp
import keras
import numpy as np
import tensorflow as tf
from flax import nnx

#: Seconds for one row; a few layers compile for long.
LIMIT = 20
NAMES = {"tf": tf, "keras": keras, "jax": jax, "jnp": jnp, "nn": nn, "nnx": nnx}
numbers = np.random.default_rng(0)


class NoRow(Exception):
    """The answer says nothing of shapes, or took too long."""


def answer(row):
    """`{output, params?}` or `{error}`. Raises NoRow."""
    signal.signal(signal.SIGALRM, expire)
    signal.alarm(LIMIT)
    try:
        result, params = ANSWERS[row["framework"], row["kind"]](row)
        output = shape_of(result)
        return {"output": output} if params is None else {"output": output, "params": params}
    except NoRow:
        raise
    except Exception as error:
        return {"error": str(error)[:100]}
    finally:
        signal.alarm(0)


def expire(*_):
    raise NoRow


def shape_of(value):
    """Sizes of a tensor, or a list of them for several."""
    if isinstance(value, (list, tuple)):
        return [shape_of(item) for item in value]
    if isinstance(value, (tf.RaggedTensor, tf.SparseTensor, dict)) or not hasattr(value, "shape"):
        raise NoRow
    if isinstance(value.shape, tf.TensorShape) and value.shape.rank is None:
        raise NoRow
    return [None if size is None else int(size) for size in value.shape]


def keras_layer(row):
    keras.backend.clear_session()
    layer = eval(row["expr"], dict(NAMES))
    output = layer(keras.Input(batch_shape=row["input"]))
    return output, layer.count_params()


def keras_operation(row):
    keras.backend.clear_session()
    return eval(row["expr"], {**NAMES, "x": keras.Input(batch_shape=row["input"])}), None


def tensorflow(row):
    if "input" not in row:
        with tf.Graph().as_default():
            return eval(row["expr"], dict(NAMES)), None
    tensors = {"x": row["input"], **row.get("vars", {})}
    return eval(row["expr"], {**NAMES, **{n: tf.constant(numbers.random(s, dtype="float32")) for n, s in tensors.items()}}), None


def flax_layer(row):
    if row["expr"].startswith("nnx."):
        module = eval(row["expr"], dict(NAMES))
        x = numbers.random(row["input"], dtype="float32")
        output = module(jnp.asarray(x.astype("int32") if "Embed" in row["expr"] else x))
        return output, count(nnx.state(module, nnx.Param))
    module = eval(row["expr"], dict(NAMES))
    x = jax.ShapeDtypeStruct(tuple(row["input"]), jnp.int32 if "Embed" in row["expr"] else jnp.float32)
    keys = {"params": jax.random.PRNGKey(0), "dropout": jax.random.PRNGKey(0)}
    output, variables = jax.eval_shape(lambda value: module.init_with_output(keys, value), x)
    return output, count(variables.get("params", {}))


def count(parameters):
    return int(sum(np.prod(leaf.shape) for leaf in jax.tree_util.tree_leaves(parameters)))


def jax_operation(row):
    tensors = {"x": row["input"], **row.get("vars", {})}
    return eval(row["expr"], {**NAMES, **{n: jnp.asarray(numbers.random(s, dtype="float32")) for n, s in tensors.items()}}), None


ANSWERS = {
    ("keras", "module"): keras_layer,
    ("keras", "functional"): keras_operation,
    ("tf", "functional"): tensorflow,
    ("flax", "module"): flax_layer,
    ("flax", "op"): jax_operation,
}
