import type { Histogram } from '../../../src/compute/atlas/histogram';

/**
 * A histogram as an SVG path of `bars` steps, one unit each, over a height of one. Heights follow the square root of
 * the counts: beside a peak of zeros, as ReLU leaves it, the rest could not be seen otherwise.
 */
export function areaPath({ counts }: Histogram, bars: number): string {
  const sums = new Float64Array(bars);
  for (let i = 0; i < counts.length; i++) sums[Math.floor((i * bars) / counts.length)] += counts[i];
  const most = Math.max(...sums);
  if (most === 0) return '';
  const steps = Array.from(sums, (sum) => `V${(1 - Math.sqrt(sum / most)).toFixed(3)}h1`);
  return `M0 1${steps.join('')}V1z`;
}
