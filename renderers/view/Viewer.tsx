import { useMemo } from 'preact/hooks';
import { arrange, isPlain } from '../../src/compute/atlas/arrange';
import { layoutAtlas } from '../../src/compute/atlas/layout';
import { type AtlasStructure, type MapRef, structureOf } from '../../src/compute/atlas/structure';
import type { PlannedStep } from '../../src/compute/step';
import { formatCount } from '../model/format';
import { coloringOf, createGallery, numberAt, picturesOf } from '../model/gallery';
import type { Network } from '../model/network';
import type { OutputStore } from '../model/registry';
import type { StepInputs, StepResult } from '../model/session';
import type { Cursor, Settled } from '../model/viewState';
import { Atlas } from './atlas/Atlas';
import { AtCursor, ReadCursor } from './hooks';
import { Inspector } from './inspect/Inspector';
import { useInSight } from './inSight';
import { Readout } from './Readout';
import { Scale } from './scale/Scale';
import { StageView } from './stage/StageView';
import { TakeAway } from './takeaway/TakeAway';
import { Toolbar } from './Toolbar';
import { t } from '../model/words';

export interface ViewerProps {
  network: Network;
  planned: PlannedStep;
  /** Undefined until the first is there. */
  result: StepResult | undefined;
  /** Until then, what it is computed from, as far as that is there. */
  inputs: StepInputs | undefined;
  view: Settled;
  /** Pixels to fill. */
  width: number;
  store: OutputStore;
}

/** Maps shown before a person asks for all. */
const FIRST_MAPS = 96;

/** From this width on the inspector stands beside the maps, below them else. */
const WIDE = 800;
const INSPECTOR = 340;
/** Wider than this its numbers stand no better. */
const WIDEST_INSPECTOR = 560;
const GAP = 8;
/** Pixels between its border and what it says: see inspector.css. */
const INSET = 17;

/** Pixels for the maps at least, so that what stands beside them does not crowd a single one. */
const LEAST_MAPS = 240;
/** The same for one large map alone. */
const LEAST_STAGE = 440;

/** The maps of one step: how they are coloured and ordered, all of them or one large, and what there is to say of one. */
export function Viewer({ network, planned, result, inputs, view, width, store }: ViewerProps) {
  const { dispatch } = store;
  const { problem } = planned;
  const { pinned, arrangement, stage } = view;
  const isWide = width >= WIDE;
  const room = isWide ? width - INSPECTOR - GAP : width;
  const gallery = useMemo(() => result && createGallery(result), [result]);
  const early = useMemo(() => (!result && inputs ? picturesOf(inputs) : undefined), [result, inputs]);
  const pictures = gallery ?? early;
  const { scale, range, clips } = view;
  const coloring = useMemo(
    () => pictures && coloringOf(pictures, { scale, range, clips }),
    [pictures, scale, range, clips],
  );
  // Only an arrangement by statistics has to be made anew with each result.
  const arranging = isPlain(arrangement) ? undefined : gallery;
  const [layout, mapsWidth] = useMemo(() => {
    const statistics = (channel: number) => arranging!.statistics({ kind: 'output', channel });
    const structure = structureOf(problem, t);
    const layOut = (arranged: AtlasStructure) =>
      layoutAtlas(problem, {
        say: t,
        width: room,
        maxOutputs: view.all ? Infinity : FIRST_MAPS,
        structure: arranged,
      });
    const plain = layOut(structure);
    const arranged = arranging ? layOut(arrange(structure, arrangement, statistics)) : plain;
    // With fewer maps in sight, what stands beside them stays where it is.
    return [arranged, Math.min(room, Math.max(LEAST_MAPS, plain.width, arranged.width))];
  }, [problem, room, view.all, arrangement, arranging]);
  const isAlone = stage && stage.company.kind !== 'beside';
  const main = stage ? (isAlone ? Math.min(room, Math.max(mapsWidth, LEAST_STAGE)) : room) : mapsWidth;
  const inspector = Math.min(WIDEST_INSPECTOR, isWide ? width - main - GAP : width);

  const { box, panel } = useInSight(isWide);
  const subjectOf = (at: Cursor | undefined): MapRef => at ?? { kind: 'output', channel: stage?.map.channel ?? 0 };
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
          <ReadCursor store={store}>
            {(cursor) => (
              <Scale
                view={view}
                gallery={gallery}
                coloring={coloring}
                subject={subjectOf(cursor ?? pinned)}
                pointed={cursor !== undefined}
                value={numberAt(gallery, cursor ?? pinned)}
                dispatch={dispatch}
              />
            )}
          </ReadCursor>
        )}
      </div>
      <ReadCursor store={store}>
        {(cursor) => <Readout problem={problem} pictures={pictures} cursor={cursor ?? pinned} pinned={pinned} />}
      </ReadCursor>
      <div class={isWide ? 'cl-viewer cl-wide' : 'cl-viewer'} style={{ '--cl-room': `${room}px` }}>
        <div class="cl-main" style={isWide ? { width: `${main}px` } : undefined}>
          {stage && gallery && coloring ? (
            <AtCursor store={store}>
              {(cursor) => (
                <StageView
                  problem={problem}
                  stage={stage}
                  gallery={gallery}
                  coloring={coloring}
                  width={isWide ? main : room}
                  cursor={cursor}
                  pinned={pinned}
                  dispatch={dispatch}
                />
              )}
            </AtCursor>
          ) : (
            <Atlas
              problem={problem}
              layout={layout}
              width={mapsWidth}
              pictures={pictures}
              coloring={coloring}
              order={arrangement.order}
              store={store}
              pinned={pinned}
            />
          )}
          {!stage && !hasOutputs && <p class="cl-dim">{t('No output map is like that.')}</p>}
          {!stage && layout.hidden > 0 && (
            <button class="cl-button" type="button" onClick={() => dispatch({ type: 'show', values: { all: true } })}>
              {t('Show {0} more maps', formatCount(layout.hidden))}
            </button>
          )}
        </div>
        <div ref={panel} class="cl-beside" style={{ width: `${inspector}px` }}>
          {result && gallery && coloring ? (
            <ReadCursor store={store}>
              {(cursor) => (
                <Inspector
                  result={result}
                  network={network}
                  gallery={gallery}
                  coloring={coloring}
                  cursor={cursor}
                  pinned={pinned}
                  large={stage?.map}
                  width={inspector - (isWide ? INSET : 0)}
                  dispatch={dispatch}
                />
              )}
            </ReadCursor>
          ) : (
            <aside class="cl-inspector" />
          )}
        </div>
        {isWide && <div ref={box} class="cl-sight" aria-hidden="true" />}
      </div>
      {result && gallery && coloring && (
        <ReadCursor store={store}>
          {(cursor) => (
            <TakeAway
              open={view.open.includes('takeaway')}
              network={network}
              result={result}
              gallery={gallery}
              coloring={coloring}
              layout={layout}
              map={stage?.map ?? pinned ?? subjectOf(cursor)}
              dispatch={dispatch}
            />
          )}
        </ReadCursor>
      )}
    </>
  );
}
