/**
 * Weights that are computed from others: `torch.nn.utils.weight_norm`, `spectral_norm`, pruning
 * (torch/nn/utils/weight_norm.py, spectral_norm.py, prune.py). The weight becomes a plain attribute of the same shape, and
 * what it is computed from takes its place among the parameters and buffers.
 */
import { isNumber, normalizeAxis, productOf, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, type Bound } from '../../../python/interpreter/native';
import {
  NONE,
  type InstanceValue,
  type NativeFunction,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { parameterOf, tensorOf } from '../tensor';
import { isModule, store, stored, unstore } from './state';

/** A parameter that takes a weight's place, or a buffer beside it. */
type Part = { suffix: string; shape: Shape; buffer?: boolean };

/** Puts parts in the place of a parameter; does nothing where it is not known. */
function replace(cx: Context, module: Value, name: string | undefined, partsOf: (weight: Shape) => Part[]): void {
  if (!isModule(module) || name === undefined) return;
  const weight = stored(module, '_parameters', name);
  if (weight?.kind !== 'tensor' || !weight.shape) return;
  unstore(cx, module, '_parameters', name);
  for (const { suffix, shape, buffer } of partsOf(weight.shape)) {
    const part = buffer ? tensorOf(shape, weight.dtype) : parameterOf(shape, weight.dtype);
    store(cx, module, buffer ? '_buffers' : '_parameters', name + suffix, part);
  }
  cx.touch(module);
  module.attrs.set(name, tensorOf(weight.shape, weight.dtype));
}

/** Makes a weight a parameter again and takes its parts away. @throws PyError ValueError where it is none */
function restore(
  cx: Context,
  module: Value,
  name: string | undefined,
  suffixes: readonly string[],
  what: string,
): void {
  if (!isModule(module) || name === undefined) return;
  const parts = suffixes.map((suffix) => name + suffix);
  const first = partOf(module, parts[0]);
  const weight = module.attrs.get(name);
  if (!first || weight?.kind !== 'tensor')
    throw new PyError('ValueError', `${what} of '${name}' not found in ${module.cls.name}`);
  for (const part of parts) if (!unstore(cx, module, '_parameters', part)) unstore(cx, module, '_buffers', part);
  cx.touch(module);
  module.attrs.delete(name);
  store(cx, module, '_parameters', name, parameterOf(weight.shape ?? [], weight.dtype));
}

const partOf = (module: InstanceValue, name: string): TensorValue | undefined => {
  const value = stored(module, '_parameters', name) ?? stored(module, '_buffers', name);
  return value?.kind === 'tensor' ? value : undefined;
};

/** The lengths of the vectors along one axis, or one length of all. */
function lengths(weight: Shape, dim: number | undefined): Shape {
  if (dim === undefined || dim === -1) return [];
  const axis = normalizeAxis(dim, weight.length, 'weight_norm');
  return weight.map((size, i) => (i === axis ? size : 1));
}

const changing = (name: string, signature: string, change: (a: Bound, cx: Context) => void): NativeFunction =>
  native(name, signature, (a, cx) => {
    change(a, cx);
    return a.get('module');
  });

const weightNorm = changing('weight_norm', "module, name='weight', dim=0", (a, cx) =>
  replace(cx, a.get('module'), a.str('name'), (weight) => [
    { suffix: '_g', shape: lengths(weight, a.isNone('dim') ? undefined : a.number('dim')) },
    { suffix: '_v', shape: weight },
  ]),
);

/** The rows of a weight as the matrix whose largest singular value is taken. */
function spectralParts(weight: Shape, dim: number): Part[] {
  const rest: Dim = productOf(weight.filter((_, i) => i !== dim));
  return [
    { suffix: '_orig', shape: weight },
    { suffix: '_u', shape: [weight[dim]], buffer: true },
    { suffix: '_v', shape: [rest], buffer: true },
  ];
}

const spectralNorm = changing(
  'spectral_norm',
  "module, name='weight', n_power_iterations=1, eps=1e-12, dim=None",
  (a, cx) => {
    const module = a.get('module');
    const turned = isModule(module) && module.cls.mro.some((cls) => /^ConvTranspose\dd$/.test(cls.name));
    const dim = a.isNone('dim') ? (turned ? 1 : 0) : a.number('dim');
    if (dim !== undefined && isNumber(dim)) replace(cx, module, a.str('name'), (weight) => spectralParts(weight, dim));
  },
);

export const reparameterizing: Record<string, Value> = {
  weight_norm: weightNorm,
  remove_weight_norm: changing('remove_weight_norm', "module, name='weight'", (a, cx) =>
    restore(cx, a.get('module'), a.str('name'), ['_g', '_v'], 'weight_norm'),
  ),
  spectral_norm: spectralNorm,
  remove_spectral_norm: changing('remove_spectral_norm', "module, name='weight'", (a, cx) =>
    restore(cx, a.get('module'), a.str('name'), ['_orig', '_u', '_v'], 'spectral_norm'),
  ),
};

const pruneOne = (cx: Context, module: Value, name: string | undefined): void =>
  replace(cx, module, name, (weight) => [
    { suffix: '_orig', shape: weight },
    { suffix: '_mask', shape: weight, buffer: true },
  ]);

const pruned = (name: string) =>
  changing(name, 'module, name, *args, **kwargs', (a, cx) => pruneOne(cx, a.get('module'), a.str('name')));

export const pruneAttributes: Record<string, Value> = {
  ...Object.fromEntries(
    [
      'identity',
      'random_unstructured',
      'l1_unstructured',
      'random_structured',
      'ln_structured',
      'custom_from_mask',
    ].map((name) => [name, pruned(name)]),
  ),
  global_unstructured: native('global_unstructured', 'parameters, *args, **kwargs', (a, cx) => {
    for (const pair of cx.sequence(a.get('parameters')) ?? []) {
      const [module, name] = cx.sequence(pair) ?? [];
      if (module && name?.kind === 'str') pruneOne(cx, module, name.value);
    }
    return NONE;
  }),
  remove: changing('remove', 'module, name', (a, cx) =>
    restore(cx, a.get('module'), a.str('name'), ['_orig', '_mask'], 'pruning'),
  ),
};
