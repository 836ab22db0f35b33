/**
 * What the symbolic tensors of a functional model refuse (`KerasTensor`, keras/src/backend/common/keras_tensor.py, Keras 3.15). Keras 2
 * refuses the same, but goes through rows where their number is known.
 */
import { PyError } from '../../python/interpreter/errors';
import { NativeFunction, type TensorValue } from '../../python/interpreter/values';
import { isNumber } from '../../shape';
import { said, type Saying } from '../../protocol/say';
import { informOnce } from '../tensorflow/state';
import { kerasTensorClass, tensorBase } from '../tensorflow/tensorClasses';
import { isInsideCall } from './names';

const ROWS = said`A symbolic Keras tensor can not be iterated or unpacked: it stands for a batch that comes later. Take parts of it with an index (x[:, 0]), or make it with one Input each.`;
const TRUTH = said`A symbolic Keras tensor is neither true nor false: it has no numbers yet. Use keras.ops.where or keras.ops.cond, or "is not None" to ask whether there is a tensor.`;
const NUMBER = said`A symbolic Keras tensor is no Python number: it has no numbers yet. Use keras.ops.cast.`;

const REFUSALS: readonly (readonly [method: string, error: string, words: Saying])[] = [
  ['__iter__', 'NotImplementedError', ROWS],
  ['__contains__', 'NotImplementedError', ROWS],
  [
    '__len__',
    'TypeError',
    said`A symbolic Keras tensor has no len(). Use x.shape[0], or keras.ops.shape(x)[0] where that is None.`,
  ],
  ['__bool__', 'TypeError', TRUTH],
  ['__int__', 'ValueError', NUMBER],
  ['__float__', 'ValueError', NUMBER],
];

for (const [method, error, words] of REFUSALS) kerasTensorClass.attrs.set(method, refusing(method, error, words));

function refusing(method: string, error: string, words: Saying): NativeFunction {
  return new NativeFunction(method, (cx, call) => {
    const otherwise = tensorBase.lookup(method) as NativeFunction;
    // What a layer's call is given stands for numbers too, and AutoGraph may have rewritten the code.
    // What nobody gives may be a list or an array of numbers as well.
    if (isInsideCall(cx) || cx.isSupposing) return otherwise.impl(cx, call);
    if (cx.mode === 'analysis' && method === '__iter__' && hasKnownRows(call.args[0] as TensorValue)) {
      informOnce(
        cx,
        'symbolic-tensor',
        said`Keras 3 refuses to go through the rows of a symbolic tensor; Keras 2 does where their number is known.`,
      );
      return otherwise.impl(cx, call);
    }
    throw new PyError(error, words, 'symbolic-tensor');
  });
}

const hasKnownRows = ({ shape }: TensorValue): boolean => isNumber(shape?.[0] ?? NaN);
