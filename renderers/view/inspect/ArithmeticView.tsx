import { useState } from 'preact/hooks';
import { activationLabel } from '../../../src/compute/activation';
import { type Arithmetic, type Contribution, GAP, PADDING } from '../../../src/compute/arithmetic';
import type { ColorRange, ColorScale } from '../../../src/compute/atlas/colors';
import { sliceRows } from '../../../src/compute/atlas/image';
import type { ConvProblem } from '../../../src/compute/problem';
import { formatAligned, formatCount, formatNumber } from '../../model/format';
import type { Coloring } from '../../model/gallery';
import { HeatGrid } from './HeatGrid';
import { NumberGrid } from './NumberGrid';
import { t } from '../../model/words';

export interface ArithmeticViewProps {
  problem: ConvProblem;
  arithmetic: Arithmetic;
  coloring: Coloring;
  /** Pixels to fill. */
  width: number;
  /** What the maps that are read are called. */
  source: string;
}

/** One number as the sum that it is: for each input channel kernel × patch = products, then the rest, the bias, the value. */
export function ArithmeticView({ problem, arithmetic, coloring, width, source }: ArithmeticViewProps) {
  const { contributions, rest, bias, sum, value, rows, columns } = arithmetic;
  // The channel whose numbers are written out: the one asked for while it is listed, else the first.
  const [wanted, setWanted] = useState(-1);
  const open = contributions.find(({ channel }) => channel === wanted) ?? contributions[0];
  const colors = colorsOf(arithmetic, coloring);
  const sums = formatAligned([...contributions.map(({ sum }) => sum), rest.sum, bias ?? 0, sum, value], 5);
  const [restSum, biasSum, sumText, valueText] = sums.slice(contributions.length);
  const words = wordsOf(problem);
  const isPoint = rows * columns === 1;
  const slices = sliceRows(problem.axes.map((axis) => axis.kernel));
  return (
    <div class="cl-arithmetic">
      <table class="cl-sums" aria-label={t('What the number is the sum of')}>
        <thead>
          <tr class="cl-dim">
            <th scope="col">{source}</th>
            <th scope="col">{words.header}</th>
            <th scope="col" class="cl-sum">
              Σ
            </th>
          </tr>
        </thead>
        <tbody>
          {contributions.map((contribution, i) => (
            <tr
              key={contribution.channel}
              class={contribution === open ? 'cl-open' : undefined}
              onClick={() => setWanted(contribution.channel)}
            >
              <td>
                <button
                  class="cl-link"
                  type="button"
                  title={t('Write its numbers out')}
                  aria-label={t('input {0}', contribution.channel)}
                  aria-pressed={contribution === open}
                >
                  {contribution.channel}
                </button>
              </td>
              <td class="cl-sum-grids">
                {isPoint ? (
                  pointText(contribution)
                ) : (
                  <Grids arithmetic={arithmetic} contribution={contribution} colors={colors} slices={slices} />
                )}
              </td>
              <td class="cl-sum cl-number">{sums[i]}</td>
            </tr>
          ))}
          {rest.channels > 0 && (
            <SumRow
              label={t(
                rest.channels === 1 ? '{0} more channel, adding less' : '{0} more channels, each adding less',
                formatCount(rest.channels),
              )}
              sum={restSum}
            />
          )}
          {bias !== undefined && <SumRow label={t('bias')} sum={biasSum} />}
          {words.activation && <SumRow label={t('sum')} sum={sumText} />}
        </tbody>
        <tfoot>
          <SumRow
            label={t('{0}, in float64', words.activation ?? t('value'))}
            sum={valueText}
            title={formatNumber(value)}
          />
        </tfoot>
      </table>
      {open && !isPoint && (
        <Written
          arithmetic={arithmetic}
          contribution={open}
          colors={colors}
          kernelName={words.kernel}
          width={width}
          slices={slices}
        />
      )}
      <Marks arithmetic={arithmetic} />
    </div>
  );
}

/** What the grids and the last step are called: pooling and activations are told in the terms of a convolution. */
function wordsOf({ pooling, activation }: ConvProblem): { header: string; kernel: string; activation?: string } {
  const kernel = t(pooling ? (pooling.kind === 'max' ? 'largest' : 'shares') : 'kernel');
  const header = t('{0} × patch = {1}', kernel, t(pooling ? 'taken' : 'products'));
  return { header, kernel, activation: activation && activationLabel(activation) };
}

function SumRow({ label, sum, title }: { label: string; sum: string; title?: string }) {
  return (
    <tr title={title}>
      <td colSpan={2}>{label}</td>
      <td class="cl-sum cl-number">{sum}</td>
    </tr>
  );
}

/** How the three grids are coloured: weights and products around zero, the patch as its map is. */
interface GridColors {
  readonly kernel: readonly [ColorScale, ColorRange];
  readonly patch: readonly [ColorScale, (channel: number) => ColorRange];
  readonly products: readonly [ColorScale, ColorRange];
}

