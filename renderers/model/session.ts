import { type Difference, comparing } from '../../src/compute/compare';
import { type Maps, channelsFirst, denseMaps } from '../../src/compute/layout';
import type { NumberArray } from '../../src/compute/ndarray';
import { type ConvProblem, inPerGroup, macsOf } from '../../src/compute/problem';
import { convolve, reference } from '../../src/compute/reference';
import { type PlannedStep, parametersOf } from '../../src/compute/step';
import { SaidError } from '../../src/protocol/say';
import { tensorNames } from '../../src/protocol/payload';
import { type BackendWish, backendSetting } from './backendSetting';
import { type Computed, type Output, byReference, compute } from './engine';
import { finishIdle } from './idle';
import type { Network } from './network';
import type { Tensor } from './tensor';

/** What one step is computed from, for one batch item. */
export interface StepInputs {
  readonly step: number;
  readonly item: number;
  /** What is computed: the maps are laid out by this, whatever was edited since. */
  readonly planned: PlannedStep;
  /** The item's input, batch size one. */
  readonly input: Maps;
  readonly weight: NumberArray;
  readonly bias: NumberArray | undefined;
  /** Its first output maps, where they were computed before the others: something to see while gpu.js is loaded. */
  readonly early?: Maps;
}

/** One step computed for one batch item. */
export interface StepResult extends StepInputs, Computed {
  /** True for what is shown only until an engine of gpu.js has started. */
  readonly isProvisional?: boolean;
}

/** A step of a network for one batch item. */
export interface Wanted {
  readonly network: Network;
  readonly step: number;
  readonly item: number;
  /** What is to compute it; without one, what is set for all outputs. */
  readonly wish?: BackendWish;
}

/** Results of one output, each kept until its step is computed from something else. */
export interface Session {
  /**
   * @param wish what is to compute it; without one, what is set for all outputs.
   * @throws Error with the plan's words where the step, or one that it reads, does not fit together, and that of
   * an `AbortSignal` where it was ended.
   */
  result(network: Network, step: number, item: number, wish?: BackendWish): Promise<StepResult>;
  /**
   * What a step is computed from, where it is there without computing anything.
   * @param early whether its first output maps are to come along, as many as the reference loop has soon computed.
   */
  inputs(network: Network, step: number, item: number, early: boolean): StepInputs | undefined;
  /**
   * The result by the reference loop, where that is soon done: something to see while gpu.js is loaded. The stored picture
   * cannot stand in for it: VS Code shows a renderer no other item of its output.
   */
  provisional(network: Network, step: number, item: number): Promise<StepResult | undefined>;
  /** Forgets what was computed: what is asked for next is computed anew. */
  forget(): void;
  /** Ends what is being computed, but for what `unless` needs of it: that goes on. */
  end(unless?: Wanted): Promise<void>;
}

/** Multiply-adds that the reference loop may take to show something at once: some ten milliseconds of work. */
const PROVISIONAL_MACS = 5e6;

/**
 * The same for the first maps of what is too large for that. The inputs wait for them, which could be seen before: of
 * 112 × 112 through 3 × 3 it is 22 maps, the upper half of a window.
 */
const EARLY_MACS = 2.5e6;

interface Kept {
  readonly planned: PlannedStep;
  /** The tensors that the step names, its input left out. */
  readonly tensors: readonly Tensor[];
  /** The step before, or the tensor that is read. */
  readonly input: Kept | Tensor;
  readonly item: number;
  readonly wish: BackendWish;
  readonly weight: NumberArray;
  readonly bias: NumberArray | undefined;
  readonly output: Promise<Output>;
  readonly ending: AbortController;
  /** True while somebody waits for its output or its result. */
  isAwaited: boolean;
  /** What was brought back: of steps that only others read, nothing is. */
  result?: Promise<StepResult>;
}

