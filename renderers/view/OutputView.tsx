import { useMemo, useRef } from 'preact/hooks';
import { colorRange } from '../../src/compute/atlas/colors';
import { valueAt } from '../../src/compute/atlas/image';
import { layoutAtlas } from '../../src/compute/atlas/layout';
import { EMPTY_STATISTICS } from '../../src/compute/atlas/statistics';
import type { PlannedStep } from '../../src/compute/step';
import { formatCount } from '../model/format';
import { type History, currentNetwork } from '../model/history';
import type { Network } from '../model/network';
import type { OutputStore } from '../model/registry';
import { useStore } from '../model/store';
import { createGallery } from '../model/view';
import { Atlas } from './Atlas';
import { Experiment } from './experiment/Experiment';
import { Header } from './Header';
import { useComputation, useWidth } from './hooks';
import { Layers } from './Layers';
import { Legend } from './Legend';
import { Message } from './Message';
import { Readout } from './Readout';
import { Status } from './Status';
import { Toolbar } from './Toolbar';

/** Maps shown before a person asks for all. */
const FIRST_MAPS = 96;

/**
 * One notebook output. From top to bottom: what the layer does, whether the numbers are to be trusted, how they are
 * shown, what can be tried out, the maps, and what there is to say of one of them.
 */
export function OutputView({ store, title }: { store: OutputStore; title?: string }) {
  const { view, history } = useStore(store);
  const { dispatch } = store;
  const root = useRef<HTMLDivElement>(null);
  const width = useWidth(root);
  const network = currentNetwork(history);
  const planning = network.plans[view.step];
  const computation = useComputation(network, view.step, view.item);
  // A result of the step shown before must not be painted into this step's layout.
  const result = computation.result?.step === view.step ? computation.result : undefined;
  const planned = result?.planned ?? lastPlanned(history, network, view.step);
  const { problem } = planned;
  const layout = useMemo(
    () => layoutAtlas(problem, { width, maxOutputs: view.all ? Infinity : FIRST_MAPS }),
    [problem, width, view.all],
  );
  const gallery = useMemo(() => result && createGallery(result), [result]);

  const { cursor, scale, range } = view;
  const shownKind = cursor?.kind ?? 'output';
  const own = range === 'each' && cursor ? cursor : undefined;
  const extent = !gallery ? EMPTY_STATISTICS : own ? gallery.statistics(own) : gallery.common(shownKind);
  const value = gallery && cursor ? valueAt(gallery.image(cursor), cursor.row, cursor.column) : undefined;

  const onKey = (event: KeyboardEvent): void => {
    const move = { PageUp: -1, PageDown: 1 }[event.key];
    const last = network.steps.length - 1;
    if (move === undefined || last === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch({ type: 'step', step: Math.max(0, Math.min(last, view.step + move)) });
  };

  return (
    <div class="cl-root" ref={root} onKeyDown={onKey}>
      <Header planned={planned} title={title} />
      <Status computation={{ ...computation, result }} open={view.open.includes('backends')} dispatch={dispatch} />
      {computation.error && <Message title="The maps could not be computed" text={computation.error} />}
      {'refused' in planning && !view.open.includes('experiment') && (
        <Message title="This layer does not fit any more" text={planning.refused} advice="Undo or reset the changes." />
      )}
      <Layers network={network} original={history.original} step={view.step} dispatch={dispatch} />
      <Toolbar view={view} batch={problem.batch} dispatch={dispatch}>
        <Legend
          scale={scale}
          range={colorRange(scale, extent)}
          subject={own ? `${shownKind} ${own.channel}` : `${shownKind}s`}
          nonFinite={extent.nonFinite}
          value={value}
        />
      </Toolbar>
      <Experiment state={{ view, history }} dispatch={dispatch} />
      <Readout problem={problem} gallery={gallery} cursor={cursor} />
      <Atlas
        problem={problem}
        layout={layout}
        gallery={gallery}
        scale={scale}
        mode={range}
        cursor={cursor}
        onCursor={(to) => dispatch({ type: 'point', cursor: to })}
      />
      {layout.hidden > 0 && (
        <button class="cl-button" type="button" onClick={() => dispatch({ type: 'show', values: { all: true } })}>
          Show {formatCount(layout.hidden)} more maps
        </button>
      )}
    </div>
  );
}

/** A step's plan; where it has none at the moment, the last that it had. */
function lastPlanned({ original, done }: History, network: Network, step: number): PlannedStep {
  const networks = [network, ...done.map((revision) => revision.network).reverse(), original];
  const planning = networks.map(({ plans }) => plans[step]).find((candidate) => 'planned' in candidate);
  return (planning as { planned: PlannedStep }).planned;
}
