import { assembleShape, axisRoles, defaultBatch, defaultLayout } from '../conv/roles';
import type { AxisRoles, WindowAxis } from '../conv/types';
import { atMost, isNumber, lessThan, unknownDim } from '../dim';
import { problemOf } from '../errors';
import type { ShapeProblem } from '../errors';
import { remembered } from '../memo';
import { windowNotes } from '../notes';
import type { Dim, Shape } from '../types';
import { axisNames, windowAxis } from '../window';
import { VALID } from '../padding';
import { checkPoolAxes, checkPoolCounts, checkPoolSettings } from './rules';
import type { PoolPlan, PoolRequest } from './types';
import { said } from '../../protocol/say';

/**
 * Computes the one record of a pooling operation. Never throws: the first rule that certainly does not hold is in
 * `error` (`orThrow(planPool(…))` makes it an exception).
 */
export const planPool = remembered(plan, 1024);

function plan(requested: PoolRequest): PoolPlan {
  const miscounted = problemOf(() => checkPoolCounts(requested));
  const request = miscounted ? withUnknownWindow(requested) : requested;
  const layout = request.layout ?? defaultLayout(request.framework);
  const batch = request.batch ?? defaultBatch(request.framework);
  const roles = (shape: Shape): AxisRoles => axisRoles(shape, request.rank, layout, batch, request.op);
  let problem: ShapeProblem | undefined = miscounted;
  problem ??= problemOf(() => {
    checkPoolSettings(request);
    roles(request.inputShape);
  });
  const rightRank = problemOf(() => void roles(request.inputShape)) === undefined;
  const input = rightRank ? request.inputShape : unknownInput(request);
  const known = roles(input);
  let axes = windowAxes(
    request,
    known.spatial.map((axis) => input[axis]),
  );
  problem ??= problemOf(() => checkPoolAxes(request, axes));
  axes = axes.map((axis) => cleaned(request, axis, problem));
  return {
    framework: request.framework,
    op: request.op,
    kind: request.kind,
    rank: request.rank,
    roles: known,
    inputShape: request.inputShape,
    outputShape: assembleShape(
      known,
      known.leading.map((axis) => input[axis]),
      input[known.channels],
      axes.map((axis) => axis.output),
    ),
    axes,
    padding: request.padding,
    ceilMode: request.ceilMode ?? false,
    notes: problem ? [] : windowNotes(axes),
    ...(problem && { error: problem }),
  };
}

/** Stride and dilation with their defaults: a pooling window moves by its own size. */
export function poolStride(request: PoolRequest): readonly Dim[] {
  return request.stride ?? request.kernel;
}

function windowAxes(request: PoolRequest, input: readonly Dim[]): WindowAxis[] {
  const stride = poolStride(request);
  return axisNames(request.rank).map((name, index) =>
    windowAxis({
      name,
      index,
      input: input[index],
      kernel: request.kernel[index],
      stride: stride[index],
      dilation: request.dilation?.[index] ?? 1,
      padding: request.padding,
      ceilMode: request.ceilMode,
    }),
  );
}

/** JAX and TensorFlow give an empty output where PyTorch refuses; beside an error no impossible size is shown. */
function cleaned(request: PoolRequest, axis: WindowAxis, problem: ShapeProblem | undefined): WindowAxis {
  const impossible = isNumber(axis.output) && (axis.output < 0 || !Number.isInteger(axis.output));
  if (problem && (impossible || atMost(axis.output, 0)))
    return { ...axis, output: unknownDim(said`no window of ${request.op} fits into the input`) };
  return lessThan(axis.output, 0) ? { ...axis, output: 0 } : axis;
}

/** A stand-in for settings that do not have one value per axis. */
function withUnknownWindow(request: PoolRequest): PoolRequest {
  const unknown = new Array<Dim>(request.rank).fill(
    unknownDim(said`the settings of ${request.op} do not fit its axes`),
  );
  return { ...request, kernel: unknown, stride: unknown, dilation: undefined, padding: VALID };
}

function unknownInput(request: PoolRequest): Dim[] {
  const reason = `${request.op} got an input of ${request.inputShape.length} axes`;
  return new Array<Dim>(request.rank + 2).fill(unknownDim(reason));
}
