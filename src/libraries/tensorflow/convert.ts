/** Values as TensorFlow tensors: what every operation does with its arguments first. */
import type { Context } from '../../python/interpreter/context';
import { TensorValue, type Value } from '../../python/interpreter/values';
import { formatDim, isNumber, isSymbolic } from '../../shape';
import { astype } from '../../compute/ndarray';
import { elementsOf, withElements } from '../common/elements';
import { kindOf, storedDtype } from '../common/dtypes';
import { shapeOfTexts } from '../common/literals';
import { operandOf, makeTensor as makeAnyTensor } from '../common/tensors';
import { defaultDtype, tensorflow } from './family';
import { readSize } from './staticShape';
import { makeTensor, tensorBase, tensorClass } from './tensorClasses';
import { said } from '../../protocol/say';

/**
 * `tf.convert_to_tensor`: tensors stay, arrays and (nested) lists of numbers become tensors. An unknown value stays
 * unknown. Lists that hold tensors are stacked.
 */
export function convert(cx: Context, value: Value, dtype?: string): Value {
  if (value.kind === 'unknown' && value.symbol === undefined) return value;
  if (value.kind === 'tensor') return convertTensor(value, dtype);
  const texts = shapeOfTexts(value);
  if (texts) return makeTensor(texts, 'str');
  const supposed = supposedScalar(cx, value, dtype);
  if (supposed) return supposed;
  if (value.kind === 'instance' && value.cls.name === 'Dimension')
    return withElements(makeTensor([], dtype ?? 'int32'), [readSize(value, cx, 'a dimension')]);
  const operand = operandOf(cx, value, tensorflow);
  if (!operand) return cx.unknown(said`a ${cx.typeOf(value).name} is no tensor whose shape is known`);
  if (operand.tensor && !dtype) return operand.tensor;
  const own = dtype ?? operand.dtype ?? (operand.weak ? defaultDtype(operand.weak) : undefined);
  const reason = operand.shape ? undefined : operand.unknown;
  return makeAnyTensor(tensorClass, operand.shape, own, { data: operand.data, elements: operand.elements, reason });
}

/**
 * A parameter that nobody gave, or what was computed from it, reads as a number, though it may as well be a tensor:
 * that it has no axes is an assumption, and so is what follows from it.
 */
function supposedScalar(cx: Context, value: Value, dtype: string | undefined): TensorValue | undefined {
  // What is computed from it with fractions has no symbol any more: `x - 1e-12`.
  if (value.kind === 'float' && !isNumber(value.value)) cx.assumeNumber();
  const isSymbol =
    value.kind === 'unknown' ? value.symbol !== undefined : value.kind === 'int' && isSymbolic(value.value);
  if (!isSymbol) return undefined;
  const size = cx.dim(value);
  const scalar = new TensorValue(tensorClass, undefined, dtype ?? 'int32', undefined, formatDim(size));
  cx.assume(scalar, () => []);
  return dtype && kindOf(dtype) !== 'int' ? scalar : withElements(scalar, [size]);
}

function convertTensor(value: TensorValue, dtype: string | undefined): TensorValue {
  const ours = value.cls.isSubclassOf(tensorBase);
  if (ours && (!dtype || dtype === value.dtype)) return value;
  const to = dtype ?? value.dtype;
  const made = new TensorValue(tensorClass, value.shape, to, value.reason, value.assumable);
  const stored = storedDtype(to);
  if (value.data && stored) made.data = astype(value.data, stored);
  const elements = elementsOf(value);
  if (elements && !made.data && (!to || kindOf(to) === 'int')) withElements(made, elements);
  made.receptiveField = value.receptiveField;
  return made;
}

/**
 * A list argument of tensors, converted one by one; undefined where it is not known how many there are. Beside a
 * tensor with axes, a parameter that nobody gave is no number.
 */
export function tensorList(cx: Context, value: Value): TensorValue[] | undefined {
  const items = value.kind === 'tensor' ? undefined : cx.sequence(value);
  const hasAxes = items?.some((item) => item.kind === 'tensor' && item.shape?.length !== 0);
  const made = items?.map((item) =>
    hasAxes && item.kind === 'unknown'
      ? makeAnyTensor(tensorClass, undefined, undefined, { reason: item })
      : convert(cx, item),
  );
  return made?.every((item) => item.kind === 'tensor') ? (made as TensorValue[]) : undefined;
}
