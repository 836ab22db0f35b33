/** What operations of a graph were evaluated with lately: a training run evaluates the same ones again and again. */
import type { TensorValue, Value } from '../../python/interpreter/values';
import { equalDims, isUnknown, type Dim } from '../../shape';
import { symbolicElements } from '../common/elements';

/** How many evaluations are kept with an operation: training and testing take turns, on batches of other sizes. */
const MAX_EVALUATIONS = 4;

/** What an operation was evaluated with, tensors as they were then, and what it gave. */
export interface Evaluation {
  readonly inputs: readonly TensorState[];
  readonly result: Value;
}

/** The evaluation with inputs that give the same. */
export const evaluatedWith = (
  evaluations: readonly Evaluation[] | undefined,
  inputs: readonly TensorState[],
): Evaluation | undefined => evaluations?.find((evaluation) => isSame(inputs, evaluation.inputs));

/** The evaluations that are kept once there is another. */
export const withEvaluation = (evaluations: readonly Evaluation[] = [], latest: Evaluation): Evaluation[] => [
  latest,
  ...evaluations.slice(0, MAX_EVALUATIONS - 1),
];

/** What the result of an operation on a tensor may follow from. */
export type TensorState = ReturnType<typeof stateOfTensor>;

export function stateOfTensor(tensor: TensorValue) {
  const { cls, shape, dtype, data, native, receptiveField } = tensor;
  return { shape, rest: [cls, dtype, data, native, receptiveField, symbolicElements(tensor)] };
}

function isSame(a: readonly TensorState[], b: readonly TensorState[]): boolean {
  return a.length === b.length && a.every((state, i) => isSameState(state, b[i]));
}

function isSameState({ shape: one, rest }: TensorState, { shape: other, rest: others }: TensorState): boolean {
  if (!one || !other || one.length !== other.length || rest.some((part, i) => part !== others[i])) return false;
  return one.every((dim, i) => isSameSize(dim, other[i]));
}

/** Unknown sizes are the same here where knowledge was lost at the same place: what follows from them is unknown as well. */
function isSameSize(a: Dim, b: Dim): boolean {
  if (a === b) return true;
  if (isUnknown(a) && isUnknown(b))
    return a.reason === b.reason && a.at?.line === b.at?.line && a.at?.file === b.at?.file;
  return equalDims(a, b) === true;
}
