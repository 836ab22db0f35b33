/**
 * What a walk through a module meets, in order, with what is not known of it: a part that nobody knows may be any module, and those
 * of a list may be there any number of times.
 */
import type { Context } from '../../../python/interpreter/context';
import { repeating } from '../../../python/interpreter/iteration';
import type { InstanceValue, UnknownValue, Value } from '../../../python/interpreter/values';
import { entriesOf, generatorOf, isModule, openReason, storeOf, unsureReason } from './state';

/** Something that a walk meets, by its path. */
export interface Met {
  path: string;
  value: Value;
  /** Why it may be there more than once, or not at all, or be several. */
  open?: UnknownValue;
}

/** The children of a module. */
export function metChildren(self: InstanceValue): Met[] {
  const [open, series] = [openReason(self), storeOf(self, '_modules')?.series];
  const from = series?.before.length ?? 0;
  const met = entriesOf(self, '_modules').flatMap(([path, value], i): Met[] => {
    if (value.kind === 'none') return [];
    const isRepeated = open && series && i >= from && i < from + series.each.length;
    return [{ path, value, open: (isRepeated && open) || unsureReason(value) }];
  });
  return open && !series ? [...met, { path: '?', value: open, open }] : met;
}

/** A module and every one below it; each once, unless all places are asked for. */
export function metModules(
  self: InstanceValue,
  { prefix = '', all = false, open }: { prefix?: string; all?: boolean; open?: UnknownValue } = {},
  seen = new Set<Value>(),
): Met[] {
  if (seen.has(self)) return [];
  if (!all) seen.add(self);
  const below = metChildren(self).flatMap((child) => {
    const path = prefix ? `${prefix}.${child.path}` : child.path;
    const why = open ?? child.open;
    return isModule(child.value)
      ? metModules(child.value, { prefix: path, all, open: why }, seen)
      : [{ ...child, path, open: why }];
  });
  return [{ path: prefix, value: self, open }, ...below];
}

/** The parameters or buffers of a module and, unless asked otherwise, of all below it; each once. */
export function metTensors(
  self: InstanceValue,
  from: '_parameters' | '_buffers',
  { prefix = '', recurse = true }: { prefix?: string; recurse?: boolean } = {},
): Met[] {
  const seen = new Set<Value>();
  const modules = recurse ? metModules(self, { prefix }) : [{ path: prefix, value: self as Value }];
  return modules.flatMap((met: Met) => {
    if (!isModule(met.value)) return [met];
    return entriesOf(met.value, from).flatMap(([name, value]): Met[] => {
      if (value.kind !== 'tensor' || seen.has(value)) return [];
      seen.add(value);
      return [{ path: met.path ? `${met.path}.${name}` : name, value, open: met.open }];
    });
  });
}

/** A generator of what was met. */
export function generatorOfMet(cx: Context, met: readonly Met[], give: (met: Met) => Value): Value {
  const values = met.map((each) => (each.value.kind === 'unknown' ? each.value : give(each)));
  const [first, last] = [met.findIndex(({ open }) => open), met.findLastIndex(({ open }) => open)];
  const why = met[first]?.open;
  if (!why) return generatorOf(values);
  const each = values.slice(first, last + 1);
  const series = { before: values.slice(0, first), each, after: values.slice(last + 1), least: 0 };
  return repeating(cx, series, why, 'generator');
}
