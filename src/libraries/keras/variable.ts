/** `keras.Variable` of Keras 3: a weight on its own, which a layer that keeps it counts among its own (keras/src/backend/common/variables.py). */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native, type Bound } from '../../python/interpreter/native';
import { ClassValue, type TensorValue, type Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';
import { dtypeArg } from '../common/dtypes';
import { convert } from '../tensorflow/convert';
import { readShape } from '../tensorflow/staticShape';
import { kerasVariableClass, makeTensor, makeVariable, variableClass } from '../tensorflow/tensorClasses';

/** Variables that a program makes: `value` is an attribute of theirs, not a method as in TensorFlow. */
const madeClass = new ClassValue(
  'Variable',
  [variableClass],
  {
    value: getter('value', (variable) => {
      const { shape, dtype, data } = variable as TensorValue;
      return makeTensor(shape, dtype, data);
    }),
  },
  'keras',
);

const made = native(
  'Variable',
  'initializer, shape=None, dtype=None, trainable=True, autocast=True, aggregation=None, synchronization=None, name=None, **kwargs',
  (a, cx) => {
    const dtype = dtypeArg(a.get('dtype'));
    const initial = initialOf(cx, a);
    const shape = a.isNone('shape') ? initial?.shape : readShape(a.get('shape'), cx, 'shape');
    const name = a.str('name') ?? 'variable';
    const trainable = a.truth('trainable') ?? true;
    return makeVariable(name, shape, dtype ?? initial?.dtype ?? 'float32', { trainable }, initial?.data, madeClass);
  },
);

/**
 * The value that a variable begins with; undefined where a function makes it of the shape, or it is not known.
 * @throws PyError ValueError for a function without a shape
 */
function initialOf(cx: Context, a: Bound): TensorValue | undefined {
  const initializer = a.get('initializer');
  if (initializer.kind === 'str' || isFunction(initializer)) {
    if (!a.isNone('shape')) return undefined;
    throw new PyError(
      'ValueError',
      said`When creating a Variable from an initializer, the \`shape\` argument should be specified. Received: initializer=${cx.repr(initializer)} and shape=None`,
      'argument-count',
    );
  }
  const value = convert(cx, initializer, dtypeArg(a.get('dtype')));
  return value.kind === 'tensor' ? value : undefined;
}

const isFunction = ({ kind }: Value): boolean => kind === 'function' || kind === 'native' || kind === 'instance';

kerasVariableClass.hooks = { construct: (cx, _cls, args, kwargs) => cx.call(made, args, kwargs) as TensorValue };

export const variable = kerasVariableClass;
