/** `nnx.Rngs` and its streams, which give keys and draw with them (flax/nnx/rnglib.py); keys are not followed. */
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { InstanceValue, NONE, NativeFunction, type ClassValue, type Value } from '../../../python/interpreter/values';
import { initializers } from '../../jax/initializers';
import { keysLike, random } from '../../jax/random';
import { said } from '../../../protocol/say';

const newKey = (): Value => keysLike(NONE, []);

/** `rngs.normal(shape)` is `jax.random.normal(rngs(), shape)`. */
const drawing = (name: string, draw: Value): Value =>
  new NativeFunction(name, (cx, { args, kwargs }) => cx.call(draw, [newKey(), ...args], kwargs));

/** `rngs.lecun_normal()` gives an initializer that needs no key. */
const initializing = (name: string, make: Value): Value =>
  new NativeFunction(name, (cx, { args, kwargs }) => drawing(name, cx.call(make, args, kwargs)));

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What a stream has of `jax.random` and of `jax.nn.initializers` (flax 0.12). */
const DRAWS = names(
  'bits uniform randint permutation choice normal multivariate_normal truncated_normal bernoulli beta cauchy dirichlet ' +
    'exponential gamma loggamma poisson gumbel categorical laplace logistic pareto t chisquare f rademacher maxwell ' +
    'double_sided_maxwell weibull_min orthogonal generalized_normal ball rayleigh wald geometric triangular lognormal ' +
    'binomial multinomial',
);
const INITIALIZERS = names(
  'delta_orthogonal glorot_normal glorot_uniform he_normal he_uniform kaiming_normal kaiming_uniform lecun_normal ' +
    'lecun_uniform variance_scaling xavier_normal xavier_uniform',
);

function method(name: string): Value | undefined {
  if (DRAWS.has(name)) return drawing(name, random[name] ?? unknownDraw(name));
  return INITIALIZERS.has(name) ? initializing(name, initializers[name] ?? unknownDraw(name)) : undefined;
}

const unknownDraw = (name: string): Value =>
  new NativeFunction(name, (cx) => cx.unknown(said`jax.random.${name} is not modelled`));

/** Streams of other keys, or of several in the place of one. */
const same = (name: string): Value => native(name, 'self, *args, **kwargs', (a) => a.get('self'));

function givesKeys(name: string, other: () => Value | undefined): ClassValue {
  const cls = nativeClass('flax.nnx', name, [types.object], {
    __init__: native(name, 'self, *args, **kwargs', () => NONE),
    __call__: native('__call__', 'self, *args, **kwargs', newKey),
    __getitem__: native('__getitem__', 'self, key, /', (a) => other() ?? a.get('self')),
    fork: same('fork'),
    split: same('split'),
    broadcast: same('broadcast'),
  });
  cls.hooks = {
    getAttr: (_cx, _self, attribute) =>
      attribute.startsWith('_') || cls.attrs.has(attribute) ? undefined : (method(attribute) ?? other()),
  };
  return cls;
}

const stream = givesKeys('RngStream', () => undefined);

/** Any other attribute is a stream of that name. */
export const rngs = givesKeys('Rngs', () => new InstanceValue(stream));
