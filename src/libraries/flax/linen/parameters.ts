/** The parameters and statistics of a module as it asks for them: those it was given, else new ones. */
import type { Context } from '../../../python/interpreter/context';
import type { InstanceValue, TensorValue } from '../../../python/interpreter/values';
import { equalDims, formatShape, ShapeError, type Shape } from '../../../shape';
import { makeArray } from '../../jax/arrays';
import { said } from '../../../protocol/say';
import { checkPresent, currentRun, takeStream } from './run';
import { pathOf, setVariable, variable } from './state';

/** A parameter that is made takes a key of the stream `params`. @throws PyError InvalidRngError */
export function takesKey(cx: Context, self: InstanceValue): void {
  if (currentRun(cx)?.kind === 'init') takeStream(cx, self, 'params');
}

/**
 * A parameter or statistic of a layer: the one it has, else a new one.
 * @throws ShapeError `weight-mismatch` where the one it has certainly has another shape (ScopeParamShapeError)
 */
export function parameter(
  cx: Context,
  self: InstanceValue,
  name: string,
  shape: Shape,
  from = 'params',
  dtype: string | undefined = 'float32',
): TensorValue {
  const existing = variable(cx, self, name, from);
  if (existing?.kind === 'tensor') {
    if (from === 'params') checkShape(self, name, existing, shape);
    return existing;
  }
  if (!existing) checkPresent(cx, self, from, name);
  if (!existing && from === 'params') takesKey(cx, self);
  const made = makeArray(shape, dtype);
  if (!existing) setVariable(cx, self, name, from, made);
  return made;
}

/** @throws ShapeError `weight-mismatch` */
export function checkShape(self: InstanceValue, name: string, existing: TensorValue, shape: Shape): void {
  const has = existing.shape;
  if (!has) return;
  const differs = has.length !== shape.length || has.some((size, i) => equalDims(size, shape[i]) === false);
  if (!differs) return;
  throw new ShapeError(
    'weight-mismatch',
    said`The parameter "${name}" of ${pathOf(self)} has shape ${formatShape(has)}, but this input needs ${formatShape(shape)}: the module was initialized with another input. Give it inputs of the shape it was initialized with.`,
  );
}
