/** Shapes and counts cut to the width of a label; the whole of them is in hovers and summaries. */
import { formatCount, formatDim, formatLarge, isUnknown, type Dim, type Shape } from '../shape';
import { tensorsIn } from '../python/interpreter';
import type { Value } from '../python/interpreter/values';
import { shapeText } from './shapes';

/** What VS Code shows of an inlay hint before it cuts it off. */
const WIDTH = 43;
/** Longer sizes are left out where a label gets too wide. */
const DIM_WIDTH = 8;
const COUNT_WIDTH = 24;

/** `(N, 64, …, …)`: sizes that are long expressions give way first; of several tensors their number stays. */
export function briefText(value: Value): string {
  const text = withoutOwners(shapeText(value));
  if (text.length <= WIDTH) return text;
  if (value.kind !== 'tensor' || !value.shape) return `${tensorsIn([value]).length} tensors`;
  return `(${shortened(value.shape).join(', ')})`;
}

/** A size that needs no brackets between times signs: a name, a number, `⌊H/2⌋`. */
const WHOLE = /^([\w?.[\]]+|⌊[^⌊⌋]*⌋)$/;

/** `N×64×112×112`, the form of inlay hints, and `(64,)`, since `64` reads as a number; empty where nothing is known. */
export function briefProduct(value: Value): string {
  if (value.kind !== 'tensor') return briefText(value);
  if (!value.shape) return '';
  if (value.shape.length === 0) return 'scalar';
  if (value.shape.length === 1) return briefText(value);
  const sizes = value.shape.map(briefDim);
  const whole = sizes.map((size) => (WHOLE.test(size) ? size : `(${size})`)).join('×');
  return whole.length <= WIDTH ? whole : shortened(value.shape).join('×');
}

/** `n_embd` for `config.n_embd`. */
const withoutOwners = (text: string): string => text.replace(/\b[A-Za-z_]\w*\.(?=[A-Za-z_])/g, '');

const briefDim = (dim: Dim): string => withoutOwners(formatDim(dim));

function shortened(shape: Shape): string[] {
  return shape.map(briefDim).map((size) => (size.length > DIM_WIDTH ? '…' : size));
}

/** `5,088 params`, in the reader's word for them; nothing where there are none, and for a count that is unknown or a long expression. */
export const briefParams = (count: Dim, word: string): string[] =>
  isUnknown(count) || count === 0 ? [] : brief(withoutOwners(formatCount(count)), word);

/** `4.59 M MACs`; nothing where there are none, and for a count that is unknown or a long expression. */
export const briefMacs = (count: Dim): string[] =>
  isUnknown(count) || count === 0 ? [] : brief(withoutOwners(formatLarge(count)), 'MACs');

const brief = (text: string, unit: string): string[] => (text.length > COUNT_WIDTH ? [] : [`${text} ${unit}`]);
