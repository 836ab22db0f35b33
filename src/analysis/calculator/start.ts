/** What the calculator starts with: a recorded call, in words that it understands. */
import { ownSpelling } from '../../shape';
import type { CallRecord } from '../../python/interpreter';
import { tensorShapeText } from '../shapes';

/** `nn.Conv2d(3, 64, 7, stride=2, padding=3) @ (1, 3, 224, 224)`; undefined for what has no such form. */
export function calculatorText(call: CallRecord): string | undefined {
  const code = call.detail.plan && ownSpelling(call.detail.plan);
  const input = call.inputs.find((value) => value.kind === 'tensor' && value.shape);
  if (!code || input?.kind !== 'tensor') return undefined;
  return `${code} @ ${tensorShapeText(input)}`;
}
