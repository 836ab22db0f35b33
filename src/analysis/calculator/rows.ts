/** `calc -`: one JSON line in, one out, in the form of the recorded truth. */
import { dimToJson } from '../../shape';
import type { Value } from '../../python/interpreter/values';
import { shapeJson, type ShapeJson } from '../shapes';
import { errorMessage, evaluateLayer, type Spelling } from './evaluate';

export interface CalcRow {
  kind?: 'module' | 'functional' | 'op';
  expr: string;
  input?: (number | null)[];
  vars?: Record<string, number[]>;
  framework?: 'torch' | 'keras' | 'tf' | 'flax';
}

export type CalcAnswer = { output: ShapeJson; params?: number | string | null } | { error: string };

const spellings: Record<NonNullable<CalcRow['framework']>, Spelling> = {
  torch: 'torch',
  keras: 'keras',
  tf: 'tensorflow',
  flax: 'flax',
};

/** Answers one row; never throws. */
export function answerRow(row: CalcRow): CalcAnswer {
  try {
    const { expr, input, vars } = row;
    const { value, params } = evaluateLayer({ expr, input, vars, spelling: spellings[row.framework ?? 'torch'] });
    const output = rowOutput(value);
    return params === undefined ? { output } : { output, params: dimToJson(params) };
  } catch (error) {
    return { error: errorMessage(error) };
  }
}

/** Recorded rows give several outputs as a plain list of shapes. */
function rowOutput(value: Value): ShapeJson {
  if (value.kind === 'tuple' || value.kind === 'list') return value.items.map(rowOutput) as unknown as ShapeJson;
  return shapeJson(value);
}
