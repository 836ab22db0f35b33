import { type ColorRange, type ColorScale, NON_FINITE_COLOR, cssGradient } from '../../src/compute/atlas/colors';
import { formatCount, formatNumber } from '../model/format';

export interface LegendProps {
  scale: ColorScale;
  range: ColorRange;
  /** What the range belongs to: `output`, `output 3`. */
  subject: string;
  nonFinite: number;
  /** The number under the pointer, marked on the scale. */
  value?: number;
}

/** The colour scale with the numbers at its ends. */
export function Legend({ scale, range, subject, nonFinite, value }: LegendProps) {
  const share =
    value !== undefined && Number.isFinite(value) && range.high > range.low
      ? Math.max(0, Math.min(1, (value - range.low) / (range.high - range.low)))
      : undefined;
  return (
    <div
      class="cl-legend"
      role="img"
      aria-label={`${subject}: ${formatNumber(range.low)} to ${formatNumber(range.high)}`}
    >
      <span class="cl-dim cl-legend-subject">{subject}</span>
      <span class="cl-number cl-low">{formatNumber(range.low)}</span>
      <span class="cl-gradient" style={{ background: cssGradient(scale) }}>
        {share !== undefined && <span class="cl-marker" style={{ left: `${share * 100}%` }} />}
      </span>
      <span class="cl-number">{formatNumber(range.high)}</span>
      {nonFinite > 0 && (
        <span class="cl-nonfinite">
          <span class="cl-swatch" style={{ background: `rgb(${NON_FINITE_COLOR.join(',')})` }} />
          {formatCount(nonFinite)} NaN or ∞
        </span>
      )}
    </div>
  );
}
