import { useMemo } from 'preact/hooks';
import { arrange, isPlain } from '../../src/compute/atlas/arrange';
import { valueAt } from '../../src/compute/atlas/image';
import { layoutAtlas } from '../../src/compute/atlas/layout';
import { structureOf } from '../../src/compute/atlas/structure';
import type { PlannedStep } from '../../src/compute/step';
import { formatCount } from '../model/format';
import { coloringOf, createGallery } from '../model/gallery';
import type { Network } from '../model/network';
import type { OutputAction } from '../model/output';
import type { StepResult } from '../model/session';
import type { ViewState } from '../model/viewState';
import { Atlas } from './atlas/Atlas';
import { Inspector } from './inspect/Inspector';
import { Readout } from './Readout';
import { Scale } from './scale/Scale';
import { StageView } from './stage/StageView';
import { TakeAway } from './takeaway/TakeAway';
import { Toolbar } from './Toolbar';

export interface ViewerProps {
  network: Network;
  planned: PlannedStep;
  /** Undefined until the first is there. */
  result: StepResult | undefined;
  view: ViewState;
  /** Pixels to fill. */
  width: number;
  dispatch(action: OutputAction): void;
}

/** Maps shown before a person asks for all. */
const FIRST_MAPS = 96;

/** From this width on the inspector stands beside the maps, below them else. */
const WIDE = 800;
const INSPECTOR = 340;
const GAP = 16;

/** The maps of one step: how they are coloured and ordered, all of them or one large, and what there is to say of one. */
export function Viewer({ network, planned, result, view, width, dispatch }: ViewerProps) {
  const { problem } = planned;
  const { cursor, pinned, arrangement, stage } = view;
  const isWide = width >= WIDE;
  const room = isWide ? width - INSPECTOR - GAP : width;
  const gallery = useMemo(() => result && createGallery(result), [result]);
  const coloring = useMemo(() => gallery && coloringOf(gallery, view), [gallery, view.scale, view.range, view.clips]);
  // Only an arrangement by statistics has to be made anew with each result.
  const arranging = isPlain(arrangement) ? undefined : gallery;
  const layout = useMemo(() => {
    const statistics = (channel: number) => arranging!.statistics({ kind: 'output', channel });
    const structure = structureOf(problem);
    return layoutAtlas(problem, {
      width: room,
      maxOutputs: view.all ? Infinity : FIRST_MAPS,
      structure: arranging ? arrange(structure, arrangement, statistics) : structure,
    });
  }, [problem, room, view.all, arrangement, arranging]);

  const at = cursor ?? pinned;
  const subject = at ?? { kind: 'output' as const, channel: stage?.map.channel ?? 0 };
  const hasOutputs = layout.tiles.some((tile) => tile.kind === 'output');
  return (
    <>
      <Toolbar
        view={view}
        batch={problem.batch}
        outputs={problem.outChannels}
        groups={problem.groups}
        dispatch={dispatch}
      />
      <div class="cl-scale-line">
        {gallery && coloring && (
          <Scale
            view={view}
            gallery={gallery}
            coloring={coloring}
            subject={subject}
            value={at && valueAt(gallery.image(at), at.row, at.column)}
            dispatch={dispatch}
          />
        )}
      </div>
      <Readout problem={problem} gallery={gallery} cursor={at} />
      <div class={isWide ? 'cl-viewer cl-wide' : 'cl-viewer'}>
        <div class="cl-main">
          {stage && gallery && coloring ? (
            <StageView
              problem={problem}
              stage={stage}
              gallery={gallery}
              coloring={coloring}
              width={room}
              cursor={cursor}
              pinned={pinned}
              dispatch={dispatch}
            />
          ) : (
            <Atlas
              problem={problem}
              layout={layout}
              gallery={gallery}
              coloring={coloring}
              order={arrangement.order}
              cursor={cursor}
              pinned={pinned}
              dispatch={dispatch}
            />
          )}
          {!stage && !hasOutputs && <p class="cl-dim">No output map is like that.</p>}
          {!stage && layout.hidden > 0 && (
            <button class="cl-button" type="button" onClick={() => dispatch({ type: 'show', values: { all: true } })}>
              Show {formatCount(layout.hidden)} more maps
            </button>
          )}
        </div>
        {result && gallery && coloring ? (
          <Inspector
            result={result}
            network={network}
            gallery={gallery}
            coloring={coloring}
            cursor={cursor}
            pinned={pinned}
            dispatch={dispatch}
          />
        ) : (
          <aside class="cl-inspector" />
        )}
      </div>
      {result && gallery && coloring && (
        <TakeAway
          open={view.open.includes('takeaway')}
          network={network}
          result={result}
          gallery={gallery}
          coloring={coloring}
          layout={layout}
          map={stage?.map ?? pinned ?? subject}
          dispatch={dispatch}
        />
      )}
    </>
  );
}
