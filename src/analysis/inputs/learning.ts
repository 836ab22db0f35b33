/**
 * What the calls of a run tell of inputs that nobody has described. A block that begins with `F.relu(x)` or joins two inputs asks
 * its inputs for nothing; but further on is a layer for maps, made for so many channels. Run once more with that, every line of it
 * has sizes.
 */
import { tensorsIn, type CallRecord, type Interpreter } from '../../python/interpreter';
import type { TensorValue, Value } from '../../python/interpreter/values';
import {
  equalDims,
  isNumber,
  isUnknown,
  sub,
  substitute,
  substituteShape,
  sym,
  symbolsOf,
  type Dim,
} from '../../shape';
import type { TensorFramework } from '../../libraries/inputs';
import { SPATIAL_LETTERS } from '../../libraries/torch/tensor';
import type { Learnt } from './supposed';

/** The inputs that stand for parameters of which nothing is known. */
export function openInputs(inputs: readonly Value[]): TensorValue[] {
  return tensorsIn(inputs).filter((tensor) => tensor.assumable !== undefined);
}

/**
 * What the calls of a run tell of its inputs, beyond what it was run with.
 * @param closed symbols that stand for what the model itself is given: those are not settled by its inputs
 * @returns undefined where they tell nothing new
 */
export function learn(
  ip: Interpreter,
  calls: readonly CallRecord[],
  inputs: readonly TensorValue[],
  { framework, closed }: { framework: TensorFramework; closed: ReadonlySet<string> },
): Learnt | undefined {
  const told = learnRanks(calls, inputs, framework) ?? learnSizes(ip, calls, inputs, closed);
  if (told || !inputs.some((input) => input.shape && ip.findings.wasAskedEarly(input))) return told;
  return new Map(inputs.flatMap((input) => (input.shape ? [[input.assumable!, input.shape]] : [])));
}

/**
 * Shapes for inputs that have none yet, of as many axes as the first layer asks for that gets what is made of them.
 */
function learnRanks(
  calls: readonly CallRecord[],
  inputs: readonly TensorValue[],
  framework: TensorFramework,
): Learnt | undefined {
  if (inputs.every((input) => input.shape)) return undefined;
  const ranks = ranksAskedFor(calls, inputs);
  if (ranks.size === 0) return undefined;
  const learnt = new Map<string, readonly Dim[]>();
  for (const [i, input] of inputs.entries()) {
    const rank = ranks.get(input);
    const shape =
      input.shape ??
      (rank === undefined ? undefined : namedShape(rank, framework, learnt.size === 0 ? '' : `${i + 1}`));
    if (shape) learnt.set(input.assumable!, shape);
  }
  return learnt;
}

/** How many axes each input without a shape has. */
function ranksAskedFor(calls: readonly CallRecord[], inputs: readonly TensorValue[]): Map<TensorValue, number> {
  const ranks = new Map<TensorValue, number>();
  /** The inputs that a tensor without a shape was made of. */
  const origins = new Map<TensorValue, readonly TensorValue[]>();
  for (const input of inputs) if (!input.shape) origins.set(input, [input]);
  const originsOf = (tensor: TensorValue): readonly TensorValue[] =>
    origins.get(tensor) ?? inputs.filter((input) => !input.shape && isMadeOf(tensor, input));
  const ask = (tensor: TensorValue, rank: number | undefined): void => {
    const own = rank === undefined ? 0 : rank - (tensor.reason?.axesMore ?? 0);
    if (own > 0) for (const input of originsOf(tensor)) if (!ranks.has(input)) ranks.set(input, own);
  };
  for (const call of calls) {
    const taken = tensorsIn(call.inputs);
    const made = call.output ? tensorsIn([call.output]) : [];
    const [first] = taken;
    if (first) ask(first, first.shape && first.assumable ? first.shape.length : rankAskedBy(call));
    if (JOINING.has(nameOf(call))) {
      const known = taken.find((tensor) => tensor.shape)?.shape ?? made[0]?.shape;
      for (const tensor of taken) if (!tensor.shape) ask(tensor, known?.length);
    }
    const from = [...new Set(taken.flatMap(originsOf))];
    for (const tensor of made) if (!tensor.shape && !origins.has(tensor)) origins.set(tensor, from);
  }
  return ranks;
}

/** Whether a tensor is an input in another form: `x.float()`, `x[:, 0]`. */
const isMadeOf = (tensor: TensorValue, input: TensorValue): boolean =>
  tensor.assumable === input.assumable || tensor.reason?.hangsOn?.assumable === input.assumable;

/** What works on tensors of one shape, or of shapes that differ in one axis. */
const JOINING = new Set([
  'add',
  'sub',
  'subtract',
  'mul',
  'multiply',
  'cat',
  'concat',
  'concatenate',
  'maximum',
  'minimum',
  'where',
]);

/** The operation's name without what tells its spellings apart: `__iadd__`, `add_`, `Add`. */
const nameOf = ({ op }: CallRecord): string => op.toLowerCase().replace(/^__[ir]?(?=add|sub|mul)|_+$/g, '');

/** How many axes a layer's or operation's input has: those of its windows, or those that its name says, and two more. */
function rankAskedBy(call: CallRecord): number | undefined {
  const { plan } = call.detail;
  const window = plan && ('depthwise' in plan ? plan.depthwise : plan);
  if (window) return window.axes.length + 2;
  const named = /([123])d$/i.exec(call.op);
  // One axis may be none: BatchNorm1d takes rows of features too.
  if (named) return named[1] === '1' ? undefined : Number(named[1]) + 2;
  return /_pool$/.test(call.op) ? axesOfWindow(call.inputs[1]) : undefined;
}

