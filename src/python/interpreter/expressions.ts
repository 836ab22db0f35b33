/** Evaluation of expressions, one case a node kind (Python reference, chapter 6). */
import { constantValue } from '../builtins/constants';
import { seriesIn } from '../builtins/containers';
import { convert, formatValue, joinTexts, textValue } from '../builtins/format';
import type * as ast from '../syntax/ast';
import { bindName, bindingScope } from './assignment';
import { MAX_YIELDS, EndlessGenerator } from './calls';
import { comprehension } from './comprehensions';
import { asBare } from './bareContainers';
import { PyError } from './errors';
import { factsOf, factsOfBoth, withFacts } from './facts';
import { Frame } from './frame';
import { makeFunction } from './functions';
import type { Interpreter } from './interpreter';
import { implicitName, unknownNames } from './namespaces';
import { markOpenKeywords, markPassedOn, markSpread, openArgument } from './openArguments';
import { closed, concatenated } from './series';
import { typeOf, types } from './types';
import type { Scope } from './values';
import {
  DictValue,
  NONE,
  NOT_GIVEN,
  SetValue,
  SliceValue,
  SuperValue,
  bool,
  list,
  str,
  tuple,
  type Series,
  type UnknownValue,
  type Value,
} from './values';

export function evaluate(ip: Interpreter, frame: Frame, e: ast.Expr): Value {
  switch (e.kind) {
    case 'constant':
      return e.value.type === 'none' && ip.isSupposing ? NOT_GIVEN : constantValue(e);
    case 'fstring':
      return fstring(ip, frame, e);
    case 'name': {
      const value = lookup(ip, frame, e);
      ip.recorder.observe(frame.file, e.start, e.end, value);
      return value;
    }
    case 'attribute': {
      return attribute(ip, frame, e).value;
    }
    case 'subscript': {
      const target = evaluate(ip, frame, e.value);
      const index = evaluate(ip, frame, e.index);
      const value = ip.at(frame, e, () => ip.guard('[]', [target], () => ip.getItem(target, index)));
      ip.recorder.observe(frame.file, e.start, e.end, value);
      return value;
    }
    case 'slice': {
      const part = (x?: ast.Expr) => (x ? evaluate(ip, frame, x) : NONE);
      return new SliceValue(part(e.lower), part(e.upper), part(e.step));
    }
    case 'call':
      return frame.called ? frame.once(e, () => callExpression(ip, frame, e)) : callExpression(ip, frame, e);
    case 'unary': {
      const operand = evaluate(ip, frame, e.operand);
      return ip.at(frame, e, () => ip.guard(e.op, [operand], () => ip.unary(e.op, operand)));
    }
    case 'binary': {
      const left = evaluate(ip, frame, e.left);
      const right = evaluate(ip, frame, e.right);
      const value = ip.at(frame, e, () => ip.guard(e.op, [left, right], () => ip.binary(e.op, left, right)));
      ip.recorder.observe(frame.file, e.start, e.end, value);
      return value;
    }
    case 'bool':
      return boolean(ip, frame, e);
    case 'compare':
      return comparison(ip, frame, e);
    case 'conditional': {
      const test = condition(ip, frame, e.test);
      return ip.choose(
        frame,
        test,
        () => evaluate(ip, frame, e.body),
        () => evaluate(ip, frame, e.orelse),
      );
    }
    case 'lambda':
      return makeFunction(ip, frame, e, '<lambda>');
    case 'tuple': {
      const { items, open } = elements(ip, frame, e.elements);
      return open ?? asBare(tuple(items));
    }
    case 'list': {
      const { items, open, series } = elements(ip, frame, e.elements);
      const value = asBare(list(items));
      [value.open, value.series] = [open, series];
      return value;
    }
    case 'set': {
      const { items, open } = elements(ip, frame, e.elements);
      const set = new SetValue();
      for (const item of items) set.entries.set(ip.hashable(item), item);
      set.open = open;
      return set;
    }
    case 'dict':
      return asBare(dictionary(ip, frame, e));
    case 'comprehension':
      return comprehension(ip, frame, e);
    case 'starred':
      return evaluate(ip, frame, e.value);
    case 'named': {
      const value = evaluate(ip, frame, e.value);
      bindName(ip, new Frame(bindingScope(frame.scope), frame.file, frame), e.target.id, value);
      ip.recorder.observe(frame.file, e.target.start, e.target.end, value);
      return value;
    }
    case 'await':
      return evaluate(ip, frame, e.value);
    case 'yield':
      return yieldExpression(ip, frame, e);
    case 'error':
      return ip.at(frame, e, () => ip.unknown('this does not parse'));
  }
}

