import { SaidError } from '../protocol/say';
import { type Backend, BACKEND_NAMES, type BackendName, wasLost } from './backends/types';
import { isOnGraphicsCard } from './backends/graphicsCard';
import type { ConvKind } from './atlas/structure';
import { type Chooser, type Source, createChooser } from './chooser';
import { type Difference, compare } from './compare';
import { type Engine, createEngine } from './engine';
import { denseMaps } from './layout';
import { type ConvProblem, inputShapeOf, weightShapeOf } from './problem';
import { reference } from './reference';
import { sizeOf } from './ndarray';
import { TOLERANCE } from './tolerance';
import { generate } from '../protocol/random';

/** The ways of running a backend of gpu.js, which is loaded at the first call: the best, and what there is instead where that fails. */
const WAYS: Record<BackendName, readonly (() => Promise<Backend>)[]> = {
  // What is tried first is fetched together with the chunk that holds this, and not after it.
  webasm: [
    async () => (await import(/* webpackChunkName: "webasm", webpackPreload: true */ './backends/webasm')).openTuned(),
    async () => (await import(/* webpackChunkName: "scalar" */ './backends/scalar')).openScalar('webasm'),
  ],
  webgl2: [async () => (await import(/* webpackChunkName: "webgl2" */ './backends/webgl2')).openWebGl2()],
  webgpu: [async () => (await import(/* webpackChunkName: "webgpu" */ './backends/webgpu')).openWebGpu()],
  cpu: [async () => (await import(/* webpackChunkName: "scalar" */ './backends/scalar')).openScalar('cpu')],
};

/**
 * Opens one backend of gpu.js as it runs best, without testing it.
 * @throws Error with the reason when it is not offered here.
 */
export function openBackend(name: BackendName): Promise<Backend> {
  return WAYS[name][0]();
}

/**
 * The engine of a backend, in the first of its ways that passes the self-test of a kind.
 * @throws Error with the reason of the last when none does.
 */
export function openEngine(name: BackendName, kind: ConvKind): Promise<Engine> {
  return sourceOf(WAYS[name]).open(kind);
}

/**
 * Opens a backend in the first of its ways that computes what it is asked for: a way is opened once, and a kind tested when it is
 * first needed. A way that fails one is not trusted with another, and the engine says why it was left.
 */
export function sourceOf(ways: readonly (() => Promise<Backend>)[]): Source {
  let way = 0;
  let opened: Promise<Engine> | undefined;
  const tested = new Map<ConvKind, Promise<void>>();
  let reason: unknown;
  const close = (): void => {
    void opened?.then(({ backend }) => backend.destroy()).catch(() => undefined);
    opened = undefined;
    tested.clear();
  };
  return {
    async open(kind) {
      while (way < ways.length) {
        const tried = way;
        const trying = (opened ??= ways[way]().then((backend) => createEngine(backend, reason)));
        try {
          const engine = await trying;
          // Nothing can be said of it then, and whoever asked looks whether it is.
          if (engine.backend.isLost()) return engine;
          let test = tested.get(kind);
          if (!test) tested.set(kind, (test = selfTest(engine, kind)));
          await test;
          return engine;
        } catch (error) {
          const engine = await trying.catch(() => undefined);
          if (engine && (await wasLost(engine.backend))) return engine;
          // Of several that waited for it, the first goes on to the next way.
          if (tried !== way || trying !== opened) continue;
          reason = error;
          close();
          way++;
        }
      }
      throw reason;
    },
    forget() {
      close();
      way = 0;
      reason = undefined;
    },
  };
}

/** Chooses among gpu.js's modes: see `Chooser`. */
export function chooseBackends(): Chooser {
  const sources = {
    webgl2: sourceOf(WAYS.webgl2),
    webgpu: sourceOf(WAYS.webgpu),
    webasm: sourceOf(WAYS.webasm),
    cpu: sourceOf(WAYS.cpu),
  };
  // Plain JavaScript is for where there is nothing else, and so is a graphics card that the processor plays.
  return createChooser(sources, isOnGraphicsCard);
}

export { BACKEND_NAMES, type BackendName };

/**
 * A small convolution of a kind, compared with the reference.
 * @throws Error naming the kind and the difference when the result is wrong.
 */
export async function selfTest(engine: Engine, kind: ConvKind): Promise<void> {
  const problem = SELF_TESTS[kind];
  const numbers = (shape: readonly number[], seed: number): Float32Array =>
    generate({ type: 'uniform', low: -1, high: 1, seed }, sizeOf(shape));
  const shape = inputShapeOf(problem);
  const input = denseMaps(shape, numbers(shape, 1), 'channels_last');
  const weight = numbers(weightShapeOf(problem), 2);
  const bias = numbers([problem.outChannels], 3);
  const { maps } = await engine.run(problem, 0, input, weight, bias);
  const difference: Difference = compare(maps, reference(problem, input, weight, bias), 0);
  if (!(difference.relative <= TOLERANCE)) {
    throw new SaidError('The self-test of {0} convolution differs by {1}.', kind, difference.relative.toExponential(1));
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

const SELF_TESTS: Record<ConvKind, ConvProblem> = {
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
