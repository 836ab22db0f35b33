/** Initialiser objects of Keras and TensorFlow 1. */
import { fromFlat } from '../../compute/ndarray';
import type { Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { NONE, type ClassValue, type InstanceValue, type Value } from '../../python/interpreter/values';
import { dtypeArg, storedDtype } from '../common/dtypes';
import { affordable } from '../common/tensors';
import {
  Initializer,
  constantNumbers,
  namedInitializer,
  randomNumbers,
  scaledDistribution,
  type Distribution,
} from './initialNumbers';
import { isStatic, numberOf, readShape } from './staticShape';
import { makeTensor } from './tensorClasses';

type Numbers = Initializer['numbers'];

/** A class of initialisers: `numbers` is made of the constructor's arguments. */
function initializerClass(name: string, signature: string, numbers: (a: Bound) => Numbers): ClassValue {
  return nativeClass('keras.initializers', name, [types.object], {
    __init__: native('__init__', `self${signature ? `, ${signature}` : ''}, **kwargs`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      self.native = new Initializer(numbers(a));
      return NONE;
    }),
    __call__: native('__call__', 'self, shape, dtype=None, partition_info=None, **kwargs', (a, cx) => {
      const shape = readShape(a.get('shape'), cx, 'shape');
      if (!shape) return cx.unknown('the shape to initialise is not known');
      const dtype = dtypeArg(a.get('dtype')) ?? 'float32';
      const { native: rule } = a.get('self') as InstanceValue;
      return makeTensor(shape, dtype, rule instanceof Initializer ? rule.numbers(cx, shape, dtype) : undefined);
    }),
  });
}

const named =
  (name: string): ((a: Bound) => Numbers) =>
  () =>
  (cx, shape, dtype) =>
    namedInitializer(cx, name, shape, dtype);

function drawn(from: (a: Bound) => Distribution | undefined): (a: Bound) => Numbers {
  return (a) => {
    const distribution = from(a);
    return (cx, shape, dtype) => distribution && randomNumbers(cx, shape, dtype, distribution);
  };
}

const normal = (kind: 'normal' | 'truncated') =>
  drawn((a) => {
    const [mean, std] = [numberOf(a.get('mean')), numberOf(a.get('stddev'))];
    return mean === undefined || std === undefined ? undefined : { kind, mean, std };
  });

const uniform = drawn((a) => {
  const [low, high] = [numberOf(a.get('minval')), a.isNone('maxval') ? 1 : numberOf(a.get('maxval'))];
  return low === undefined || high === undefined ? undefined : { kind: 'uniform', low, high };
});

/** One value everywhere, or an array of the shape. */
const constant = (a: Bound): Numbers => {
  const value = a.get('value');
  return (cx, shape, dtype) => {
    if (value.kind === 'tensor') return value.data;
    const items = value.kind === 'list' || value.kind === 'tuple' ? flatNumbers(cx, value) : undefined;
    if (items) return arrayOf(cx, shape, dtype, items);
    const number = value.kind === 'int' || value.kind === 'float' ? value.value : undefined;
    return typeof number === 'number' ? constantNumbers(cx, shape, dtype, number) : undefined;
  };
};

