/** `tf.random.Generator`: numbers of a shape, drawn from a state that nobody follows (TensorFlow 2.21, "tf.random.Generator"). */
import { native, nativeClass, staticMethod } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, NONE, list, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { op } from '../../python/interpreter/native';
import { readShape } from './staticShape';
import { result } from './ops/tensors';

/** A draw of a shape. */
const drawing = (name: string, rest: string, dtype: string): Value =>
  op(name, `self, shape, ${rest}name=None`, (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    if (!shape) return cx.unknown('the shape of the random numbers is not known');
    return result(shape, dtypeArg(a.get('dtype')) ?? dtype);
  });

const made = (): InstanceValue => new InstanceValue(generatorClass);
const making = (name: string): Value => staticMethod(native(name, '*args, **kwargs', made));

const generatorClass = nativeClass('tensorflow.random', 'Generator', [types.object], {
  __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
  from_seed: making('from_seed'),
  from_state: making('from_state'),
  from_key_counter: making('from_key_counter'),
  from_non_deterministic_state: making('from_non_deterministic_state'),
  normal: drawing('normal', 'mean=0.0, stddev=1.0, dtype=None, ', 'float32'),
  truncated_normal: drawing('truncated_normal', 'mean=0.0, stddev=1.0, dtype=None, ', 'float32'),
  uniform: drawing('uniform', 'minval=0, maxval=None, dtype=None, ', 'float32'),
  uniform_full_int: drawing('uniform_full_int', 'dtype=None, ', 'uint64'),
  binomial: drawing('binomial', 'counts, probs, dtype=None, ', 'int32'),
  make_seeds: native('make_seeds', 'self, count=1', (a, cx) => result([2, cx.dim(a.get('count'), 'count')], 'int64')),
  split: native('split', 'self, count=1', (a, cx) => {
    const count = a.number('count');
    return count === undefined
      ? cx.unknown('the number of generators is not known')
      : list(Array.from({ length: count }, made));
  }),
  skip: native('skip', 'self, delta', () => NONE),
  reset: native('reset', 'self, *args, **kwargs', () => NONE),
  reset_from_seed: native('reset_from_seed', 'self, seed, alg=None', () => NONE),
});

export const generators: Readonly<Record<string, Value>> = {
  Generator: generatorClass,
  get_global_generator: native('get_global_generator', '', made),
  set_global_generator: native('set_global_generator', 'generator', () => NONE),
};

/** Seeds of stateless functions: two numbers each. */
export const seeds: Readonly<Record<string, Value>> = {
  split: native('split', "seed, num=2, alg='auto_select'", (a) => result([a.dim('num'), 2], 'int32')),
  fold_in: native('fold_in', "seed, data, alg='auto_select'", () => result([2], 'int32')),
};