/** The axes of an image, where a window is written with two sizes or with four: `[1, 2, 2, 1]`. */
function axesOfWindow(window: Value | undefined): number | undefined {
  const items = window?.kind === 'list' || window?.kind === 'tuple' ? window.items : [];
  return items.length === 2 || items.length === 4 ? 4 : undefined;
}

/** (N, C, …spatial), channels last where the framework has them there. @param suffix tells several inputs apart, but for the batch */
function namedShape(rank: number, framework: TensorFramework, suffix: string): Dim[] | undefined {
  if (rank === 1) return [sym('N')];
  const letters = SPATIAL_LETTERS[rank - 2];
  if (!letters) return undefined;
  const spatial = letters.map((letter) => sym(letter + suffix));
  const channels = sym(`C${suffix}`);
  return framework === 'torch' ? [sym('N'), channels, ...spatial] : [sym('N'), ...spatial, channels];
}

/**
 * The shapes of the inputs with those of their sizes settled that only one value suits: the channels that a layer is made for, the
 * sizes of what is added to them.
 */
function learnSizes(
  ip: Interpreter,
  calls: readonly CallRecord[],
  inputs: readonly TensorValue[],
  closed: ReadonlySet<string>,
): Learnt | undefined {
  const dims = inputs.flatMap(({ shape }) => shape ?? []);
  const open = new Set(dims.flatMap(symbolsOf).filter((name) => name !== 'N' && !closed.has(name)));
  if (open.size === 0) return undefined;
  const settled = new Map<string, Dim>();
  for (const call of calls) {
    for (const pair of mustBeEqual(ip, call)) {
      if (equalDims(...pair) !== undefined) continue;
      const [a, b] = pair.map((dim) => substitute(dim, settled));
      const solution = solve(a, b, open);
      if (!solution) continue;
      const [symbol, value] = solution;
      open.delete(symbol);
      for (const [name, before] of settled) settled.set(name, substitute(before, new Map([solution])));
      settled.set(symbol, value);
    }
  }
  if (settled.size === 0) return undefined;
  return new Map(
    inputs.flatMap((input) => (input.shape ? [[input.assumable!, substituteShape(input.shape, settled)]] : [])),
  );
}

/** Pairs of sizes that have to be equal for a call to work. */
function mustBeEqual(ip: Interpreter, call: CallRecord): [Dim, Dim][] {
  const shapes = tensorsIn(call.inputs).flatMap(({ shape }) => (shape ? [shape] : []));
  const [first, ...others] = shapes;
  if (!first) return [];
  if (call.instance) {
    const asked = sizeAskedBy(ip, call);
    return asked ? [[first[asked.axis < 0 ? first.length + asked.axis : asked.axis], asked.size]] : [];
  }
  const op = nameOf(call);
  if (/^(cat|concat|concatenate)$/.test(op)) {
    const made = call.output?.kind === 'tensor' ? call.output.shape : undefined;
    // Along the axis that it goes along, the result is longer than any of them.
    const kept = first.map((dim, axis) => made !== undefined && equalDims(made[axis], dim) === true);
    return others.flatMap((other) =>
      other.length === first.length
        ? first.flatMap((dim, axis): [Dim, Dim][] => (kept[axis] ? [[other[axis], dim]] : []))
        : [],
    );
  }
  if (!JOINING.has(op)) return [];
  return others.flatMap((other) =>
    other.toReversed().flatMap((dim, fromEnd): [Dim, Dim][] => {
      const same = first[first.length - 1 - fromEnd];
      return same === undefined || same === 1 || dim === 1 ? [] : [[dim, same]];
    }),
  );
}

/** The attributes of a library's layers that hold a size of their input, and which axis has it. */
const ASKED = {
  in_channels: 1,
  num_features: 1,
  num_channels: 1,
  in_features: -1,
  embed_dim: -1,
  input_size: -1,
} as const;

function sizeAskedBy(ip: Interpreter, { instance, op }: CallRecord): { axis: number; size: Dim } | undefined {
  if (!instance?.cls.isNative || op.startsWith('Lazy')) return undefined;
  for (const [name, axis] of Object.entries(ASKED)) {
    const value = instance.attrs.get(name);
    if (value) return { axis, size: ip.dim(value) };
  }
  return undefined;
}

/** The one open symbol that a and b differ by, and what it has to be for them to be equal. */
function solve(a: Dim, b: Dim, open: ReadonlySet<string>): [string, Dim] | undefined {
  if (a === undefined || isUnknown(a) || isUnknown(b) || equalDims(a, b) !== undefined) return undefined;
  const difference = sub(a, b);
  if (isNumber(difference) || isUnknown(difference)) return undefined;
  const symbols = symbolsOf(difference).filter((name) => open.has(name));
  // Of two inputs that have to be alike, the second one is as the first.
  const symbol =
    symbols.length === 2
      ? symbols.find((name) => equalDims(a, sym(name)) && symbols.some((o) => equalDims(b, sym(o))))
      : symbols.length === 1
        ? symbols[0]
        : undefined;
  if (symbol === undefined) return undefined;
  const at = (value: number): Dim => substitute(difference, new Map([[symbol, value]]));
  const factor = sub(at(1), at(0));
  if (factor !== 1 && factor !== -1) return undefined;
  if (!equalDims(sub(at(2), at(1)), factor)) return undefined;
  const value = factor === 1 ? sub(0, at(0)) : at(0);
  return isNumber(value) && value <= 0 ? undefined : [symbol, value];
}
