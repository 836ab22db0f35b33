import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type ColorScale, colorRange } from '../../src/compute/atlas/colors';
import { valueAt } from '../../src/compute/atlas/image';
import { layoutAtlas } from '../../src/compute/atlas/layout';
import { EMPTY_STATISTICS } from '../../src/compute/atlas/statistics';
import { inFormat } from '../../src/compute/layout';
import { outputShapeOf } from '../../src/compute/problem';
import { type PlannedStep, planSteps } from '../../src/compute/step';
import type { Payload } from '../../src/protocol/payload';
import { validatePayload } from '../../src/protocol/validate';
import { formatCount, formatShape } from '../model/format';
import { type Session, type StepResult, createSession } from '../model/session';
import { type Cursor, type RangeMode, createGallery } from '../model/view';
import { Atlas } from './Atlas';
import { Header, Status } from './Header';
import { Legend } from './Legend';
import { Message } from './Message';
import { Readout } from './Readout';
import { Toolbar } from './Toolbar';

/** Maps shown before a person asks for all. */
const FIRST_MAPS = 96;

/** One notebook output: what arrived, held to the protocol, planned, computed and shown. */
export function OutputView({ data }: { data: unknown }) {
  const opened = useMemo(() => open(data), [data]);
  if ('problem' in opened) return <Message {...opened.problem} />;
  return <StepsView {...opened} />;
}

interface Opened {
  payload: Payload;
  steps: PlannedStep[];
  session: Session;
}

interface Refused {
  problem: { title: string; text: string; advice?: string };
}

const TITLES = {
  malformed: 'ConvLens cannot read this output',
  newer: 'This output is from a newer ConvLens',
  oversized: 'This output is too large to show',
} as const;

function open(data: unknown): Opened | Refused {
  const validated = validatePayload(data);
  if (!validated.ok) {
    const { kind, message, advice } = validated.problem;
    return { problem: { title: TITLES[kind], text: message, advice } };
  }
  const { payload } = validated;
  try {
    const steps = planSteps(payload);
    const empty = steps.find(({ problem }) => outputShapeOf(problem).includes(0));
    if (empty) {
      const shape = formatShape(inFormat(outputShapeOf(empty.problem), empty.step.dataFormat));
      return { problem: { title: 'There are no maps to show', text: `${empty.step.op} gives ${shape}.` } };
    }
    return { payload, steps, session: createSession(payload, steps) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { problem: { title: 'This convolution does not fit together', text } };
  }
}

function StepsView({ payload, steps, session }: Opened) {
  const [step, setStep] = useState(0);
  const [item, setItem] = useState(0);
  const [scale, setScale] = useState<ColorScale>('viridis');
  const [mode, setMode] = useState<RangeMode>('common');
  const [all, setAll] = useState(false);
  const [cursor, setCursor] = useState<Cursor>();
  const root = useRef<HTMLDivElement>(null);
  const width = useWidth(root);
  const { result, error, busy } = useResult(session, step, item);

  const { problem } = steps[step];
  const layout = useMemo(
    () => layoutAtlas(problem, { width, maxOutputs: all ? Infinity : FIRST_MAPS }),
    [problem, width, all],
  );
  // A result of the step shown before must not be painted into this step's layout.
  const current = result?.step === step ? result : undefined;
  const gallery = useMemo(() => current && createGallery(problem, current), [problem, current]);

  const subject = cursor?.tile;
  const shownKind = subject?.kind ?? 'output';
  const extent = !gallery
    ? EMPTY_STATISTICS
    : mode === 'each' && subject
      ? gallery.statistics(subject)
      : gallery.common(shownKind);
  const value = gallery && cursor ? valueAt(gallery.image(cursor.tile), cursor.row, cursor.column) : undefined;
  const own = mode === 'each' && subject ? `${shownKind} ${subject.channel}` : `${shownKind}s`;

  return (
    <div class="cl-root" ref={root}>
      <Header planned={steps[step]} title={payload.title} />
      <Status result={current} busy={busy} />
      {error && <Message title="The maps could not be computed" text={error} />}
      <Toolbar
        steps={steps}
        step={step}
        onStep={(next) => {
          setStep(next);
          setCursor(undefined);
        }}
        batch={problem.batch}
        item={item}
        onItem={setItem}
        scale={scale}
        onScale={setScale}
        mode={mode}
        onMode={setMode}
      >
        <Legend
          scale={scale}
          range={colorRange(scale, extent)}
          subject={own}
          nonFinite={extent.nonFinite}
          value={value}
        />
      </Toolbar>
      <Readout problem={problem} gallery={gallery} cursor={cursor} />
      <Atlas
        problem={problem}
        layout={layout}
        gallery={gallery}
        scale={scale}
        mode={mode}
        cursor={cursor}
        onCursor={setCursor}
      />
      {layout.hidden > 0 && (
        <button class="cl-button" type="button" onClick={() => setAll(true)}>
          Show {formatCount(layout.hidden)} more maps
        </button>
      )}
    </div>
  );
}

/** The width to lay out for, in whole steps of eight pixels so that a scrollbar's coming and going changes nothing. */
function useWidth(root: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(720);
  useLayoutEffect(() => {
    const element = root.current!;
    const measure = (): void => setWidth(Math.max(240, Math.floor((element.clientWidth - 4) / 8) * 8));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

interface Computation {
  result?: StepResult;
  error?: string;
  busy: boolean;
}

/** The result for a step and a batch item; the one before stays until the next is there. */
function useResult(session: Session, step: number, item: number): Computation {
  const [state, setState] = useState<Computation>({ busy: true });
  useEffect(() => {
    let stale = false;
    setState((before) => ({ ...before, busy: true, error: undefined }));
    session.result(step, item).then(
      (result) => !stale && setState({ result, busy: false }),
      (error: unknown) =>
        !stale && setState({ error: error instanceof Error ? error.message : String(error), busy: false }),
    );
    return () => {
      stale = true;
    };
  }, [session, step, item]);
  return state;
}