function fstring(ip: Interpreter, frame: Frame, e: ast.FStringExpr): Value {
  const parts: (string | UnknownValue)[] = [];
  for (const part of e.parts) {
    if (part.type === 'text') {
      parts.push(part.value);
      continue;
    }
    const value = evaluate(ip, frame, part.value);
    const spec = part.spec ? fstring(ip, frame, part.spec) : str('');
    if (part.debugText !== undefined) parts.push(part.debugText);
    const conversion = part.conversion ?? (part.debugText !== undefined && !part.spec ? 'r' : undefined);
    const converted = conversion ? convert(ip, value, conversion) : undefined;
    const text = typeof converted === 'string' ? str(converted) : (converted ?? value);
    parts.push(textOf(ip, spec.kind === 'str' ? formatValue(ip, text, spec.value) : spec));
  }
  return textValue(joinTexts(parts));
}

const textOf = (ip: Interpreter, value: Value): string | UnknownValue =>
  value.kind === 'str' ? value.value : value.kind === 'unknown' ? value : ip.str(value);

/** A name, by Python's scoping: local, enclosing functions, module, builtins. */
export function lookup(ip: Interpreter, frame: Frame, e: ast.NameExpr): Value {
  const name = e.id;
  const own = frame.scope.vars.get(name);
  if (own && !frame.scope.globalNames?.has(name)) return own;
  if (!frame.scope.globalNames?.has(name)) {
    for (let scope = frame.scope.parent; scope; scope = scope.parent) {
      if (scope.type === 'class' || scope.type === 'module') continue;
      const value = scope.vars.get(name);
      if (value) return value;
    }
  }
  const module = frame.scope.module;
  const global = module.attrs.get(name);
  if (global) return global;
  if (frame.scope.method && name === '__class__') return frame.scope.method.owner;
  const builtin = ip.builtin(name);
  if (builtin) return builtin;
  return (
    implicitName(module, name) ??
    ip.modules.openReason(module) ??
    unknownNames(module) ??
    ip.at(frame, e, () => {
      if (!ip.expectations.any) ip.recorder.miss(name, topLevel(frame).site);
      return ip.fail(new PyError('NameError', `name '${name}' is not defined`), `${name} is not defined here`);
    })
  );
}

/** The frame of the program itself, in which all others run. */
function topLevel(frame: Frame): Frame {
  while (frame.caller) frame = frame.caller;
  return frame;
}

function callExpression(ip: Interpreter, frame: Frame, e: ast.CallExpr): Value {
  const fn = callee(ip, frame, e.func);
  const args: Value[] = [];
  for (const arg of e.args) {
    if (arg.kind !== 'starred') args.push(evaluate(ip, frame, arg));
    else {
      const value = evaluate(ip, frame, arg.value);
      const spread = () => list(ip.sequence(value) ?? [openArgument(ip, value)]);
      const items = ip.at(frame, arg.value, () => ip.guard('*', [value], spread));
      if (items.kind === 'list') args.push(...items.items);
    }
  }
  const kwargs = new Map<string, Value>();
  for (const keyword of e.keywords) {
    const value = evaluate(ip, frame, keyword.value);
    if (keyword.name !== undefined) kwargs.set(keyword.name, value);
    else spreadKeywords(ip, value, kwargs);
  }
  if (fn === types.super && args.length === 0) return superOf(ip, frame);
  return ip.at(frame, e, () => {
    const value = ip.call(fn, args, kwargs);
    ip.recorder.observe(frame.file, e.start, e.end, value);
    return value;
  });
}

function attribute(ip: Interpreter, frame: Frame, e: ast.AttributeExpr): { owner: Value; value: Value } {
  let owner!: Value;
  const value = ip.at(frame, e, () => ip.getAttr((owner = evaluate(ip, frame, e.value)), e.attr));
  ip.recorder.observe(frame.file, e.start, e.end, value);
  return { owner, value };
}

/**
 * What is called. A text that stands in a class whose base is not known may be the name of what the base makes of it: what is called
 * is that, and not the text (`model: Net = 'make_net'` of configurations).
 */
function callee(ip: Interpreter, frame: Frame, e: ast.Expr): Value {
  if (e.kind !== 'attribute') return evaluate(ip, frame, e);
  const { owner, value } = attribute(ip, frame, e);
  if (value.kind !== 'str' || owner.kind !== 'instance') return value;
  return typeOf(owner).unknown ?? value;
}

function spreadKeywords(ip: Interpreter, value: Value, into: Map<string, Value>): void {
  if (value.kind === 'dict') {
    markSpread(into);
    for (const { key, value: item } of value.entries.values()) if (key.kind === 'str') into.set(key.value, item);
    if (value.open) markOpenKeywords(into, value.open);
    if (ip.isBranching) markPassedOn(into);
  } else if (value.kind === 'unknown') markOpenKeywords(into, value);
  else {
    const keys = ip.findAttr(value, 'keys');
    if (!keys) return;
    for (const key of ip.sequence(ip.call(keys)) ?? [])
      if (key.kind === 'str') into.set(key.value, ip.getItem(value, key));
  }
}

function superOf(ip: Interpreter, frame: Frame): Value {
  for (let scope: Scope | undefined = frame.scope; scope; scope = scope.parent) {
    if (scope.method) return new SuperValue(scope.method.owner, scope.method.self);
  }
  return ip.fail(new PyError('RuntimeError', 'super(): no arguments'));
}

