/** Eager tensors as TensorFlow prints them (tensorflow/python/framework/ops.py, `EagerTensor.__str__`, `__repr__`). */
import type { NdArray } from '../../../compute/ndarray';
import { arrayRepr, arrayText, scalarText, tupleText } from './numpy';

/** `str(tensor)`: `tf.Tensor([1. 2.], shape=(2,), dtype=float32)`; what has several lines starts on its own. */
export function tensorflowText(array: NdArray): string {
  return `tf.Tensor(${ownLine(arrayText(array))}, shape=${tupleText(array.shape)}, dtype=${array.dtype})`;
}

/** The numbers as `repr` shows them behind `numpy=`. */
export function tensorflowValue(array: NdArray): string {
  const text = array.shape.length === 0 ? scalarText(array.data[0], array.dtype) : arrayRepr(array);
  return `numpy=${ownLine(text)}`;
}

/** `repr(tensor)`: `<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>`. */
export function tensorflowRepr(array: NdArray): string {
  return `<tf.Tensor: shape=${tupleText(array.shape)}, dtype=${array.dtype}, ${tensorflowValue(array)}>`;
}

const ownLine = (text: string): string => (text.includes('\n') ? `\n${text}` : text);
