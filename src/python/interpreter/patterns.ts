/** `match` patterns (PEP 634): whether a subject matches, binding names on the way. */
import type * as ast from '../syntax/ast';
import { hashKey } from '../builtins/hash';
import { bindName } from './assignment';
import { evaluate } from './expressions';
import type { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { isOpen } from './iteration';
import { typeOf, types } from './types';
import { DictValue, FALSE, TRUE, list, type Value } from './values';

/** True, false, or the unknown value on which it depends. */
export function matchPattern(ip: Interpreter, frame: Frame, pattern: ast.Pattern, subject: Value): Value {
  switch (pattern.kind) {
    case 'value':
      return ip.compare('==', subject, evaluate(ip, frame, pattern.value));
    case 'singleton':
      return ip.compare('is', subject, evaluate(ip, frame, pattern.value));
    case 'as': {
      const matched = pattern.pattern ? matchPattern(ip, frame, pattern.pattern, subject) : TRUE;
      if (pattern.name && ip.truth(matched) !== false) bindName(ip, frame, pattern.name, subject);
      return matched;
    }
    case 'star':
      if (pattern.name) bindName(ip, frame, pattern.name, subject);
      return TRUE;
    case 'or': {
      let unknown: Value | undefined;
      for (const option of pattern.patterns) {
        const matched = matchPattern(ip, frame, option, subject);
        const truth = ip.truth(matched);
        if (truth === true) return matched;
        if (truth === undefined) unknown ??= matched;
      }
      return unknown ?? FALSE;
    }
    case 'sequence':
      return matchSequence(ip, frame, pattern.patterns, subject);
    case 'mapping': {
      if (subject.kind === 'unknown') return subject;
      if (subject.kind !== 'dict') return FALSE;
      const rest = new DictValue();
      rest.entries = new Map(subject.entries);
      const matched = pattern.entries.map(({ key, pattern: inner }) => {
        const value = evaluate(ip, frame, key);
        const hashed = hashKey(value) ?? '';
        const entry = subject.entries.get(hashed);
        rest.entries.delete(hashed);
        return entry ? matchPattern(ip, frame, inner, entry.value) : (subject.open ?? FALSE);
      });
      if (pattern.rest) bindName(ip, frame, pattern.rest, rest);
      return all(ip, matched);
    }
    case 'class':
      return matchClass(ip, frame, pattern, subject);
  }
}

function all(ip: Interpreter, results: readonly Value[]): Value {
  let unknown: Value | undefined;
  for (const result of results) {
    const truth = ip.truth(result);
    if (truth === false) return FALSE;
    if (truth === undefined) unknown ??= result;
  }
  return unknown ?? TRUE;
}

function matchSequence(ip: Interpreter, frame: Frame, patterns: readonly ast.Pattern[], subject: Value): Value {
  if (subject.kind === 'unknown') return subject;
  if (subject.kind !== 'tuple' && subject.kind !== 'list') return FALSE;
  if (isOpen(subject)) return ip.conditionReason(subject);
  const { items } = subject;
  const star = patterns.findIndex((p) => p.kind === 'star');
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return FALSE;
  const after = star < 0 ? 0 : patterns.length - 1 - star;
  return all(
    ip,
    patterns.map((pattern, i) => {
      if (star < 0 || i < star) return matchPattern(ip, frame, pattern, items[i]);
      if (i === star) return matchPattern(ip, frame, pattern, list(items.slice(star, items.length - after)));
      return matchPattern(ip, frame, pattern, items[items.length - (patterns.length - i)]);
    }),
  );
}

function matchClass(
  ip: Interpreter,
  frame: Frame,
  pattern: Extract<ast.Pattern, { kind: 'class' }>,
  subject: Value,
): Value {
  if (subject.kind === 'unknown') return subject;
  const cls = evaluate(ip, frame, pattern.cls);
  if (cls.kind !== 'class') return ip.conditionReason(cls);
  if (!ip.isInstance(subject, cls)) return typeOf(subject).unknown ?? FALSE;
  const results: Value[] = [];
  const selfMatching = [types.int, types.str, types.float, types.bool, types.list, types.tuple, types.dict, types.set];
  const names = cls.lookup('__match_args__');
  pattern.positional.forEach((inner, i) => {
    const name = names?.kind === 'tuple' ? names.items[i] : undefined;
    if (name?.kind === 'str') results.push(attribute(ip, frame, inner, subject, name.value));
    else if (i === 0 && selfMatching.includes(cls)) results.push(matchPattern(ip, frame, inner, subject));
    else results.push(FALSE);
  });
  for (const { name, pattern: inner } of pattern.keywords) results.push(attribute(ip, frame, inner, subject, name));
  return all(ip, results);
}

function attribute(ip: Interpreter, frame: Frame, pattern: ast.Pattern, subject: Value, name: string): Value {
  const value = ip.findAttr(subject, name);
  return value ? matchPattern(ip, frame, pattern, value) : FALSE;
}
