/** What each framework's pooling refuses. */
import { checkCount, checkPositive, checkWholePadding } from '../conv/rules/common';
import type { WindowAxis } from '../conv/types';
import { add, atMost, equalDims, floorDiv, lessThan, mul, sub } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim } from '../types';
import type { PoolRequest } from './types';
import { said } from '../../protocol/say';

/** How a framework names the window, so that a message says what stands in the code. */
function windowName(request: PoolRequest): string {
  switch (request.framework) {
    case 'keras':
      return 'pool_size';
    case 'tensorflow':
      return 'ksize';
    case 'flax':
      return 'window_shape';
    default:
      return request.framework === 'onnx' ? 'kernel_shape' : 'kernel_size';
  }
}

/** Rules that need no input. */
export function checkPoolSettings(request: PoolRequest): void {
  checkPoolCounts(request);
  const stride = request.stride ?? request.kernel;
  checkPositive(request.kernel, windowName(request), 'kernel-not-positive', 2);
  checkPositive(stride, request.framework === 'torch' ? 'stride' : 'strides', 'stride-not-positive', 1);
  if (request.dilation) checkPositive(request.dilation, 'dilation', 'dilation-not-positive', 1);
  if (request.padding.kind === 'explicit') checkWholePadding(request.padding.edges.flat());
  if (request.framework === 'torch') checkTorchPadding(request);
  if (request.framework === 'tensorflow') checkTensorflowPadding(request);
}

/** One value per spatial axis everywhere. */
export function checkPoolCounts(request: PoolRequest): void {
  const { rank, kernel, stride, dilation, padding, op } = request;
  checkCount(kernel, rank, windowName(request), op);
  if (stride) checkCount(stride, rank, 'strides', op);
  if (dilation) checkCount(dilation, rank, 'dilation', op);
  if (padding.kind === 'explicit') checkCount(padding.edges, rank, 'padding', op);
}

/** PyTorch: padding of at most half the window (ATen `pool2d_shape_check`), so that no window lies in padding alone. */
function checkTorchPadding(request: PoolRequest): void {
  if (request.padding.kind !== 'explicit') return;
  request.padding.edges.forEach((edges, axis) =>
    edges.forEach((edge) => {
      if (lessThan(edge, 0))
        throw new ShapeError('padding-negative', said`padding=${formatDim(edge)} must not be negative. Use 0.`, {
          parameter: 'padding',
          value: 0,
        });
      const kernel = request.kernel[axis];
      if (!lessThan(kernel, mul(edge, 2))) return;
      const most = floorDiv(kernel, 2);
      throw new ShapeError(
        'pool-padding',
        said`padding=${formatDim(edge)} is more than half of kernel_size=${formatDim(kernel)}: a pooling window must not lie in padding alone. Use padding of at most ${formatDim(most)}.`,
        { parameter: 'padding', value: most },
      );
    }),
  );
}

/** TensorFlow: explicit padding smaller than the window (tf.nn.max_pool2d kernel check). */
function checkTensorflowPadding(request: PoolRequest): void {
  if (request.padding.kind !== 'explicit') return;
  request.padding.edges.forEach((edges, axis) =>
    edges.forEach((edge) => {
      if (!atMost(request.kernel[axis], edge)) return;
      throw new ShapeError(
        'pool-padding',
        said`Padding ${formatDim(edge)} must be smaller than the window of ${formatDim(request.kernel[axis])}. Use at most ${formatDim(sub(request.kernel[axis], 1))}.`,
        { parameter: 'padding', value: sub(request.kernel[axis], 1) },
      );
    }),
  );
}

/**
 * Whether windows fit. PyTorch, ONNX and Keras need one at least, and PyTorch's avg_pool3d an input as large as the
 * window; TensorFlow refuses only a negative count, which it rounds towards zero; JAX gives an empty output.
 */
export function checkPoolAxes(request: PoolRequest, axes: readonly WindowAxis[]): void {
  if (request.framework === 'flax') return;
  for (const axis of axes) {
    if (axis.formula === 'same') continue;
    const padded = add(axis.input, add(axis.padBefore, axis.padAfter));
    const missing = sub(axis.effectiveKernel, padded);
    const truncates = request.framework === 'tensorflow' && !request.inGraph;
    const refused = truncates ? atMost(mul(axis.stride, 2), missing) : atMost(axis.output, 0);
    // ATen `avg_pool3d_shape_check` compares the window with the input as it is, without its padding.
    const overhangs =
      request.framework === 'torch' &&
      request.kind === 'avg' &&
      request.rank === 3 &&
      lessThan(axis.input, axis.kernel);
    if (refused || overhangs) throw tooSmall(request, axis, padded, missing);
  }
}

function tooSmall(request: PoolRequest, axis: WindowAxis, padded: Dim, missing: Dim): ShapeError {
  const size =
    equalDims(padded, axis.input) === true
      ? formatDim(padded)
      : said`${formatDim(padded)} (${formatDim(axis.input)} with padding)`;
  return new ShapeError(
    'kernel-too-large',
    said`The window ${windowName(request)}=${formatShape(request.kernel)} of ${request.op} reaches over ${formatDim(axis.effectiveKernel)} on ${axis.name}, but the input has ${size} there, ${formatDim(missing)} too few. Use a smaller window, or pool fewer times before.`,
    { parameter: windowName(request), value: padded },
  );
}
