/** What stands under the cursor: calls that were recorded there, a layer, or a value. */
import type * as ast from '../../python/syntax/ast';
import { nodesAt } from '../../python/syntax';
import type { CallRecord } from '../../python/interpreter';
import type { InstanceValue, Value } from '../../python/interpreter/values';
import type { Analysis } from '../analyse';
import { isLayer } from '../../python/interpreter/types';

export interface Target {
  /** The expression that the hover is for. */
  span: ast.Span;
  /** Calls recorded for it, in execution order. */
  calls: CallRecord[];
  /** Layers it stands for that were never called. */
  layers: InstanceValue[];
  /** Values it had, where it is no layer and no call. */
  values: Value[];
}

/** The innermost thing at an offset that something is known of. */
export function targetAt(analysis: Analysis, offset: number): Target | undefined {
  const around = nodesAt(analysis.module, offset);
  const nodes = around.filter((n): n is ast.Expr => isExpression(n));
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    const outer = nodes[i + 1];
    const isCallee = outer?.kind === 'call' && outer.func === node;
    const found =
      node.kind === 'call' || isCallee
        ? callTarget(analysis, node.kind === 'call' ? node : (outer as ast.CallExpr), node)
        : node.kind === 'name' || node.kind === 'attribute' || node.kind === 'binary' || node.kind === 'subscript'
          ? valueTarget(analysis, node)
          : undefined;
    if (found) return found;
    // `np` in `np.zeros(…)` and `self` in `self.conv(…)` speak for nothing: the whole expression does.
  }
  return definitionTarget(analysis, around, offset);
}

/** The name of a class stands for its models, a parameter for the values it was given. */
function definitionTarget(
  analysis: Analysis,
  around: readonly (ast.Expr | ast.Stmt)[],
  offset: number,
): Target | undefined {
  const inside = (span: ast.Span) => span.start <= offset && offset <= span.end;
  const definition = around.find((node) => node.kind === 'class' || node.kind === 'function' || node.kind === 'lambda');
  if (definition?.kind === 'class' && inside(definition.nameSpan)) {
    const made = analysis.ip.recorder.constructed.filter(
      ({ cls }) => cls.site?.file === analysis.file && cls.site.start === definition.start,
    );
    return made.length > 0 ? layerTarget(analysis, made, definition.nameSpan) : undefined;
  }
  if (definition?.kind !== 'function' && definition?.kind !== 'lambda') return undefined;
  const parameter = definition.params.find(({ nameSpan }) => inside(nameSpan));
  return parameter && valueTarget(analysis, parameter.nameSpan);
}

function isExpression(node: ast.Expr | ast.Stmt): node is ast.Expr {
  return ['name', 'attribute', 'call', 'subscript', 'binary', 'constant', 'unary', 'tuple', 'list'].includes(node.kind);
}

/** A call: of a layer or operation, or the construction of a layer. */
function callTarget(analysis: Analysis, call: ast.CallExpr, span: ast.Span): Target | undefined {
  const { recorder } = analysis.ip;
  const here = (site: { file: string; start: number; end: number } | undefined) =>
    site?.file === analysis.file && site.start === call.start && site.end === call.end;
  const calls = recorder.calls.filter((record) => here(record.site));
  const own = outermost(calls);
  if (own.length > 0) return { span, calls: own, layers: [], values: [] };
  const made = recorder.constructed.filter((layer) => here(layer.site));
  if (made.length > 0) return layerTarget(analysis, made, span);
  const given = observed(analysis, call);
  const layers = given.filter(isLayer);
  if (layers.length > 0) return layerTarget(analysis, layers, span);
  const values = given.filter(isWorthShowing);
  return values.length > 0 && span === call ? { span, calls: [], layers: [], values } : undefined;
}

/** Records that are not inside another record of the same call. */
function outermost(calls: readonly CallRecord[]): CallRecord[] {
  const set = new Set(calls);
  return calls.filter((call) => {
    for (let c = call.parent; c; c = c.parent) if (set.has(c) && c.site === call.site) return false;
    return true;
  });
}

function layerTarget(analysis: Analysis, layers: readonly InstanceValue[], span: ast.Span): Target {
  const set = new Set(layers);
  const calls = analysis.ip.recorder.calls.filter((record) => record.instance && set.has(record.instance));
  const called = new Set(calls.map((record) => record.instance));
  return { span, calls, layers: layers.filter((layer) => !called.has(layer)), values: [] };
}

function valueTarget(analysis: Analysis, node: ast.Span): Target | undefined {
  const values = observed(analysis, node);
  const layers = values.filter(isLayer);
  if (layers.length > 0) return layerTarget(analysis, layers, node);
  const classes = values.filter((v) => v.kind === 'class');
  if (classes.length > 0) {
    const made = analysis.ip.recorder.constructed.filter((layer) => classes.some((cls) => layer.cls === cls));
    return made.length > 0 ? layerTarget(analysis, made, node) : undefined;
  }
  const shown = values.filter(isWorthShowing);
  return shown.length > 0 ? { span: node, calls: [], layers: [], values: shown } : undefined;
}

function observed(analysis: Analysis, node: ast.Span): readonly Value[] {
  return analysis.ip.recorder.valuesAt(analysis.file, node) ?? [];
}

/** Tensors, sizes, and what holds them; other Python values are the Python extension's to explain. */
function isWorthShowing(value: Value): boolean {
  switch (value.kind) {
    case 'tensor':
      return true;
    case 'int':
      return typeof value.value !== 'number';
    case 'unknown':
      return true;
    case 'tuple':
    case 'list':
      return (
        value.items.some((item) => item.kind === 'tensor') ||
        (value.kind === 'tuple' && value.cls !== undefined && value.items.every((item) => item.kind === 'int'))
      );
    case 'dict':
      return [...value.entries.values()].some((entry) => entry.value.kind === 'tensor');
    default:
      return false;
  }
}
