/** What `load_state_dict` refuses: weights of other shapes, and names that only one side has (torch/nn/modules/module.py). */
import { equalDims, formatShape, type Shape } from '../../../shape';
import { said, type Saying } from '../../../protocol/say';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import type { Context } from '../../../python/interpreter/context';
import {
  DictValue,
  FunctionValue,
  list,
  str,
  TupleValue,
  type InstanceValue,
  type Value,
} from '../../../python/interpreter/values';
import { writeNumbers } from '../../common/elementwise';
import { allModules, storeOf } from './state';
import { stateDict } from './stateDict';

const FIELDS = ['missing_keys', 'unexpected_keys'];

/** What `load_state_dict` gives: the names that only one side has. */
const incompatibleKeys = nativeClass('torch.nn.modules.module', '_IncompatibleKeys', [types.tuple], {
  ...Object.fromEntries(FIELDS.map((name, i) => [name, getter(name, (self) => (self as TupleValue).items[i])])),
  __repr__: native('__repr__', 'self', (a, cx) => {
    const { items } = a.get('self') as TupleValue;
    if (items.every((names) => names.kind === 'list' && names.items.length === 0))
      return str('<All keys matched successfully>');
    return str(`_IncompatibleKeys(${FIELDS.map((name, i) => `${name}=${cx.repr(items[i])}`).join(', ')})`);
  }),
});

/**
 * `Module.load_state_dict()`: the model has the numbers of the weights then, where those are known. Where the model changes what it
 * loads by hooks or methods of its own, nothing is certain.
 * @throws PyError RuntimeError `weight-mismatch`
 */
export function load(cx: Context, model: InstanceValue, given: Value, isStrict: boolean): Value {
  const own = stateDict(model, '');
  if (given.kind !== 'dict' || own.open || given.open || loadsItsWay(model)) {
    take(cx, own, new DictValue());
    return cx.unknown('which keys load_state_dict did not find is not known: weights are not read');
  }
  const [missing, unexpected] = [namesBeyond(own, given, CREATED), namesBeyond(given, own)];
  const problem = otherShape(own, given) ?? (isStrict ? otherNames(missing, unexpected) : undefined);
  if (problem) {
    throw new PyError(
      'RuntimeError',
      said`Error(s) in loading state_dict for ${model.cls.name}: ${problem}`,
      'weight-mismatch',
    );
  }
  take(cx, own, given, true);
  const names = (found: string[]): Value => list(found.map((name) => str(name)));
  return new TupleValue([names(missing), names(unexpected)], incompatibleKeys);
}

/** Puts the numbers of a state into the tensors of another; what is not known there is forgotten here. */
function take(cx: Context, own: DictValue, given: DictValue, keepsOthers = false): void {
  if (cx.mode !== 'run') return;
  for (const [key, { value }] of own.entries) {
    const other = given.entries.get(key)?.value;
    if (value.kind !== 'tensor' || (!other && keepsOthers)) continue;
    const numbers = other?.kind === 'tensor' ? other.data : undefined;
    writeNumbers(cx, value, numbers && { ...numbers, data: numbers.data.slice() });
  }
}

/** What a normalization makes anew where an older state does not have it (`_NormBase._load_from_state_dict`). */
const CREATED = /(^|\.)num_batches_tracked$/;

function loadsItsWay(model: InstanceValue): boolean {
  return allModules(model).some(
    ([, module]) =>
      module.cls.lookup('_load_from_state_dict') instanceof FunctionValue ||
      (storeOf(module, '_load_hooks')?.entries.size ?? 0) > 0,
  );
}

function otherShape(own: DictValue, given: DictValue): Saying | undefined {
  for (const [key, { key: name, value }] of own.entries) {
    const other = given.entries.get(key)?.value;
    if (value.kind !== 'tensor' || other?.kind !== 'tensor' || name.kind !== 'str') continue;
    if (value.shape && other.shape && differ(value.shape, other.shape)) {
      return said`${name.value} has shape ${formatShape(other.shape)} in the state_dict, but ${formatShape(value.shape)} in the model.`;
    }
  }
  return undefined;
}

/** Whether shapes certainly differ; one number may be stored with an axis or without. */
function differ(a: Shape, b: Shape): boolean {
  if (a.length === 0 && b.length === 1) return false;
  return a.length !== b.length || a.some((d, i) => equalDims(d, b[i]) === false);
}

function otherNames([missing]: string[], [unexpected]: string[]): Saying | undefined {
  if (missing !== undefined) return said`${missing} is in the model, but not in the state_dict.`;
  return unexpected === undefined ? undefined : said`${unexpected} is in the state_dict, but not in the model.`;
}

/** Names that only the first has. */
function namesBeyond(names: DictValue, known: DictValue, but?: RegExp): string[] {
  return [...names.entries].flatMap(([key, { key: name }]) =>
    !known.entries.has(key) && name.kind === 'str' && !but?.test(name.value) ? [name.value] : [],
  );
}
