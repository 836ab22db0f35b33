/** Quick fix: the class of a normalization for the axes that its input has, `BatchNorm2d` for `BatchNorm1d`. */
import type { CallRecord } from '../../python/interpreter';
import { tensorsIn } from '../../python/interpreter';
import type { ConstructorCall } from './constructorCall';
import type { Fix } from './edits';

/** Layers whose classes differ in nothing but the rank of their input (torch.nn documentation, "Normalization Layers"). */
const BY_RANK = /^(BatchNorm|InstanceNorm)[123]d$/;

/** @param failed the refused calls of every layer that the constructor makes */
export function classForRank({ cls, node, file }: ConstructorCall, failed: readonly CallRecord[]): Fix | undefined {
  const stem = BY_RANK.exec(cls.name)?.[1];
  const ranks = new Set(failed.map(({ inputs }) => tensorsIn(inputs)[0]?.shape?.length));
  const [rank] = ranks;
  if (!stem || ranks.size !== 1 || (rank !== 4 && rank !== 5)) return undefined;
  const subject = `${stem}${rank - 2}d`;
  if (subject === cls.name) return undefined;
  const span = node.func.kind === 'attribute' ? node.func.attrSpan : node.func;
  const edits = [{ file, start: span.start, end: span.end, text: subject }];
  return { kind: 'class', subject, edits, preferred: true };
}
