import { imageSize } from '../../src/compute/atlas/image';
import type { MapRef } from '../../src/compute/atlas/structure';
import type { PlannedStep } from '../../src/compute/step';
import type { Payload } from '../../src/protocol/payload';
import type { Saying } from '../../src/protocol/say';
import { validatePayload } from '../../src/protocol/validate';
import { type Edit } from './edits';
import { type History, type HistoryAction, currentNetwork, editsOf, historyOf, reduceHistory, replay } from './history';
import { type Network, networkOf } from './network';
import {
  FIRST_VIEW,
  type ViewAction,
  type Settled,
  type ViewBounds,
  type ViewState,
  boundView,
  reduceView,
} from './viewState';

/** All that can change about one output. */
export interface OutputState {
  readonly view: ViewState;
  readonly history: History;
}

/** All of it but what moves with the pointer, which only few elements follow. */
export interface SettledOutput {
  readonly view: Settled;
  readonly history: History;
}

/** What is computed, and what computes it. */
export interface Standing extends Pick<ViewState, 'step' | 'item' | 'backend'> {
  readonly network: Network;
}

export type OutputAction =
  | ViewAction
  | Exclude<HistoryAction, { type: 'return' }>
  /** Goes back to what was computed before. */
  | { readonly type: 'return'; readonly to: Standing }
  /** Goes on from a state in the place of this one. */
  | { readonly type: 'resume'; readonly state: OutputState };

/** The state after an action. Pure. What the view points at is held to what there is. */
export function reduceOutput(state: OutputState, action: OutputAction): OutputState {
  switch (action.type) {
    case 'edit':
    case 'undo':
    case 'redo':
    case 'reset': {
      const history = reduceHistory(state.history, action);
      if (history === state.history) return state;
      return bounded({ view: state.view, history });
    }
    case 'return': {
      const { network, step, item, backend } = action.to;
      const history = reduceHistory(state.history, { type: 'return', network });
      const there = reduceView(state.view, { type: 'step', step });
      if (history === state.history && there === state.view && there.item === item && there.backend === backend) {
        return state;
      }
      return bounded({ view: { ...there, item, backend }, history });
    }
    case 'resume':
      return action.state;
    default: {
      const view = reduceView(state.view, action);
      return view === state.view ? state : bounded({ view, history: state.history });
    }
  }
}

function bounded(state: OutputState): OutputState {
  const network = currentNetwork(state.history);
  const step = Math.min(state.view.step, network.steps.length - 1);
  const planning = network.plans[step];
  // While there is no plan the maps stay as they were, and so does what points at them.
  if (!('planned' in planning)) return state;
  const view = boundView(state.view, boundsOf(network.steps.length, planning.planned));
  return view === state.view ? state : { ...state, view };
}

function boundsOf(steps: number, { problem }: PlannedStep): ViewBounds {
  const sizes = {
    input: { count: problem.inChannels, ...imageSize(problem.axes.map((axis) => axis.input)) },
    output: { count: problem.outChannels, ...imageSize(problem.axes.map((axis) => axis.output)) },
    kernel: { count: problem.outChannels, ...imageSize(problem.axes.map((axis) => axis.kernel)) },
  } satisfies Record<MapRef['kind'], object>;
  return { steps, batch: problem.batch, size: (kind) => sizes[kind] };
}

/** What of a state is kept while its output is gone: plain data. */
export interface Snapshot {
  readonly view: ViewState;
  readonly edits: readonly Edit[];
}

export function snapshotOf({ view, history }: OutputState): Snapshot {
  return { view: { ...view, cursor: undefined }, edits: editsOf(history) };
}

/** The state of an output as it was left, or as it is first shown. What cannot be made again is left out. */
export function stateOf(network: Network, snapshot?: Snapshot): OutputState {
  // Of several layers, the first that can be shown.
  const step = Math.max(
    0,
    network.plans.findIndex((planning) => 'planned' in planning),
  );
  const first = { view: { ...FIRST_VIEW, step }, history: historyOf(network) };
  if (!snapshot) return first;
  try {
    return bounded({ view: { ...FIRST_VIEW, ...snapshot.view }, history: replay(network, snapshot.edits) });
  } catch {
    return first;
  }
}

/** What stands in the place of maps, where there are none. */
export interface Refusal {
  readonly title: string;
  /** Words that can be looked up, or the plan's own. */
  readonly text: Saying | string;
  readonly advice?: string;
}

const TITLES = {
  malformed: 'ConvLens cannot read this output',
  newer: 'This output is from a newer ConvLens',
  oversized: 'This output is too large to show',
  unfit: 'This convolution does not fit together',
  tooMuch: 'This output is too large to show',
  long: 'This layer takes long to compute',
  empty: 'There are no maps to show',
  unread: 'A layer that this one reads cannot be shown',
} as const;

/** An output that can be shown. */
export interface OpenedOutput {
  readonly title: string | undefined;
  readonly network: Network;
  /** What makes an output the same as another in kind: ops, names, settings and shapes, not the numbers. */
  readonly signature: string;
  /** A mark of the numbers it arrived with: outputs of the same kind are told apart by it. */
  readonly numbers: string;
}

/** Holds what arrived to the protocol and plans it; refused is what has not one layer that can be shown or awaited. */
export function openOutput(data: unknown): OpenedOutput | Refusal {
  const validated = validatePayload(data);
  if (!validated.ok) {
    const { kind, message, advice } = validated.problem;
    return { title: TITLES[kind], text: message, advice };
  }
  const { payload } = validated;
  const network = networkOf(payload);
  // One layer that can be shown is worth opening: of the others the view says why they cannot.
  const refusals = network.plans.flatMap((planning) => ('refused' in planning ? planning : []));
  if (refusals.length === network.plans.length && !refusals.some(({ awaits }) => awaits !== undefined)) {
    const [{ refused, why }] = refusals;
    return { title: TITLES[why], text: refused };
  }
  return { title: payload.title, network, signature: signatureOf(payload), numbers: markOf(payload) };
}

export function isRefusal(opened: OpenedOutput | Refusal): opened is Refusal {
  return 'text' in opened;
}

function signatureOf({ title, steps, tensors }: Payload): string {
  const shapes = Object.entries(tensors).map(([name, { shape }]) => [name, shape]);
  return JSON.stringify([title, steps, shapes]);
}

/** Characters of a tensor's numbers that a mark is made of, at most: enough of them all over it, and soon read. */
const SAMPLE = 4096;

/** FNV-1a over how each tensor is made, or over numbers of it. */
function markOf({ tensors }: Payload): string {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    const step = Math.max(1, Math.floor(text.length / SAMPLE));
    for (let i = 0; i < text.length; i += step) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  };
  for (const [name, tensor] of Object.entries(tensors)) {
    add(name);
    add('data' in tensor && typeof tensor.data === 'string' ? tensor.data : JSON.stringify(tensor));
  }
  return (hash >>> 0).toString(36);
}
