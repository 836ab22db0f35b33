/** The call that constructs a layer, with its arguments matched to the constructor's parameters. */
import { isNumber } from '../../shape';
import { signatureOf, type Parameter } from '../../python/interpreter/native';
import type { ClassValue, InstanceValue, Site } from '../../python/interpreter/values';
import { nodesAt } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import type { Analysis } from '../analyse';
import type { Edit } from './edits';

export interface ConstructorCall {
  file: string;
  /** The text the spans are offsets into. */
  text: string;
  node: ast.CallExpr;
  cls: ClassValue;
  /** Every layer made by the call. */
  layers: InstanceValue[];
  parameters: readonly Parameter[];
}

/**
 * The call that made a layer of a library's class, where its arguments can be told from the source alone: it names
 * the class itself and spreads nothing. Undefined for all else, such as `conv_layer(…)` or a partial.
 */
export function constructorCall(analysis: Analysis, { cls, site }: InstanceValue): ConstructorCall | undefined {
  if (!site) return undefined;
  const layers = layersMadeAt(analysis, site);
  const parameters = constructorParameters(cls);
  const parsed = site.file === analysis.file ? analysis : analysis.sources.load(site.file);
  if (!parameters || !parsed || layers.some((other) => other.cls !== cls)) return undefined;
  const node = nodesAt(parsed.module, site.start).find(
    (n): n is ast.CallExpr => n.kind === 'call' && n.start === site.start && n.end === site.end,
  );
  if (!node || calleeName(node.func) !== cls.name || !namesClass(analysis, site.file, node.func, cls)) return undefined;
  if (node.args.some((arg) => arg.kind === 'starred') || node.keywords.some((k) => k.name === undefined)) {
    return undefined;
  }
  return { file: site.file, text: parsed.source.text, node, cls, layers, parameters };
}

/** Layers made by the call at a place. */
function layersMadeAt(analysis: Analysis, site: Site): InstanceValue[] {
  return analysis.ip.recorder.constructed.filter(
    (other) => other.site?.file === site.file && other.site.start === site.start && other.site.end === site.end,
  );
}

/** The parameters of a library class's constructor, without `self`. */
function constructorParameters(cls: ClassValue): readonly Parameter[] | undefined {
  const init = cls.isNative ? cls.lookup('__init__') : undefined;
  return init?.kind === 'native' ? signatureOf(init)?.slice(1) : undefined;
}

function calleeName(func: ast.Expr): string | undefined {
  return func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr : undefined;
}

/** In the analysed file the values of names are known: none may have been anything but the class. */
function namesClass(analysis: Analysis, file: string, func: ast.Expr, cls: ClassValue): boolean {
  const values = analysis.ip.recorder.valuesAt(file, func);
  return values ? values.every((value) => value === cls) : file !== analysis.file;
}

/**
 * Another class of the same library instead of the one that is called; undefined where it cannot be named there: beside a bare name it
 * must be imported.
 */
export function renamedClass(analysis: Analysis, { node, file }: ConstructorCall, name: string): Edit | undefined {
  const { func } = node;
  const isImported = file === analysis.file && analysis.names.attrs.has(name);
  if (func.kind !== 'attribute' && !isImported) return undefined;
  const { start, end } = func.kind === 'attribute' ? func.attrSpan : func;
  return { file, start, end, text: name };
}

export interface Argument {
  value: ast.Expr;
  /** The argument with its `name=`. */
  span: ast.Span;
}

/** The argument given for a parameter, by name or by position; undefined where the default is used. */
export function argumentFor(call: ConstructorCall, name: string): Argument | undefined {
  const keyword = call.node.keywords.find((k) => k.name === name);
  if (keyword) return { value: keyword.value, span: keyword };
  const positional = call.parameters.filter((p) => p.type === 'normal' || p.type === 'positionalOnly');
  const value = call.node.args[positional.findIndex((p) => p.name === name)];
  return value && { value, span: value };
}

/** The value of an integer literal, or of whole numbers multiplied and added up: `16 * 5 * 5`. */
export function literalOf(e: ast.Expr | undefined): number | undefined {
  if (e?.kind === 'constant') return e.value.type === 'int' ? Number(e.value.value) : undefined;
  if (e?.kind !== 'binary') return undefined;
  const [left, right] = [literalOf(e.left), literalOf(e.right)];
  if (left === undefined || right === undefined) return undefined;
  return e.op === '*' ? left * right : e.op === '+' ? left + right : e.op === '-' ? left - right : undefined;
}

/** The value of a setting that is one integer, or the same on every axis; undefined where it is not known. */
export function settingOf(layer: InstanceValue, name: string): number | undefined {
  const value = layer.attrs.get(name);
  const items = value?.kind === 'tuple' ? value.items : value ? [value] : [];
  const sizes = items.map((item) => (item.kind === 'int' && isNumber(item.value) ? item.value : undefined));
  return sizes.every((size) => size === sizes[0]) ? sizes[0] : undefined;
}