function flatNumbers(cx: Context, value: Value): number[] | undefined {
  const numbers: number[] = [];
  for (const item of cx.sequence(value) ?? []) {
    if (item.kind === 'list' || item.kind === 'tuple') numbers.push(...(flatNumbers(cx, item) ?? [NaN]));
    else
      numbers.push((item.kind === 'int' || item.kind === 'float') && typeof item.value === 'number' ? item.value : NaN);
  }
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

function arrayOf(cx: Context, shape: Shape, dtype: string, items: number[]): ReturnType<Numbers> {
  const [sizes, stored] = [affordable(cx, shape), storedDtype(dtype)];
  const fits = sizes && sizes.reduce((product, size) => product * size, 1) === items.length;
  return fits && stored ? fromFlat(sizes, items, stored) : undefined;
}

/** `xavier_initializer(uniform=True)` and its relatives of `tf.contrib.layers`. */
const xavier =
  (family: string) =>
  (a: Bound): Numbers => {
    const kind = a.truth('uniform') === false ? 'normal' : 'uniform';
    return (cx, shape, dtype) => {
      const from = isStatic(shape) ? scaledDistribution(`${family}_${kind}`, shape) : undefined;
      return from && randomNumbers(cx, shape, dtype, from);
    };
  };

const SEED = 'seed=None, dtype=None';

export const initializerClasses: Record<string, ClassValue> = {
  Zeros: initializerClass('Zeros', 'dtype=None', named('zeros')),
  Ones: initializerClass('Ones', 'dtype=None', named('ones')),
  Constant: initializerClass('Constant', 'value=0.0, dtype=None, verify_shape=False', constant),
  RandomNormal: initializerClass('RandomNormal', `mean=0.0, stddev=0.05, ${SEED}`, normal('normal')),
  TruncatedNormal: initializerClass('TruncatedNormal', `mean=0.0, stddev=0.05, ${SEED}`, normal('truncated')),
  RandomUniform: initializerClass('RandomUniform', `minval=-0.05, maxval=0.05, ${SEED}`, uniform),
  GlorotUniform: initializerClass('GlorotUniform', SEED, named('glorot_uniform')),
  GlorotNormal: initializerClass('GlorotNormal', SEED, named('glorot_normal')),
  HeUniform: initializerClass('HeUniform', SEED, named('he_uniform')),
  HeNormal: initializerClass('HeNormal', SEED, named('he_normal')),
  LecunUniform: initializerClass('LecunUniform', SEED, named('lecun_uniform')),
  LecunNormal: initializerClass('LecunNormal', SEED, named('lecun_normal')),
  Orthogonal: initializerClass('Orthogonal', `gain=1.0, ${SEED}`, named('orthogonal')),
  Identity: initializerClass('Identity', 'gain=1.0', named('identity')),
  VarianceScaling: initializerClass(
    'VarianceScaling',
    `scale=1.0, mode='fan_in', distribution='truncated_normal', ${SEED}`,
    named('lecun_normal'),
  ),
};

/** Names by which Keras 2 and TensorFlow 1 know the same classes. */
export const initializerAliases: Record<string, ClassValue> = {
  zeros: initializerClasses.Zeros,
  ones: initializerClasses.Ones,
  constant: initializerClasses.Constant,
  random_normal: initializerClasses.RandomNormal,
  truncated_normal: initializerClasses.TruncatedNormal,
  random_uniform: initializerClasses.RandomUniform,
  glorot_uniform: initializerClasses.GlorotUniform,
  glorot_normal: initializerClasses.GlorotNormal,
  he_uniform: initializerClasses.HeUniform,
  he_normal: initializerClasses.HeNormal,
  lecun_uniform: initializerClasses.LecunUniform,
  lecun_normal: initializerClasses.LecunNormal,
  orthogonal: initializerClasses.Orthogonal,
  variance_scaling: initializerClasses.VarianceScaling,
};

/** `tf.*_initializer` of TensorFlow 1: the standard deviation is 1 where Keras has 0.05. */
export const v1Initializers: Record<string, ClassValue> = {
  zeros_initializer: initializerClasses.Zeros,
  ones_initializer: initializerClasses.Ones,
  constant_initializer: initializerClasses.Constant,
  random_normal_initializer: initializerClass(
    'random_normal_initializer',
    `mean=0.0, stddev=1.0, ${SEED}`,
    normal('normal'),
  ),
  truncated_normal_initializer: initializerClass(
    'truncated_normal_initializer',
    `mean=0.0, stddev=1.0, ${SEED}`,
    normal('truncated'),
  ),
  random_uniform_initializer: initializerClass(
    'random_uniform_initializer',
    `minval=0.0, maxval=None, ${SEED}`,
    uniform,
  ),
  uniform_unit_scaling_initializer: initializerClass(
    'uniform_unit_scaling_initializer',
    `factor=1.0, ${SEED}`,
    named('lecun_uniform'),
  ),
  variance_scaling_initializer: initializerClasses.VarianceScaling,
  glorot_uniform_initializer: initializerClasses.GlorotUniform,
  glorot_normal_initializer: initializerClasses.GlorotNormal,
  orthogonal_initializer: initializerClasses.Orthogonal,
};

/** `tf.contrib.layers.*_initializer`. */
export const contribInitializers: Record<string, ClassValue> = {
  xavier_initializer: initializerClass('xavier_initializer', `uniform=True, ${SEED}`, xavier('glorot')),
  xavier_initializer_conv2d: initializerClass('xavier_initializer', `uniform=True, ${SEED}`, xavier('glorot')),
  variance_scaling_initializer: initializerClass(
    'variance_scaling_initializer',
    `factor=2.0, mode='FAN_IN', uniform=False, ${SEED}`,
    xavier('he'),
  ),
};
