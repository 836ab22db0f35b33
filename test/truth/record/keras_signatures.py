"""The parameters of Keras' operations and layers, as the installed Keras declares them.

    python test/truth/record/keras_signatures.py > test/truth/data/keras_signatures.json
"""
import inspect
import json

import keras


def signature(function):
    parameters = list(inspect.signature(function).parameters.values())
    if parameters and parameters[0].name == "self":
        parameters = parameters[1:]
    kept = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)]
    return ", ".join(str(p.replace(annotation=p.empty)) for p in kept)


def functions(module):
    named = ((name, getattr(module, name)) for name in sorted(dir(module)) if not name.startswith("_"))
    return {name: signature(value) for name, value in named if inspect.isfunction(value)}


def layers():
    named = ((name, getattr(keras.layers, name)) for name in sorted(dir(keras.layers)))
    return {
        name: signature(cls.__init__)
        for name, cls in named
        if inspect.isclass(cls) and issubclass(cls, keras.layers.Layer) and not name.startswith("_")
    }


recorded = {
    "keras": keras.__version__,
    "keras.ops": functions(keras.ops),
    "keras.ops.image": functions(keras.ops.image),
    "keras.random": functions(keras.random),
    "keras.layers": layers(),
}
print(json.dumps(recorded, indent=1))
