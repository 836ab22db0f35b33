import { type Arrangement, BY_STRUCTURE } from '../../src/compute/atlas/arrange';
import { type Clip, UNCLIPPED } from '../../src/compute/atlas/clip';
import type { ColorScale } from '../../src/compute/atlas/colors';
import type { MapRef } from '../../src/compute/atlas/structure';
import type { BackendWish } from './backendSetting';
import { type Stage, boundStage } from './stage';

/** Which numbers the two ends of the colour scale stand for: of all maps together, or of each map. */
export type RangeMode = 'common' | 'each';

/** A pixel of a map that the pointer or the keyboard is at. */
export interface Cursor extends MapRef {
  readonly row: number;
  readonly column: number;
}

/** Parts of the view that open and close. */
export type Panel = 'experiment' | 'backends' | 'details' | 'takeaway';

/** What of an output is shown, and how. Plain data: it is kept while the output is out of sight. */
export interface ViewState {
  /** Index into the steps. */
  readonly step: number;
  /** Batch item. */
  readonly item: number;
  readonly scale: ColorScale;
  readonly range: RangeMode;
  /** The part of the range that the colours are spread over, for each kind of map. */
  readonly clips: Readonly<Record<MapRef['kind'], Clip>>;
  /** Which output maps are shown, and in which order. */
  readonly arrangement: Arrangement;
  /** Whether all maps are shown, however many. */
  readonly all: boolean;
  readonly cursor: Cursor | undefined;
  /** The pixel that stays explained while the pointer goes elsewhere. */
  readonly pinned: Cursor | undefined;
  /** The map that is shown large in the place of all maps. */
  readonly stage: Stage | undefined;
  /** Maps that were picked, the last one last. */
  readonly selected: readonly MapRef[];
  readonly open: readonly Panel[];
  /** What is to compute this output, where it was chosen for it alone. */
  readonly backend: BackendWish | undefined;
}

/** A view without what moves with the pointer. */
export type Settled = Omit<ViewState, 'cursor'>;

export const FIRST_VIEW: ViewState = {
  step: 0,
  item: 0,
  scale: 'viridis',
  range: 'common',
  clips: { input: UNCLIPPED, output: UNCLIPPED, kernel: UNCLIPPED },
  arrangement: BY_STRUCTURE,
  all: false,
  cursor: undefined,
  pinned: undefined,
  stage: undefined,
  selected: [],
  open: [],
  backend: undefined,
};

export type ViewAction =
  /** Another step; what was pointed at and picked belongs to the one before and goes. */
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'point'; readonly cursor: Cursor | undefined }
  /** Pins a pixel, or lets it go when it is the pinned one. */
  | { readonly type: 'pin'; readonly cursor: Cursor | undefined }
  | { readonly type: 'clip'; readonly kind: MapRef['kind']; readonly clip: Clip }
  /** Picks a map, or lets it go when it is picked. */
  | { readonly type: 'pick'; readonly map: MapRef }
  | { readonly type: 'panel'; readonly panel: Panel; readonly open: boolean }
  /** Settings that stand for themselves. */
  | {
      readonly type: 'show';
      readonly values: Partial<
        Pick<ViewState, 'item' | 'scale' | 'range' | 'arrangement' | 'all' | 'stage' | 'selected' | 'backend'>
      >;
    };

/** The view after an action. Pure; an action without effect gives the very same state. */
export function reduceView(state: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case 'step':
      if (action.step === state.step) return state;
      return { ...state, step: action.step, cursor: undefined, pinned: undefined, stage: undefined, selected: [] };
    case 'point':
      return isSameCursor(state.cursor, action.cursor) ? state : { ...state, cursor: action.cursor };
    case 'pin':
      return { ...state, pinned: isSameCursor(state.pinned, action.cursor) ? undefined : action.cursor };
    case 'clip':
      return { ...state, clips: { ...state.clips, [action.kind]: action.clip } };
    case 'pick': {
      const without = state.selected.filter((map) => !isSameMap(map, action.map));
      const isNew = without.length === state.selected.length;
      return { ...state, selected: isNew ? [...without, action.map] : without };
    }
    case 'panel': {
      if (state.open.includes(action.panel) === action.open) return state;
      const others = state.open.filter((panel) => panel !== action.panel);
      return { ...state, open: action.open ? [...others, action.panel] : others };
    }
    case 'show':
      return { ...state, ...action.values };
  }
}

/** Sizes that a view has to keep to: those of the step that it shows. */
export interface ViewBounds {
  readonly steps: number;
  readonly batch: number;
  /** How many maps of a kind there are, and their sizes. */
  size(kind: MapRef['kind']): { readonly count: number; readonly rows: number; readonly columns: number };
}

/** The view without what does not exist (any more): after an edit, or when it is taken up by another output. */
export function boundView(state: ViewState, bounds: ViewBounds): ViewState {
  const exists = ({ kind, channel }: MapRef): boolean => channel < bounds.size(kind).count;
  const kept = <C extends Cursor>(at: C | undefined): C | undefined =>
    at && exists(at) && isInside(at, bounds.size(at.kind)) ? at : undefined;
  const bound = {
    step: Math.min(state.step, bounds.steps - 1),
    item: Math.min(state.item, Math.max(0, bounds.batch - 1)),
    cursor: kept(state.cursor),
    pinned: kept(state.pinned),
    stage: state.stage && boundStage(state.stage, exists),
    selected: state.selected.every(exists) ? state.selected : state.selected.filter(exists),
  };
  const keys = Object.keys(bound) as (keyof typeof bound)[];
  return keys.every((key) => bound[key] === state[key]) ? state : { ...state, ...bound };
}

export function isSameMap(a: MapRef, b: MapRef): boolean {
  return a.kind === b.kind && a.channel === b.channel;
}

function isSameCursor(a: Cursor | undefined, b: Cursor | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && isSameMap(a, b) && a.row === b.row && a.column === b.column);
}

function isInside({ row, column }: Cursor, { rows, columns }: { rows: number; columns: number }): boolean {
  return row < rows && column < columns;
}

/** Whether two views differ in their cursor at most. */
export function isSettled(a: ViewState, b: ViewState): boolean {
  const keys = Object.keys(a) as (keyof ViewState)[];
  return keys.every((key) => key === 'cursor' || a[key] === b[key]);
}
