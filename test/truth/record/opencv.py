"""Records what OpenCV gives for arrays of many shapes: python opencv.py > ../data/opencv.jsonl

Made with opencv-python-headless 5.0.0. A row is an expression over the arrays of `ARRAYS`, with the shape and element type of
each array it gives, or `null` where OpenCV refuses it.
"""

import itertools
import json
import os

import cv2
import numpy as np

ARRAYS = {
    "a": "np.zeros((40, 60, 3), np.uint8)",
    "b": "np.zeros((41, 35, 3), np.float32)",
    "g": "np.zeros((40, 60), np.uint8)",
    "g1": "np.zeros((40, 60, 1), np.uint8)",
    "a4": "np.zeros((40, 60, 4), np.uint8)",
    "d": "np.zeros((40, 60, 3))",
    "i": "np.zeros((40, 60), np.int64)",
    "batch": "np.zeros((2, 40, 60, 3), np.uint8)",
    "none": "np.zeros((0, 60, 3), np.uint8)",
}
ON_ONE = [
    "cv2.resize({}, (32, 24))",
    "cv2.resize({}, dsize=(7, 9), interpolation=cv2.INTER_CUBIC)",
    "cv2.resize({}, None, fx=0.33, fy=0.25)",
    "cv2.resize({}, (0, 0), fx=1.5, fy=2, interpolation=cv2.INTER_NEAREST)",
    "cv2.resize({}, (32, 24), interpolation=cv2.INTER_NEAREST)",
    "cv2.resize({}, (32.0, 24))",
    "cv2.cvtColor({}, cv2.COLOR_BGR2RGB)",
    "cv2.cvtColor({}, cv2.COLOR_BGR2GRAY)",
    "cv2.cvtColor({}, cv2.COLOR_RGB2HSV)",
    "cv2.cvtColor({}, cv2.COLOR_HSV2RGB)",
    "cv2.cvtColor({}, cv2.COLOR_GRAY2BGR)",
    "cv2.cvtColor({}, cv2.COLOR_BGR2BGRA)",
    "cv2.cvtColor({}, cv2.COLOR_BGRA2BGR)",
    "cv2.cvtColor({}, cv2.COLOR_RGBA2GRAY)",
    "cv2.cvtColor({}, cv2.COLOR_BGR2YCrCb)",
    "cv2.cvtColor({}, cv2.COLOR_LAB2RGB)",
    "cv2.GaussianBlur({}, (5, 5), 0)",
    "cv2.blur({}, (3, 3))",
    "cv2.flip({}, 1)",
    "cv2.rotate({}, cv2.ROTATE_90_CLOCKWISE)",
    "cv2.rotate({}, cv2.ROTATE_180)",
    "cv2.rotate({}, cv2.ROTATE_90_COUNTERCLOCKWISE)",
    "cv2.transpose({})",
    "cv2.pyrDown({})",
    "cv2.pyrUp({})",
    "cv2.copyMakeBorder({}, 1, 2, 3, 4, cv2.BORDER_CONSTANT, value=0)",
    "cv2.warpAffine({}, np.eye(2, 3), (70, 80))",
    "cv2.warpPerspective({}, np.eye(3), (70, 80))",
    "cv2.Sobel({}, cv2.CV_64F, 1, 0, ksize=3)",
    "cv2.filter2D({}, -1, np.ones((3, 3)))",
    "cv2.erode({}, np.ones((3, 3)))",
    "cv2.morphologyEx({}, 2, np.ones((3, 3)))",
    "cv2.Canny({}, 100, 200)",
    "cv2.equalizeHist({})",
    "cv2.threshold({}, 127, 255, cv2.THRESH_BINARY)",
    "cv2.bitwise_not({})",
    "cv2.convertScaleAbs({})",
    "cv2.normalize({}, None, 0, 255, cv2.NORM_MINMAX)",
    "cv2.rectangle({}, (1, 1), (5, 5), 255, 2)",
    "cv2.dnn.blobFromImage({}, 1 / 255, (30, 20), (0, 0, 0), swapRB=True, crop=False)",
    "cv2.dnn.blobFromImage({})",
    "cv2.dnn.blobFromImages([{0}, {0}], 1.0, (30, 20))",
]
ON_TWO = [
    "cv2.addWeighted({}, 0.5, {}, 0.5, 0)",
    "cv2.add({}, {})",
    "cv2.absdiff({}, {})",
    "cv2.bitwise_and({}, {})",
    "cv2.hconcat([{}, {}])",
    "cv2.vconcat([{}, {}])",
]
OTHERS = [
    "cv2.Laplacian(a, cv2.CV_64F)",
    "cv2.Laplacian(b, cv2.CV_32F)",
    "cv2.split(a)",
    "cv2.split(g1)",
    "cv2.merge([g, g, g])",
    "cv2.merge((a, a))",
    "cv2.inRange(a, 0, 1)",
    "cv2.getRotationMatrix2D((3, 4), 45, 1.0)",
    "cv2.getStructuringElement(0, (5, 3))",
    "cv2.multiply(a, 2.0)",
    "cv2.bitwise_and(a, a, mask=g)",
]


def arrays_of(value):
    """The shape and element type of an array, or of those in a tuple."""
    if isinstance(value, tuple):
        return [arrays_of(item) for item in value if isinstance(item, np.ndarray)]
    return [list(value.shape), str(value.dtype)]


def answer(expr):
    """The row of an expression; of some that are not valid OpenCV crashes, hence a process of its own."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        arrays = {name: eval(text) for name, text in ARRAYS.items()}
        try:
            result = arrays_of(eval(expr, {"cv2": cv2, "np": np, **arrays}))
        except cv2.error:
            result = None
        os.write(writing, json.dumps({"expr": expr, "result": result}).encode())
        os._exit(0)
    os.wait()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return pipe.read()


def main():
    # What has no pixels, or 64-bit integers, is refused here and taken there: sizes are the subject.
    common = [name for name in ARRAYS if name not in ("none", "i")]
    expressions = [form.format(name) for i, form in enumerate(ON_ONE) for name in (ARRAYS if i < 6 else common)]
    expressions += [form.format(x, y) for form in ON_TWO for x, y in itertools.product(["a", "g", "g1", "b"], repeat=2)]
    print(json.dumps({"arrays": ARRAYS}))
    for expr in expressions + OTHERS:
        row = answer(expr)
        if row:
            print(row)


main()
