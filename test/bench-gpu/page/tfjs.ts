import { toDense, denseMaps } from '../../../src/compute/layout';
import { type ConvProblem, inPerGroup, outPerGroup, outputShapeOf } from '../../../src/compute/problem';
import type { Contestant, Run } from './contestant';
import { loadScript } from './script';

/** The part of TensorFlow.js that the benchmark calls. Its packages are not there when this is type-checked. */
interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}
type Shape = readonly number[];
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tidy<T>(body: () => T): T;
  tensor4d(data: Float32Array, shape: Shape): Tensor;
  conv2d(x: Tensor, filter: Tensor, strides: Shape, pad: number): Tensor;
  depthwiseConv2d(x: Tensor, filter: Tensor, strides: Shape, pad: number): Tensor;
  split(x: Tensor, parts: number, axis: number): Tensor[];
  concat(parts: Tensor[], axis: number): Tensor;
  wasm: { setWasmPaths(folder: string): void; setThreadsCount(count: number): void };
}

const SCRIPTS: Record<TfjsBackend, string[]> = {
  webgl: ['tfjs/dist/tf.min.js'],
  wasm: ['tfjs/dist/tf.min.js', 'tfjs-backend-wasm/dist/tf-backend-wasm.min.js'],
  webgpu: ['tfjs/dist/tf.min.js', 'tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js'],
};

export type TfjsBackend = 'webgl' | 'wasm' | 'webgpu';

/**
 * TensorFlow.js as it is published, channels last, which is its native order.
 * @param peers where the peers' packages are served.
 * @throws Error when its backend is not offered here.
 */
export async function openTfjs(backend: TfjsBackend, peers: string): Promise<Contestant> {
  for (const script of SCRIPTS[backend]) await loadScript(`${peers}@tensorflow/${script}`);
  const { tf } = globalThis as unknown as { tf: TensorFlow };
  if (backend === 'wasm') {
    tf.wasm.setWasmPaths(`${peers}@tensorflow/tfjs-backend-wasm/dist/`);
    tf.wasm.setThreadsCount(1);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`Its ${backend} backend does not start.`);
  await tf.ready();
  return {
    name: `tfjs ${backend}`,
    prepare: ({ problem, input, weight }) => {
      const filter = filterOf(problem, weight);
      const [rows, columns] = problem.axes;
      const inputShape = [1, rows.input, columns.input, problem.inChannels];
      const outputShape = outputShapeOf(problem);
      const finish = async (output: Tensor): ReturnType<Run['call']> => {
        const data = await output.data();
        output.dispose();
        return denseMaps(outputShape, data, 'channels_last');
      };
      const convolve = (filterTensor: () => Tensor): Tensor =>
        tf.tidy(() => convolution(tf, problem, tf.tensor4d(input.channels_last, inputShape), filterTensor()));
      let resident: Tensor | undefined;
      return [
        { kind: 'full', variant: '', call: () => finish(convolve(() => tf.tensor4d(filter.data, filter.shape))) },
        {
          kind: 'resident',
          variant: '',
          call: () => {
            resident ??= tf.tensor4d(filter.data, filter.shape);
            const kept = resident;
            return finish(convolve(() => kept));
          },
        },
      ];
    },
  };
}

/** TensorFlow.js has no groups: a grouped convolution is split, convolved and joined again, as its users do. */
function convolution(tf: TensorFlow, problem: ConvProblem, x: Tensor, filter: Tensor): Tensor {
  const strides = problem.axes.map((axis) => axis.stride);
  const pad = problem.axes[0].padBefore;
  if (problem.groups === 1) return tf.conv2d(x, filter, strides, pad);
  if (isDepthwise(problem)) return tf.depthwiseConv2d(x, filter, strides, pad);
  const filters = tf.split(filter, problem.groups, 3);
  const parts = tf.split(x, problem.groups, 3).map((part, i) => tf.conv2d(part, filters[i], strides, pad));
  return tf.concat(parts, 3);
}

const isDepthwise = (problem: ConvProblem): boolean => problem.groups > 1 && inPerGroup(problem) === 1;

/** (rows, columns, in / groups, out), depthwise (rows, columns, in, multiplier): both are the weight with its taps in front. */
function filterOf(problem: ConvProblem, weight: Float32Array): { data: Float32Array; shape: number[] } {
  const [rows, columns] = problem.axes.map((axis) => axis.kernel);
  const ins = inPerGroup(problem);
  if (isDepthwise(problem)) {
    const moved = toDense(
      denseMaps([1, problem.outChannels, rows, columns], weight, 'channels_first'),
      'channels_last',
    );
    return { data: moved, shape: [rows, columns, problem.inChannels, outPerGroup(problem)] };
  }
  const data = new Float32Array(weight.length);
  for (let o = 0; o < problem.outChannels; o++) {
    for (let i = 0; i < ins; i++) {
      for (let tap = 0; tap < rows * columns; tap++) {
        data[(tap * ins + i) * problem.outChannels + o] = weight[(o * ins + i) * rows * columns + tap];
      }
    }
  }
  return { data, shape: [rows, columns, ins, problem.outChannels] };
}
