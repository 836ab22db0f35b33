import { useMemo } from 'preact/hooks';
import { type Arithmetic, arithmeticOf } from '../../../src/compute/arithmetic';
import type { MapRef } from '../../../src/compute/atlas/structure';
import type { ConvProblem } from '../../../src/compute/problem';
import { formatCount } from '../../model/format';
import type { Coloring, Gallery } from '../../model/gallery';
import type { Network } from '../../model/network';
import type { OutputAction } from '../../model/output';
import type { StepResult } from '../../model/session';
import { useKeptHeight } from '../hooks';
import { ALONE } from '../../model/stage';
import type { Cursor } from '../../model/viewState';
import { placeText } from '../../model/mapNames';
import { ArithmeticView } from './ArithmeticView';
import { Facts } from './Facts';
import { t } from '../../model/words';

export interface InspectorProps {
  result: StepResult;
  network: Network;
  gallery: Gallery;
  coloring: Coloring;
  cursor: Cursor | undefined;
  pinned: Cursor | undefined;
  /** The map that is shown large. */
  large: MapRef | undefined;
  /** Pixels to fill. */
  width: number;
  dispatch(action: OutputAction): void;
}

/** Input channels whose arithmetic is listed; what the others add stands in one line. */
const LISTED = 6;

/** Beside the maps: how the number that is pointed at, or pinned, comes about, and what its map is like. */
export function Inspector({
  result,
  network,
  gallery,
  coloring,
  cursor,
  pinned,
  large,
  width,
  dispatch,
}: InspectorProps) {
  const { problem } = result.planned;
  const at = pinned ?? cursor;
  const arithmetic = useMemo(
    () => (at?.kind === 'output' ? arithmeticAt(result, at) : undefined),
    [result, at?.kind, at?.channel, at?.row, at?.column],
  );
  const map = at && { kind: at.kind, channel: at.channel };
  const layer = layerText(network, result.step);
  const root = useKeptHeight(result.step);
  return (
    <aside class="cl-inspector" ref={root} aria-label={t('How the number comes about')}>
      <div class="cl-inspector-head">
        <strong>{at ? placeText(problem, at) : t('{0} output maps', formatCount(problem.outChannels))}</strong>
        {pinned && (
          <button
            class="cl-link"
            type="button"
            title={t('Escape')}
            onClick={() => dispatch({ type: 'pin', cursor: undefined })}
          >
            {t('Unpin')}
          </button>
        )}
        {pinned && map && !areSame(map, large) && (
          <button
            class="cl-link"
            type="button"
            title={t('Enter, or double click on the map')}
            onClick={() => dispatch({ type: 'show', values: { stage: { map, company: ALONE } } })}
          >
            {t('Enlarge')}
          </button>
        )}
      </div>
      {layer && <div class="cl-dim">{layer}</div>}
      {arithmetic && at ? (
        <ArithmeticView
          problem={problem}
          arithmetic={arithmetic}
          coloring={coloring}
          width={width}
          source={sourceText(network, result.step)}
        />
      ) : (
        !at && <div class="cl-dim">{t('Point at an output pixel to see what it is made of.')}</div>
      )}
      <Facts gallery={gallery} map={map} />
    </aside>
  );
}

const areSame = (a: MapRef, b: MapRef | undefined): boolean => a.kind === b?.kind && a.channel === b.channel;

function arithmeticAt(result: StepResult, at: Cursor): Arithmetic {
  const { planned, input, weight, bias } = result;
  const position = positionOf(planned.problem, at);
  return arithmeticOf(planned.problem, input, weight, bias, { item: 0, channel: at.channel, position }, LISTED);
}

/** The position along each axis of a pixel of the picture; slices of a volume stand below each other there. */
function positionOf({ axes }: ConvProblem, { row, column }: Cursor): number[] {
  if (axes.length === 1) return [column];
  if (axes.length === 2) return [row, column];
  const rows = axes[1].output;
  return [Math.floor(row / rows), row % rows, column];
}

/** `layer 2 of 3 · conv2`; nothing where there is only one. */
function layerText({ steps }: Network, index: number): string | undefined {
  if (steps.length < 2) return undefined;
  return `${t('layer {0} of {1}', index + 1, steps.length)} · ${nameOf(steps[index])}`;
}

/** What the input maps of a step are called: `input`, or whose output they are. */
function sourceText({ steps }: Network, index: number): string {
  const { input } = steps[index].step;
  return typeof input === 'number' ? nameOf(steps[input]) : t('input');
}

function nameOf({ step }: Network['steps'][number]): string {
  return step.name ?? step.op;
}