/** What computes an output's steps; of a chain it computes again only what an edit reaches. */
export function createSession(): Session {
  const kept = new Map<number, Kept>();
  // The same maps for the same tensor and item: the engine knows by identity what is on the device.
  const items = new WeakMap<Tensor, { item: number; maps: Maps }>();
  const itemMaps = (tensor: Tensor, planned: PlannedStep, item: number): Maps => {
    const known = items.get(tensor);
    if (known?.item === item) return known.maps;
    const maps = itemOf(tensor, planned, item);
    items.set(tensor, { item, maps });
    return maps;
  };

  /** Has a step computed, unless it is already; its numbers stay where they are. */
  const stepOf = async (network: Network, index: number, item: number, wish: BackendWish): Promise<Kept> => {
    const planning = network.plans[index];
    if ('refused' in planning) throw new SaidError(planning.refused);
    const { planned } = planning;
    const { step } = planned;
    const before = typeof step.input === 'number' ? await stepOf(network, step.input, item, wish) : undefined;
    const input = before ?? network.tensors[step.input];
    const tensors = tensorsOf(network, step);
    const known = kept.get(index);
    const asked = { planned, tensors, input, item, wish };
    if (known && isSame(known, asked)) return known;
    const { weight, bias } = parametersOf(planned, (name) => network.tensors[name].numbers());
    const from = before ? before.output : itemMaps(network.tensors[step.input], planned, item);
    const ending = new AbortController();
    const output = Promise.resolve(from).then((source) =>
      compute(wish, planned.problem, source, weight, bias, ending.signal),
    );
    const own: Kept = { ...asked, weight, bias, output, ending, isAwaited: true };
    kept.set(index, own);
    follow(index, own, output);
    return own;
  };
  /** Forgets what fails: it is computed anew when it is asked for again. */
  const follow = (index: number, own: Kept, done: Promise<unknown>): void => {
    own.isAwaited = true;
    void done.then(
      () => (own.isAwaited = false),
      () => forget(index, own),
    );
  };
  const forget = (index: number, own: Kept): void => {
    if (kept.get(index) === own) kept.delete(index);
  };

  const readStep = async (own: Kept, index: number): Promise<StepResult> => {
    const { planned, item, weight, bias, input } = own;
    const computed = await (await own.output).read();
    const maps = 'output' in input ? (await (await input.output).read()).maps : itemMaps(input, planned, item);
    return { ...computed, step: index, item, planned, input: maps, weight, bias };
  };

  const result: Session['result'] = async (network, index, item, wish) => {
    const own = await stepOf(network, index, item, wish ?? (await backendSetting()));
    if (!own.result) {
      own.result = readStep(own, index);
      follow(index, own, own.result);
    }
    return own.result;
  };

  const inputs: Session['inputs'] = (network, index, item, early) => {
    const planning = network.plans[index];
    if ('refused' in planning) return undefined;
    const { planned } = planning;
    const { input } = planned.step;
    if (typeof input === 'number') return undefined;
    const parameters = parametersOf(planned, (name) => network.tensors[name].numbers());
    const maps = itemMaps(network.tensors[input], planned, item);
    const { weight, bias } = parameters;
    const from = { step: index, item, planned, input: maps, weight, bias };
    return early ? { ...from, early: firstMaps(planned.problem, maps, weight, bias) } : from;
  };

  const provisional: Session['provisional'] = async (network, index, item) => {
    const planning = network.plans[index];
    if ('refused' in planning || macsBehind(network, index) > PROVISIONAL_MACS) return undefined;
    const { planned } = planning;
    const { input } = planned.step;
    const before = typeof input === 'number' ? await provisional(network, input, item) : undefined;
    const maps = typeof input === 'number' ? before?.maps : itemMaps(network.tensors[input], planned, item);
    if (!maps) return undefined;
    const { weight, bias } = parametersOf(planned, (name) => network.tensors[name].numbers());
    const computed = byReference(planned.problem, maps, weight, bias);
    return { ...computed, step: index, item, planned, input: maps, weight, bias, isProvisional: true };
  };

  /** What is kept of a step, or being computed, where that is what is asked for. */
  const findKept = (network: Network, index: number, item: number, wish: BackendWish): Kept | undefined => {
    const planning = network.plans[index];
    const known = kept.get(index);
    if (!known || 'refused' in planning) return undefined;
    const { planned } = planning;
    const { step } = planned;
    const input =
      typeof step.input === 'number' ? findKept(network, step.input, item, wish) : network.tensors[step.input];
    if (!input) return undefined;
    return isSame(known, { planned, tensors: tensorsOf(network, step), input, item, wish }) ? known : undefined;
  };

  const end: Session['end'] = async (unless) => {
    const needed = new Set<Kept>();
    if (unless) {
      const { network, item } = unless;
      const wish = unless.wish ?? (await backendSetting());
      for (let at: number | string = unless.step; typeof at === 'number'; at = network.steps[at].step.input) {
        const found = findKept(network, at, item, wish);
        if (found) needed.add(found);
      }
    }
    for (const [index, own] of kept) {
      if (!own.isAwaited || needed.has(own)) continue;
      forget(index, own);
      own.ending.abort();
    }
  };
  return { result, inputs, provisional, end, forget: () => kept.clear() };
}

