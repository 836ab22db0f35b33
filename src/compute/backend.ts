import { type Backend, BACKEND_NAMES, type BackendName } from './backends/types';
import { type Chooser, createChooser } from './chooser';
import { type Difference, compare } from './compare';
import { type Engine, createEngine } from './engine';
import { denseMaps } from './layout';
import { type ConvProblem, inputShapeOf, weightShapeOf } from './problem';
import { reference } from './reference';
import { sizeOf } from './ndarray';
import { TOLERANCE } from './tolerance';
import { generate } from '../protocol/random';

/**
 * Opens one backend of gpu.js, which is loaded at the first call.
 * @throws Error with the reason when it is not offered here.
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  if (name === 'webasm') {
    const { openWebAssembly } = await import(/* webpackChunkName: "webasm" */ './backends/webasm');
    return openWebAssembly((backend) => selfTest(createEngine(backend)));
  }
  if (name === 'webgpu') return (await import(/* webpackChunkName: "webgpu" */ './backends/webgpu')).openWebGpu();
  if (name === 'cpu') return (await import(/* webpackChunkName: "scalar" */ './backends/scalar')).openScalar('cpu');
  if (typeof document === 'undefined') throw new Error('There is no page to take a WebGL2 context from.');
  return (await import(/* webpackChunkName: "webgl2" */ './backends/webgl2')).openWebGl2();
}

/** Chooses among gpu.js's modes: see `Chooser`. */
export function chooseBackends(): Chooser {
  return createChooser(async (name) => {
    const backend = await openBackend(name);
    try {
      const engine = createEngine(backend);
      await selfTest(engine);
      return engine;
    } catch (error) {
      backend.destroy();
      throw error;
    }
  });
}

export { BACKEND_NAMES, type BackendName };

/**
 * One small convolution of each kind, compared with the reference.
 * @throws Error naming the kind and the difference when a result is wrong.
 */
export async function selfTest(engine: Engine): Promise<void> {
  for (const [kind, problem] of Object.entries(SELF_TESTS)) {
    const numbers = (shape: readonly number[], seed: number): Float32Array =>
      generate({ type: 'uniform', low: -1, high: 1, seed }, sizeOf(shape));
    const shape = inputShapeOf(problem);
    const input = denseMaps(shape, numbers(shape, 1), 'channels_last');
    const weight = numbers(weightShapeOf(problem), 2);
    const bias = numbers([problem.outChannels], 3);
    const { maps } = await engine.run(problem, 0, input, weight, bias);
    const difference: Difference = compare(maps, reference(problem, input, weight, bias), 0);
    if (!(difference.relative <= TOLERANCE)) {
      throw new Error(`The self-test of ${kind} convolution differs by ${difference.relative.toExponential(1)}.`);
    }
  }
}

const axis = (input: number, kernel: number, stride: number, pad: number, output: number): ConvProblem['axes'][0] => ({
  input,
  kernel,
  stride,
  dilation: 1,
  padBefore: pad,
  padAfter: pad,
  output,
});

const SELF_TESTS: Record<string, ConvProblem> = {
  depthwise: {
    batch: 1,
    inChannels: 3,
    outChannels: 6,
    groups: 3,
    axes: [axis(6, 3, 1, 1, 6), axis(5, 3, 2, 1, 3)],
    paddingMode: 'zeros',
    transposed: false,
  },
  grouped: {
    batch: 1,
    inChannels: 4,
    outChannels: 6,
    groups: 2,
    axes: [axis(5, 2, 1, 0, 4), axis(4, 3, 1, 1, 4)],
    paddingMode: 'zeros',
    transposed: false,
  },
  full: {
    batch: 1,
    inChannels: 9,
    outChannels: 5,
    groups: 1,
    axes: [axis(7, 5, 2, 2, 4), axis(6, 3, 1, 1, 6)],
    paddingMode: 'zeros',
    transposed: false,
  },
};