function colorsOf({ contributions }: Arithmetic, coloring: Coloring): GridColors {
  const around = (pick: (contribution: Contribution) => Float64Array): ColorRange => {
    let reach = 0;
    for (const contribution of contributions) {
      for (const number of pick(contribution)) if (Number.isFinite(number)) reach = Math.max(reach, Math.abs(number));
    }
    return { low: -reach, high: reach };
  };
  return {
    kernel: ['diverging', around(({ kernel }) => kernel)],
    patch: [coloring.scale('input'), (channel) => coloring.range({ kind: 'input', channel })],
    products: ['diverging', around(({ products }) => products)],
  };
}

interface GridsProps {
  /** Rows of each slice of a kernel that is a volume. */
  slices: number | undefined;
  arithmetic: Arithmetic;
  contribution: Contribution;
  colors: GridColors;
}

/** The three grids in colours alone. */
function Grids({ arithmetic, contribution, colors, slices }: GridsProps) {
  const shape = { rows: arithmetic.rows, columns: arithmetic.columns, slices };
  const { kernel, patch, products, channel } = contribution;
  return (
    <>
      <HeatGrid {...shape} numbers={kernel} scale={colors.kernel[0]} range={colors.kernel[1]} />
      <span class="cl-op-sign" aria-hidden="true">
        ×
      </span>
      <HeatGrid
        {...shape}
        numbers={patch}
        scale={colors.patch[0]}
        range={colors.patch[1](channel)}
        places={arithmetic.places}
      />
      <span class="cl-op-sign" aria-hidden="true">
        =
      </span>
      <HeatGrid {...shape} numbers={products} scale={colors.products[0]} range={colors.products[1]} />
    </>
  );
}

/** The three grids of one channel with their numbers: side by side where they are narrow, else below each other. */
function Written(props: GridsProps & { kernelName: string; width: number }) {
  const { arithmetic, contribution, colors, kernelName, width, slices } = props;
  const { rows, columns, places } = arithmetic;
  const { kernel, patch, products, channel } = contribution;
  if (columns > 11) return null;
  const shape = { rows, columns, slices };
  const widths = [kernel, patch, products].map(widestOf);
  const isTall = !fitsIn(width - SIGNS, columns, widths);
  const widest = Math.max(...widths);
  // What may scroll has to be reached without a pointer.
  const scrolls = isTall && !fitsIn(width, columns, [widest]);
  return (
    <div
      class={isTall ? 'cl-written cl-written-tall' : 'cl-written'}
      style={{ '--cl-widest': `${widest}ch` }}
      {...(scrolls && { tabIndex: 0, role: 'group', 'aria-label': kernelName })}
    >
      <NumberGrid {...shape} name={kernelName} numbers={kernel} scale={colors.kernel[0]} range={colors.kernel[1]} />
      <span class="cl-op-sign">×</span>
      <NumberGrid
        {...shape}
        name={t('patch of {0}', channel)}
        numbers={patch}
        scale={colors.patch[0]}
        range={colors.patch[1](channel)}
        places={places}
      />
      <span class="cl-op-sign">=</span>
      <NumberGrid
        {...shape}
        name={t('products')}
        numbers={products}
        scale={colors.products[0]}
        range={colors.products[1]}
      />
    </div>
  );
}

/** Pixels that the signs between three grids take, and that a character and what is around a number take. */
const SIGNS = 26;
const CHARACTER = 6;
const AROUND = 3;
/** What a number has at least: see inspector.css. */
const NARROWEST = 20;

/** Characters of the longest number of a grid. */
function widestOf(numbers: Float64Array): number {
  return Math.max(...formatAligned(numbers).map(({ length }) => length));
}

/** Whether grids of so many columns, each of numbers so many characters wide, stand in a row of so many pixels. */
function fitsIn(room: number, columns: number, widths: readonly number[]): boolean {
  return widths.reduce((sum, width) => sum + columns * (Math.max(NARROWEST, width * CHARACTER) + AROUND), 0) <= room;
}

/** A kernel of one tap needs no grid: `0.5 × −1.25`. */
function pointText({ kernel, patch }: Contribution): string {
  return `${formatNumber(kernel[0])} × ${formatNumber(patch[0])}`;
}

/** What the marks in the patch mean, where there are any. */
function Marks({ arithmetic: { places } }: { arithmetic: Arithmetic }) {
  const padding = places.filter((place) => place === PADDING).length;
  const gaps = places.filter((place) => place === GAP).length;
  if (padding + gaps === 0) return null;
  return (
    <div class="cl-dim cl-marks">
      <span class="cl-hatch" />
      {padding > 0
        ? t('{0} of {1} taps lie in the padding', padding, places.length)
        : t('{0} of {1} taps meet no input', gaps, places.length)}
    </div>
  );
}
