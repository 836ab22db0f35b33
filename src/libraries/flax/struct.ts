/** `flax.struct`: frozen data classes that are trees; fields marked `pytree_node=False` are no part of them (flax/struct.py). */
import type { Context } from '../../python/interpreter/context';
import { dataclassesModule, makeDataclass } from '../../python/builtins/stdlib/dataclasses';
import { methodNative } from '../../python/builtins/stdlib/helpers';
import { makeDict } from '../../python/builtins/containers';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { FALSE, NONE, TRUE, str, type ClassValue, type Value } from '../../python/interpreter/values';
import { marked } from '../jax/pytree';

const { field: plainField, replace: plainReplace } = dataclassesModule.attrs as Record<string, Value>;

/** The same object with some of its fields replaced. */
const replace = methodNative('replace', (cx, { args, kwargs }) => cx.call(plainReplace, args, kwargs));

/** Makes a frozen data class of a class, and a tree of its objects. */
function makeStruct(cx: Context, cls: ClassValue, kwOnly: boolean): void {
  makeDataclass(cx, cls, {
    init: true,
    repr: true,
    eq: true,
    order: false,
    frozen: true,
    unsafeHash: false,
    kwOnly,
  });
  cls.hooks.isTreePart = (self, name) => marked(self.cls, name, 'pytree_node') !== FALSE;
  if (!cls.attrs.has('replace')) cls.attrs.set('replace', replace);
}

const dataclass = native('dataclass', 'clz=None, *, kw_only=False, **kwargs', (a, cx) => {
  const kwOnly = a.truth('kw_only') === true;
  const apply = (cls: Value): Value => {
    if (cls.kind === 'class') makeStruct(cx, cls, kwOnly);
    return cls;
  };
  return a.isNone('clz') ? native('dataclass', 'clz', (b) => apply(b.get('clz'))) : apply(a.get('clz'));
});

/** `dataclasses.field`, with a mark where it is no part of the tree. */
const field = native('field', 'pytree_node=True, *, metadata=None, **kwargs', (a, cx) => {
  const given = a.get('metadata');
  const before = given.kind === 'dict' ? [...given.entries.values()] : [];
  const isPart = a.truth('pytree_node') === false ? FALSE : TRUE;
  const metadata = makeDict(cx, [
    ...before.map(({ key, value }) => [key, value] as const),
    [str('pytree_node'), isPart] as const,
  ]);
  return cx.call(plainField, [], new Map([...a.extra, ['metadata', metadata]]));
});

/** A base class whose subclasses are such data classes. */
const pyTreeNode = nativeClass('flax.struct', 'PyTreeNode', [types.object], {
  replace,
  __init_subclass__: native('__init_subclass__', 'cls=None, **kwargs', () => NONE),
});
pyTreeNode.hooks = { subclassed: (cx, cls) => makeStruct(cx, cls, false) };

export const struct: Record<string, Value> = { dataclass, field, PyTreeNode: pyTreeNode };
