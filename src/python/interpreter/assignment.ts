/** Binding of targets: names, attributes, subscripts, and unpacking. */
import { isNumber, sym } from '../../shape';
import type * as ast from '../syntax/ast';
import { PyError } from './errors';
import { isAboutShapes } from './aboutShapes';
import type { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { openArgument } from './openArguments';
import { list, tuple, int, type Scope, type Value } from './values';
import { said } from '../../protocol/say';

/** Binds a target to a value; `of` is the expression that gave it, where there is one. */
export function bindTarget(ip: Interpreter, frame: Frame, target: ast.Expr, value: Value, of?: ast.Expr): void {
  switch (target.kind) {
    case 'name':
      bindName(ip, frame, target.id, value);
      ip.recorder.observe(frame.file, target.start, target.end, value);
      return;
    case 'attribute': {
      const object = ip.evaluate(frame, target.value);
      ip.at(frame, target, () => ip.setAttr(object, target.attr, value));
      ip.recorder.observe(frame.file, target.start, target.end, value);
      return;
    }
    case 'subscript': {
      const object = ip.evaluate(frame, target.value);
      const index = ip.evaluate(frame, target.index);
      ip.at(frame, target, () => {
        ip.guard('[]=', [object], () => {
          ip.setItem(object, index, value);
          return value;
        });
      });
      return;
    }
    case 'tuple':
    case 'list':
      unpack(ip, frame, target.elements, value, of);
      return;
    case 'starred':
      bindTarget(ip, frame, target.value, value);
      return;
  }
}

export function bindName(ip: Interpreter, frame: Frame, name: string, value: Value): void {
  const { scope } = frame;
  if (scope.type === 'module' || scope.globalNames?.has(name)) {
    ip.touch(scope.module);
    scope.module.attrs.set(name, value);
    return;
  }
  if (scope.nonlocalNames?.has(name)) {
    for (let outer = scope.parent; outer; outer = outer.parent) {
      if (outer.type === 'function' && outer.vars.has(name)) {
        ip.touch(outer);
        outer.vars.set(name, value);
        return;
      }
    }
  }
  ip.touch(scope);
  scope.vars.set(name, value);
}

/** The scope a walrus in a comprehension binds in. */
export function bindingScope(scope: Scope): Scope {
  let outer = scope;
  while (outer.type === 'comprehension' && outer.parent) outer = outer.parent;
  return outer;
}

/** What the axes of an image or a volume are called that a program gives no name, by their number. */
const USUAL_NAMES = ['', '', '', '', 'NCHW', 'NCDHW'];

/**
 * `B, T, C = x.shape` says of an input that nobody has described that it has three axes, and names them.
 */
function sizesByName(ip: Interpreter, value: Value, names: readonly (string | undefined)[]): Value {
  if (value.kind !== 'unknown' || !value.shapeOf) return value;
  const usual = USUAL_NAMES[names.length] ?? '';
  const nameOf = (name: string | undefined, i: number): string => {
    if (name && name !== '_') return name;
    const letter = usual.charAt(i);
    return !letter || names.some((other) => other?.toLowerCase() === letter.toLowerCase()) ? `d${i}` : letter;
  };
  ip.assume(value.shapeOf, () => names.map((name, i) => sym(nameOf(name, i))));
  return value.shapeOf.shape ? tuple(value.shapeOf.shape.map(int)) : value;
}

/** Whether each target takes one of so many elements. */
function fits(targets: readonly ast.Expr[], count: number): boolean {
  if (targets.length !== count) return false;
  for (const target of targets) if (target.kind === 'starred') return false;
  return true;
}

/** Whether a value is a tensor, or a tuple of some, of known sizes: how many an operation gives of them is known too. */
const isMeasured = (value: Value): boolean =>
  value.kind === 'tuple'
    ? value.items.every(isMeasured)
    : value.kind === 'tensor' && value.shape?.every(isNumber) === true;

/** The same of tensors whose number of axes is known. */
const isShaped = (value: Value): boolean =>
  value.kind === 'tuple' ? value.items.every(isShaped) : value.kind === 'tensor' && value.shape !== undefined;

/** What stands for the elements of what refuses to be taken apart. */
export function refusedOf(ip: Interpreter, value: Value): Value | undefined {
  if (value.kind !== 'tensor') return undefined;
  try {
    value.cls.hook('unpacked')?.(ip, value);
    return undefined;
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    return ip.fail(error);
  }
}

/** `a, *b, c = value`. */
function unpack(ip: Interpreter, frame: Frame, targets: readonly ast.Expr[], value: Value, of?: ast.Expr): void {
  if (value.kind === 'tuple' && !value.cls && fits(targets, value.items.length)) {
    for (let i = 0; i < targets.length; i++) bindTarget(ip, frame, targets[i], value.items[i]);
    return;
  }
  const star = targets.findIndex((t) => t.kind === 'starred');
  const names = targets.map((t) => (t.kind === 'name' ? t.id : undefined));
  const source = star < 0 ? sizesByName(ip, value, names) : value;
  const items = ip.at(frame, of ?? targets[0], () => ip.sequence(refusedOf(ip, source) ?? source));
  if (!items) {
    const unknown = openArgument(ip, source);
    for (const target of targets) {
      const part = target.kind === 'starred' ? list([]) : unknown;
      if (part.kind === 'list') part.open = unknown;
      bindTarget(ip, frame, target, part);
    }
    return;
  }
  const needed = star < 0 ? targets.length : targets.length - 1;
  if (star < 0 ? items.length !== needed : items.length < needed) {
    const text =
      items.length < needed
        ? said`not enough values to unpack (expected ${star < 0 ? needed : said`at least ${needed}`}, got ${items.length})`
        : said`too many values to unpack (expected ${needed})`;
    // Of a shape with symbols the rank may be assumed as well: only one of numbers is certain.
    const known = items.every((item) => item.kind === 'int' && isNumber(item.value));
    const sizes = of !== undefined && known && isAboutShapes(of);
    // What the program itself calls gives as many tensors, however large they are.
    const isPart = ip.isSupposing ? isMeasured : isShaped;
    const isFixed = value.kind === 'tuple' || (value.kind === 'list' && !value.open && !ip.isBranching);
    const isRows = value.kind === 'tensor' && isNumber(value.shape?.[0] ?? NaN) && !ip.isSupposing;
    const parts = isRows || (isFixed && items.length > 0 && items.every(isPart));
    const error = sizes
      ? new PyError('ValueError', said`the shape has ${items.length} sizes: ${text}`, 'rank-mismatch')
      : new PyError('ValueError', text, parts ? 'unpack-mismatch' : undefined);
    const unknown = ip.at(frame, of ?? targets[0], () => ip.fail(error));
    for (const target of targets) bindTarget(ip, frame, target, unknown);
    return;
  }
  targets.forEach((target, i) => {
    if (star < 0 || i < star) bindTarget(ip, frame, target, items[i]);
    else if (i === star) bindTarget(ip, frame, target, list(items.slice(i, items.length - (targets.length - 1 - i))));
    else bindTarget(ip, frame, target, items[items.length - (targets.length - i)]);
  });
}
