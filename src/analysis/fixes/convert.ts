/** Quick fix: an argument converted by a method of its own, `target.long()`, `out.detach().numpy()`. */
import type { Problem } from '../../python/interpreter';
import { nodesAt } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import type { Analysis } from '../analyse';
import type { Fix } from './edits';
import { givenArgument, textOf } from './operationCall';

/** The problem's rule names the argument and the method, which begins with its dot. */
export function convertArgument(analysis: Analysis, { site, fix }: Problem): Fix | undefined {
  if (site?.file !== analysis.file || typeof fix?.value !== 'string' || !fix.value.startsWith('.')) return undefined;
  const call = nodesAt(analysis.module, site.start).find(
    (node): node is ast.CallExpr => node.kind === 'call' && node.start === site.start && node.end === site.end,
  );
  const argument = call && argumentNamed(analysis, call, fix.parameter);
  if (!argument || !isTensor(analysis, argument)) return undefined;
  const { text } = analysis.source;
  const written = textOf(text, argument);
  const whole = isPrimary(argument) ? `${written}${fix.value}` : `(${written})${fix.value}`;
  // What a method is called on may stand in parentheses that are no part of it.
  const dot =
    call.func.kind === 'attribute' && call.func.value === argument
      ? text.lastIndexOf('.', call.func.attrSpan.start)
      : -1;
  const edit =
    dot < 0
      ? { file: site.file, start: argument.start, end: argument.end, text: whole }
      : { file: site.file, start: dot, end: dot, text: fix.value };
  return { kind: 'convert', subject: whole, edits: [edit], preferred: true };
}

/** Where PyTorch's functions and layers have an argument: a method's own tensor stands in front. */
function argumentNamed(analysis: Analysis, call: ast.CallExpr, parameter: string): ast.Expr | undefined {
  const { func } = call;
  const owner = func.kind === 'attribute' && isTensor(analysis, func.value) ? func.value : undefined;
  const at = ['input', 'target', 'index'].indexOf(parameter);
  if (parameter === 'input') return owner ?? givenArgument(call, 0, parameter);
  return givenArgument(call, owner ? at - 1 : at, parameter);
}

/** Whether an expression gave nothing but tensors. */
function isTensor(analysis: Analysis, node: ast.Expr): boolean {
  const values = analysis.ip.recorder.valuesAt(analysis.file, node) ?? [];
  return values.length > 0 && values.every(({ kind }) => kind === 'tensor');
}

/** Whether a method can be called on an expression as it is written. */
const isPrimary = ({ kind }: ast.Expr): boolean => ['name', 'attribute', 'call', 'subscript'].includes(kind);