/** The value of a condition. What a tensor of several elements refuses is shown at the condition, which is no call. */
export function condition(ip: Interpreter, frame: Frame, e: ast.Expr): Value {
  const value = evaluate(ip, frame, e);
  if (value.kind !== 'tensor') return value;
  const truth = ip.at(frame, e, () => ip.truth(value));
  return truth === undefined ? ip.conditionReason(value) : bool(truth);
}

function boolean(ip: Interpreter, frame: Frame, e: ast.BoolExpr): Value {
  const rest = (i: number): Value => {
    const value = evaluate(ip, frame, e.values[i]);
    if (i === e.values.length - 1) return value;
    const truth = ip.truth(value);
    if (truth !== undefined) return truth === (e.op === 'or') ? value : rest(i + 1);
    // `a and b` with a unknown: false whenever some later operand is certainly false, unknown otherwise.
    let later: Value | undefined;
    const others = (): Value => (later = rest(i + 1));
    const either = ip.choose(
      frame,
      value,
      () => (e.op === 'and' ? others() : value),
      () => (e.op === 'and' ? value : others()),
      true,
    );
    if (either.kind !== 'unknown' || !later) return either;
    return withFacts(either, factsOfBoth(e.op, factsOf(value), factsOf(later)));
  };
  return rest(0);
}

function comparison(ip: Interpreter, frame: Frame, e: ast.CompareExpr): Value {
  let left = evaluate(ip, frame, e.left);
  let result: Value = bool(true);
  for (const { op, right } of e.rest) {
    const value = evaluate(ip, frame, right);
    const [a, b] = [left, value];
    result = ip.at(frame, e, () => ip.guard(op, [a, b], () => ip.compare(op, a, b)));
    if (e.rest.length > 1 && ip.truth(result) === false) return result;
    left = value;
  }
  return result;
}

/** Elements of a display, starred ones spread. */
function elements(ip: Interpreter, frame: Frame, exprs: readonly ast.Expr[]): Elements {
  const items: Value[] = [];
  let series: Series | undefined;
  let open: UnknownValue | undefined;
  for (const e of exprs) {
    if (e.kind !== 'starred') {
      items.push(evaluate(ip, frame, e));
      continue;
    }
    const value = evaluate(ip, frame, e.value);
    const spread = ip.at(frame, e.value, () => ip.sequence(value));
    if (spread) items.push(...spread);
    else {
      const more = seriesIn(ip, value);
      series = !open && more ? concatenated(closed(items.splice(0)), more) : undefined;
      open ??= openArgument(ip, value);
    }
  }
  if (!open) return { items };
  return { items: [], open, series: series && concatenated(series, closed(items)) };
}

interface Elements {
  items: Value[];
  open?: UnknownValue;
  /** What is known of the elements all the same. */
  series?: Series;
}

function dictionary(ip: Interpreter, frame: Frame, e: ast.DictExpr): Value {
  const dict = new DictValue();
  for (const entry of e.entries) {
    if (entry.key) {
      const key = evaluate(ip, frame, entry.key);
      const value = evaluate(ip, frame, entry.value);
      if (key.kind === 'unknown') dict.open ??= key;
      else dict.entries.set(ip.hashable(key), { key, value });
    } else {
      const mapping = evaluate(ip, frame, entry.value);
      if (mapping.kind === 'dict') {
        for (const [key, item] of mapping.entries) dict.entries.set(key, item);
        dict.open ??= mapping.open;
      } else if (mapping.kind === 'unknown') dict.open ??= mapping;
      else ip.callMethod(dict, 'update', [mapping]);
    }
  }
  return dict;
}

function yieldExpression(ip: Interpreter, frame: Frame, e: ast.YieldExpr): Value {
  let target = frame;
  while (!target.yields && target.caller && target.scope.type === 'comprehension') target = target.caller;
  const yields = target.yields;
  const value = e.value ? evaluate(ip, frame, e.value) : NONE;
  if (!yields) return NONE;
  // What is yielded on a condition that nobody knows, or in a loop that runs no one knows how often, is a sample.
  const isSample = ip.recorder.muted > yields.muted || ip.journal.openForks > yields.forks || target.pending.length > 0;
  if (isSample) yields.open ??= ip.unknown('how often the generator yields is not known');
  else if (yields.around && yields.items.length === 0) {
    yields.items.push(value);
    yields.around(value);
    return NONE;
  }
  if (ip.recorder.muted > yields.muted) return NONE;
  const several = e.from ? ip.sequence(value) : [value];
  if (several) yields.items.push(...several);
  else {
    yields.open ??= openArgument(ip, value);
    if (value.kind === 'iterator' && value.sample) yields.items.push(value.sample);
  }
  if (yields.items.length > MAX_YIELDS) throw new EndlessGenerator(target);
  return NONE;
}
