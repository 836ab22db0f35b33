/** Unions of classes: `int | None` (Python library, "Union Type"), for annotations, `isinstance` and what reads annotations. */
import { native, nativeClass } from '../interpreter/native';
import { types } from '../interpreter/types';
import { InstanceValue, NOT_IMPLEMENTED, str, tuple, type ClassValue, type Value } from '../interpreter/values';
import { reprOf } from './repr';

const isUnion = (value: Value): boolean => value.kind === 'instance' && value.cls === UnionType;

/** What an operand adds to a union; undefined where its own class says what `|` means. */
function members(value: Value): readonly Value[] | undefined {
  if (value.kind === 'class' || value.kind === 'native' || value.kind === 'unknown') return [value];
  if (value.kind === 'none') return [types.none];
  const args = value.kind === 'instance' && isUnion(value) ? value.attrs.get('__args__') : undefined;
  return args?.kind === 'tuple' ? args.items : undefined;
}

const union = (name: string, isReflected: boolean) =>
  native(name, 'self, other, /', (a) => {
    const [self, other] = [a.get('self'), a.get('other')];
    const sides = isReflected ? [other, self] : [self, other];
    const [left, right] = sides.map(members);
    if (!left || !right) return NOT_IMPLEMENTED;
    const all = new Set([...left, ...right]);
    if (all.size === 1) return left[0];
    const made = new InstanceValue(UnionType);
    made.attrs.set('__args__', tuple([...all]));
    return made;
  });

const OPERATORS: Record<string, Value> = { __or__: union('__or__', false), __ror__: union('__ror__', true) };

export const UnionType: ClassValue = nativeClass('types', 'UnionType', [types.object], {
  ...OPERATORS,
  __repr__: native('__repr__', 'self', (a, cx) => {
    const shown = (members(a.get('self')) ?? []).map((member) => {
      if (member === types.none) return 'None';
      return member.kind === 'class' ? member.name : reprOf(cx, member);
    });
    return str(shown.join(' | '));
  }),
});

/** Gives classes the operator. */
export function installUnions(): void {
  for (const [name, method] of Object.entries(OPERATORS)) types.type.attrs.set(name, method);
}
