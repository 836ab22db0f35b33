"""Records models of keras.applications in settings of their own: totals, and a digest of every layer.

    python keras_applications.py > ../data/keras_applications_settings.jsonl

The digest is the SHA-1 of `[name, class, output shape, params]` of all layers but inputs, sorted, as compact JSON. Written with Keras 3.15 on the TensorFlow backend.
"""

import hashlib
import json

import keras

SMALL = ["DenseNet121", "EfficientNetV2B0", "MobileNetV3Large", "NASNetMobile", "ResNet50V2", "VGG16", "Xception"]
FIRST, LAST = "channels_first", "channels_last"
OTHERS = [
    (FIRST, "InceptionResNetV2(weights=None, include_top=False)"),
    (FIRST, "EfficientNetB3(weights=None)"),
    (LAST, "DenseNet201(weights=None, include_top=False, pooling='max')"),
    (FIRST, "ResNet101V2(weights=None, include_top=False)"),
    (LAST, "EfficientNetV2S(weights=None)"),
    (FIRST, "VGG19(weights=None, include_top=False, pooling='max')"),
    (FIRST, "MobileNetV3Small(weights=None, minimalistic=True)"),
]


def settings():
    """Pairs of a data format and an expression that makes a model."""
    for name in SMALL:
        yield FIRST, f"keras.applications.{name}(weights=None)"
        yield LAST, (
            f"keras.applications.{name}(weights=None, include_top=False, input_shape=(139, 171, 3), pooling='avg')"
        )
    for alpha in (0.5, 1.4):
        yield LAST, f"keras.applications.MobileNet(weights=None, alpha={alpha}, depth_multiplier=2)"
        yield FIRST, f"keras.applications.MobileNetV2(weights=None, alpha={alpha}, input_shape=(3, 96, 96))"
        yield LAST, f"keras.applications.MobileNetV3Small(weights=None, alpha={alpha}, minimalistic=True)"
    for data_format, call in OTHERS:
        yield data_format, f"keras.applications.{call}"


def record(data_format, expr):
    keras.backend.clear_session()
    keras.backend.set_image_data_format(data_format)
    try:
        model = eval(expr)
    except ValueError as error:
        return {"format": data_format, "expr": expr, "error": str(error).split(".")[0]}
    rows = sorted(
        [layer.name, type(layer).__name__, list(layer.output.shape), layer.count_params()]
        for layer in model.layers
        if type(layer).__name__ != "InputLayer"
    )
    digest = hashlib.sha1(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
    total = {"output": list(model.output.shape), "params": model.count_params(), "layers": len(rows)}
    return {"format": data_format, "expr": expr, **total, "digest": digest}


if __name__ == "__main__":
    for data_format, expr in settings():
        print(json.dumps(record(data_format, expr)), flush=True)
