/**
 * Normal numbers by the ziggurat method (Marsaglia and Tsang, 2000; Doornik, 2005) with 256 layers, as NumPy's
 * Generator draws them. The layers are computed here from their definition, so the last bit of a number may
 * differ from NumPy's, whose tables were rounded elsewhere.
 */
import type { Pcg64 } from './pcg64';

const RIGHT = 3.654152885361009;
const LAYERS = 256;
const MANTISSA = 2 ** 52;
/** The area of each layer: R·f(R) plus the tail ∫f beyond R, with f(x) = exp(−x²/2). */
const AREA = 0.004928673233974655;

interface Tables {
  /** Below this mantissa a number of the layer is accepted at once. */
  readonly accept: Float64Array;
  /** Width of the layer per unit of the mantissa. */
  readonly width: Float64Array;
  /** The density at the layer's edge. */
  readonly density: Float64Array;
}

let tables: Tables | undefined;

function layers(): Tables {
  const accept = new Float64Array(LAYERS);
  const width = new Float64Array(LAYERS);
  const density = new Float64Array(LAYERS);
  let x = RIGHT;
  density[LAYERS - 1] = Math.exp(-0.5 * x * x);
  width[LAYERS - 1] = x / MANTISSA;
  accept[0] = Math.floor(((x * density[LAYERS - 1]) / AREA) * MANTISSA);
  width[0] = AREA / density[LAYERS - 1] / MANTISSA;
  density[0] = 1;
  for (let i = LAYERS - 2; i > 0; i--) {
    const inner = Math.sqrt(-2 * Math.log(AREA / x + density[i + 1]));
    accept[i + 1] = Math.floor((inner / x) * MANTISSA);
    width[i] = inner / MANTISSA;
    density[i] = Math.exp(-0.5 * inner * inner);
    x = inner;
  }
  return { accept, width, density };
}

/** A number of the standard normal distribution. */
export function standardNormal(source: Pcg64): number {
  tables ??= layers();
  for (;;) {
    const word = source.next64();
    const layer = Number(word & 0xffn);
    const negative = (word >> 8n) & 1n;
    const mantissa = Number((word >> 9n) & 0xfffffffffffffn);
    const x = mantissa * tables.width[layer];
    const signed = negative ? -x : x;
    if (mantissa < tables.accept[layer]) return signed;
    if (layer === 0) return tail(source, ((word >> 9n) >> 8n) & 1n);
    const { density } = tables;
    if ((density[layer - 1] - density[layer]) * source.double() + density[layer] < Math.exp(-0.5 * x * x))
      return signed;
  }
}

/** A number beyond the outermost layer (Marsaglia, 1964). */
function tail(source: Pcg64, negative: bigint): number {
  for (;;) {
    const x = -Math.log1p(-source.double()) / RIGHT;
    const y = -Math.log1p(-source.double());
    if (y + y > x * x) return negative ? -(RIGHT + x) : RIGHT + x;
  }
}
