/** What `load_state_dict` refuses: weights of other shapes, and names that only one side has (torch/nn/modules/module.py). */
import { equalDims, formatShape, type Shape } from '../../../shape';
import { said, type Saying } from '../../../protocol/say';
import { PyError } from '../../../python/interpreter/errors';
import {
  FunctionValue,
  type DictValue,
  type InstanceValue,
  type TensorValue,
} from '../../../python/interpreter/values';
import { allModules, isParameter, storeOf } from './state';

/**
 * Compares the weights of a model with those that it shall load. Where the model changes what it loads by hooks or
 * methods of its own, nothing is certain.
 * @param own the model's `state_dict()`
 * @throws PyError RuntimeError `weight-mismatch`
 */
export function checkLoading(model: InstanceValue, own: DictValue, given: DictValue, isStrict: boolean): void {
  if (own.open || given.open || loadsItsWay(model)) return;
  const problem = otherShape(own, given) ?? (isStrict ? otherNames(own, given) : undefined);
  if (!problem) return;
  throw new PyError(
    'RuntimeError',
    said`Error(s) in loading state_dict for ${model.cls.name}: ${problem}`,
    'weight-mismatch',
  );
}

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

/** Names of parameters alone: which buffers are kept in a state_dict is a setting of theirs. */
function otherNames(own: DictValue, given: DictValue): Saying | undefined {
  const missing = firstBeyond(own, given);
  if (missing) return said`${missing} is in the model, but not in the state_dict.`;
  const unexpected = firstBeyond(given, own);
  return unexpected === undefined ? undefined : said`${unexpected} is in the state_dict, but not in the model.`;
}

function firstBeyond(names: DictValue, known: DictValue): string | undefined {
  for (const [key, { key: name, value }] of names.entries) {
    if (!known.entries.has(key) && name.kind === 'str' && isParameter(value as TensorValue)) return name.value;
  }
  return undefined;
}
