/** Quick fixes of one operand: axes put where they belong, the first value of a tuple, a copy where no view can be. */
import type { CallRecord, Problem } from '../../python/interpreter';
import { tensorsIn } from '../../python/interpreter';
import type { Site, Value } from '../../python/interpreter/values';
import { nodesAt } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import { equalDims, type Shape } from '../../shape';
import type { Analysis } from '../analyse';
import type { Fix } from './edits';
import { textOf } from './operationCall';

/** The expression of one kind that stands exactly at a place of the analysed file. */
function expressionAt<K extends ast.Expr['kind']>(
  analysis: Analysis,
  site: Site | undefined,
  kind: K,
): Extract<ast.Expr, { kind: K }> | undefined {
  if (!site || site.file !== analysis.file) return undefined;
  const found = nodesAt(analysis.module, site.start).find(
    (node) => node.kind === kind && node.start === site.start && node.end === site.end,
  );
  return found as Extract<ast.Expr, { kind: K }> | undefined;
}

/** An expression with something written behind it, in parentheses where it must be. */
function withSuffix(analysis: Analysis, node: ast.Expr, suffix: string): string {
  const written = textOf(analysis.source.text, node);
  return ['name', 'attribute', 'call', 'subscript'].includes(node.kind) ? written + suffix : `(${written})${suffix}`;
}

/**
 * `image - mean[:, None, None]`: the operand with fewer axes belongs to other axes of the larger one than the last, and there
 * is one place only where all its sizes are found.
 */
export function alignedAxes(analysis: Analysis, failed: CallRecord): Fix | undefined {
  const node = expressionAt(analysis, failed.site, 'binary');
  const [left, right] = tensorsIn(failed.inputs);
  if (!node || !left?.shape || !right?.shape || left.shape.length === right.shape.length) return undefined;
  if (![left, right].every(({ cls }) => /^(torch|numpy)/.test(cls.module))) return undefined;
  const smaller = left.shape.length < right.shape.length;
  const [few, many] = smaller ? [left.shape, right.shape] : [right.shape, left.shape];
  const axis = onlyPlace(few, many);
  if (axis === undefined || !sameEverywhere(analysis, failed)) return undefined;
  const behind = many.length - few.length - axis;
  const index = [...few.map(() => ':'), ...Array.from({ length: behind }, () => 'None')].join(', ');
  const operand = smaller ? node.left : node.right;
  const text = withSuffix(analysis, operand, `[${index}]`);
  const edits = [{ file: analysis.file, start: operand.start, end: operand.end, text }];
  return { kind: 'align', subject: text, edits, preferred: false };
}

/** The only axis from which on the sizes are those of `few`, ones apart; the last place is where they do not fit. */
function onlyPlace(few: Shape, many: Shape): number | undefined {
  const fits = (from: number): boolean => {
    const equal = few.map((size, i) => equalDims(size, many[from + i]) === true);
    return equal.some((same, i) => same && few[i] !== 1) && equal.every((same, i) => same || few[i] === 1);
  };
  const places = Array.from({ length: many.length - few.length }, (_, from) => from).filter(fits);
  return places.length === 1 ? places[0] : undefined;
}

/** Whether every execution at a place was refused with operands of the same ranks. */
function sameEverywhere(analysis: Analysis, failed: CallRecord): boolean {
  const ranks = (call: CallRecord): string =>
    tensorsIn(call.inputs)
      .map(({ shape }) => shape?.length)
      .join();
  return analysis.ip.recorder.calls
    .filter(({ site }) => site?.file === failed.site?.file && site?.start === failed.site?.start)
    .filter(({ site }) => site?.end === failed.site?.end)
    .every((call) => call.failure !== undefined && ranks(call) === ranks(failed));
}

/** `x + attn(x, x, x)[0]`, `net(batch[0])`: the tensor that stands first in the tuple or list which is given. */
export function firstOfTuple(analysis: Analysis, { site }: Problem): Fix | undefined {
  const sum = expressionAt(analysis, site, 'binary');
  const call = sum ? undefined : expressionAt(analysis, site, 'call');
  const given = sum ? [sum.left, sum.right] : (call?.args.slice(0, 1) ?? []);
  const holding = given.find((node) => {
    const values = analysis.ip.recorder.valuesAt(analysis.file, node) ?? [];
    return values.length > 0 && values.every(startsWithTensor);
  });
  if (!holding) return undefined;
  const text = withSuffix(analysis, holding, '[0]');
  const edits = [{ file: analysis.file, start: holding.start, end: holding.end, text }];
  return { kind: 'first', subject: text, edits, preferred: false };
}

const startsWithTensor = (value: Value): boolean =>
  (value.kind === 'tuple' || value.kind === 'list') && value.items[0]?.kind === 'tensor';

/** `x.reshape(…)` for `x.view(…)`: a view where one can be, else a copy. */
export function reshapeForView(analysis: Analysis, { site }: Problem): Fix | undefined {
  const call = expressionAt(analysis, site, 'call');
  if (call?.func.kind !== 'attribute' || call.func.attr !== 'view') return undefined;
  const { start, end } = call.func.attrSpan;
  const edits = [{ file: analysis.file, start, end, text: 'reshape' }];
  return { kind: 'copy', subject: 'reshape', edits, preferred: true };
}