/** The tensors that a step names, its input left out. */
function tensorsOf(network: Network, step: PlannedStep['step']): readonly Tensor[] {
  return tensorNames(step)
    .filter((name) => name !== step.input)
    .map((name) => network.tensors[name]);
}

function isSame(known: Kept, asked: Pick<Kept, 'planned' | 'tensors' | 'input' | 'item' | 'wish'>): boolean {
  return (
    known.input === asked.input &&
    known.item === asked.item &&
    known.wish === asked.wish &&
    asked.tensors.every((tensor, i) => tensor === known.tensors[i]) &&
    samePlan(known.planned, asked.planned)
  );
}

/** As many of a step's first output maps as the reference loop has soon computed; undefined where that is none. */
function firstMaps(
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias: NumberArray | undefined,
): Maps | undefined {
  const item = { ...problem, batch: 1 };
  const count = Math.floor((EARLY_MACS * item.outChannels) / Math.max(1, macsOf(item)));
  return count > 0 ? convolve(item, input, weight, bias, count) : undefined;
}

/** Multiply-adds of a step and of all that it reads, for one batch item. */
function macsBehind(network: Network, index: number): number {
  const planning = network.plans[index];
  if ('refused' in planning) return Infinity;
  const { step, problem } = planning.planned;
  const own = macsOf({ ...problem, batch: 1 });
  return typeof step.input === 'number' ? own + macsBehind(network, step.input) : own;
}

/** Steps that are planned anew with every edit: what counts is whether they ask for the same. */
function samePlan(a: PlannedStep, b: PlannedStep): boolean {
  return a === b || JSON.stringify(a.problem) === JSON.stringify(b.problem);
}

/** One batch item of a tensor, sharing its numbers. */
function itemOf(tensor: Tensor, { step }: PlannedStep, item: number): Maps {
  const maps = denseMaps(channelsFirst(tensor.shape, step.dataFormat), tensor.numbers(), step.dataFormat);
  const start = item * maps.layout.batch;
  return {
    shape: [1, ...maps.shape.slice(1)],
    data: maps.data.subarray(start, start + maps.layout.batch),
    layout: maps.layout,
  };
}

/**
 * Multiply-adds that comparing with the reference may take before it goes over to a sample. A sample of half a million
 * numbers finds what a kernel gets wrong; comparing all is work that the page is busy with for seconds.
 */
const COMPARE_MACS = 5e6;

/**
 * How far a result is from the float64 reference. Works in the page's idle time: nothing waits for the outcome.
 * @param isWanted asked between the pieces: false ends it.
 */
export function verify(result: StepResult, isWanted: () => boolean): Promise<Difference | undefined> {
  const { problem } = result.planned;
  const perNumber = problem.axes.reduce((n, axis) => n * axis.kernel, inPerGroup(problem));
  const limit = Math.max(256, Math.floor(COMPARE_MACS / Math.max(1, perNumber)));
  const loop = reference({ ...problem, batch: 1 }, result.input, result.weight, result.bias);
  const pieces = comparing(result.maps, loop, 0, limit);
  const wanted = (function* () {
    for (;;) {
      if (!isWanted()) return undefined;
      const piece = pieces.next();
      if (piece.done) return piece.value;
      yield;
    }
  })();
  return new Promise((resolve) => finishIdle(wanted, resolve));
}
