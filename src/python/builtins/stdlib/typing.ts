/** `typing` and `typing_extensions`: everything can be subscripted and called as annotations do; nothing is checked. */
import type { Context } from '../../interpreter/context';
import { native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  DictValue,
  FALSE,
  InstanceValue,
  NONE,
  TupleValue,
  bool,
  str,
  tuple,
  type ClassValue,
  type Value,
} from '../../interpreter/values';
import { dictSet } from '../containers';
import { reprOf } from '../repr';
import { UnionType } from '../unions';
import { abstractModule } from './abstract';
import { OrderedDict } from './collections';
import { namedTupleBase } from './namedTuples';

/** What subscripting a form gives: `Union[int, str]`, `Literal['a']`, with `__origin__` and `__args__`. */
const Alias: ClassValue = nativeClass('typing', '_GenericAlias', [types.object], {
  __getitem__: native('__getitem__', 'self, params', (a) => a.get('self')),
  __or__: native('__or__', 'self, other', (a) => union(a.get('self'), a.get('other'))),
  __ror__: native('__ror__', 'self, other', (a) => union(a.get('other'), a.get('self'))),
  __call__: native('__call__', 'self, /, *args, **kwargs', (a, cx) => {
    const self = a.get('self');
    const origin = self.kind === 'instance' ? self.attrs.get('__origin__') : undefined;
    return origin?.kind === 'class' ? cx.call(origin, a.rest, a.extra) : NONE;
  }),
  __mro_entries__: native('__mro_entries__', 'self, bases=None', (a) => {
    const self = a.get('self');
    const origin = self.kind === 'instance' ? self.attrs.get('__origin__') : undefined;
    return tuple(origin?.kind === 'class' ? [origin] : []);
  }),
  __repr__: native('__repr__', 'self', (a, cx) => {
    const self = a.get('self');
    if (self.kind !== 'instance') return str('typing');
    const args = self.attrs.get('__args__');
    const shown = args?.kind === 'tuple' ? args.items.map((arg) => typeText(cx, arg)) : [];
    return str(`${typeText(cx, self.attrs.get('__origin__') ?? NONE)}[${shown.join(', ')}]`);
  }),
});

function typeText(cx: Context, value: Value): string {
  if (value.kind === 'class') return value.name;
  return value.kind === 'none' ? 'None' : reprOf(cx, value);
}

function alias(origin: Value, args: readonly Value[]): InstanceValue {
  const made = new InstanceValue(Alias);
  made.attrs.set('__origin__', origin);
  made.attrs.set('__args__', tuple(args));
  return made;
}

function union(left: Value, right: Value): Value {
  const members = [left, right].flatMap((value) => {
    const args = value.kind === 'instance' && value.cls === Alias ? value.attrs.get('__args__') : undefined;
    const joins = value.kind === 'instance' && value.attrs.get('__origin__') === forms.Union;
    return joins && args?.kind === 'tuple' ? args.items : [value];
  });
  return alias(forms.Union, members);
}

/** Forms that are no classes: Union, Optional, Literal, … */
const Form: ClassValue = nativeClass('typing', '_SpecialForm', [types.object], {
  __getitem__: native('__getitem__', 'self, params', (a) => {
    const [self, params] = [a.get('self'), a.get('params')];
    const args = params instanceof TupleValue ? params.items : [params];
    if (self === forms.Optional) return alias(forms.Union, [...args, types.none]);
    return alias(
      self,
      args.map((arg) => (arg.kind === 'none' && self === forms.Union ? types.none : arg)),
    );
  }),
  __or__: native('__or__', 'self, other', (a) => union(a.get('self'), a.get('other'))),
  __ror__: native('__ror__', 'self, other', (a) => union(a.get('other'), a.get('self'))),
  __repr__: native('__repr__', 'self', (a) => {
    const self = a.get('self');
    const name = self.kind === 'instance' ? self.attrs.get('_name') : undefined;
    return str(`typing.${name?.kind === 'str' ? name.value : '?'}`);
  }),
});

const FORMS =
  'Any Union Optional Literal Final ClassVar Annotated Concatenate TypeAlias TypeGuard TypeIs Unpack Required ' +
  'NotRequired ReadOnly NoReturn Never Self LiteralString';

const forms: Record<string, InstanceValue> = Object.fromEntries(
  FORMS.split(' ').map((name) => {
    const form = new InstanceValue(Form);
    form.attrs.set('_name', str(name));
    return [name, form];
  }),
);

/** TypeVar, ParamSpec, TypeVarTuple: objects with a name. */
function variable(name: string): ClassValue {
  const cls = nativeClass('typing', name, [types.object], {
    __or__: native('__or__', 'self, other', (a) => union(a.get('self'), a.get('other'))),
    __ror__: native('__ror__', 'self, other', (a) => union(a.get('other'), a.get('self'))),
    __repr__: native('__repr__', 'self', (a) => {
      const self = a.get('self');
      const own = self.kind === 'instance' ? self.attrs.get('__name__') : undefined;
      return str(`~${own?.kind === 'str' ? own.value : name}`);
    }),
  });
  cls.hooks.construct = (_cx, actual, args) => {
    const made = new InstanceValue(actual);
    made.attrs.set('__name__', args[0] ?? str(name));
    made.attrs.set('args', NONE);
    made.attrs.set('kwargs', NONE);
    return made;
  };
  return cls;
}

/** A base class that adds nothing but may be subscripted: Generic, Protocol. */
function marker(name: string): ClassValue {
  const cls = nativeClass('typing', name, [types.object]);
  cls.hooks.classGetItem = (_cx, self) => self;
  return cls;
}

/** `TypedDict`: classes whose objects are plain dicts. */
function typedDict(): ClassValue {
  const cls = nativeClass('typing', 'TypedDict', [types.dict]);
  cls.hooks.construct = (cx, _actual, args, kwargs) => cx.call(types.dict, [...args], kwargs);
  return cls;
}

const decorator = (name: string) => native(name, 'arg=None, /', (a) => a.get('arg'));

function attributeOr(value: Value, name: string, otherwise: Value): Value {
  return (value.kind === 'instance' ? value.attrs.get(name) : undefined) ?? otherwise;
}

/** Annotations of a class, those of its bases included, or of a function. */
function typeHints(cx: Context, value: Value): Value {
  if (value.kind !== 'class') return cx.findAttr(value, '__annotations__') ?? new DictValue();
  const hints = new DictValue();
  for (const cls of [...value.mro].reverse()) {
    const own = cls.attrs.get('__annotations__');
    if (own?.kind === 'dict') for (const entry of own.entries.values()) dictSet(cx, hints, entry.key, entry.value);
  }
  return hints;
}

function attrs(): Record<string, Value> {
  const abstract = abstractModule();
  return {
    ...abstract,
    ...forms,
    AbstractSet: abstract.Set,
    List: types.list,
    Dict: types.dict,
    OrderedDict,
    DefaultDict: types.dict,
    Counter: types.dict,
    Set: types.set,
    FrozenSet: types.frozenset,
    Tuple: types.tuple,
    Type: types.type,
    Text: types.str,
    AnyStr: types.str,
    NamedTuple: namedTupleBase(),
    TypedDict: typedDict(),
    Generic: marker('Generic'),
    Protocol: marker('Protocol'),
    SupportsInt: marker('SupportsInt'),
    SupportsFloat: marker('SupportsFloat'),
    SupportsIndex: marker('SupportsIndex'),
    SupportsAbs: marker('SupportsAbs'),
    IO: marker('IO'),
    TextIO: marker('TextIO'),
    BinaryIO: marker('BinaryIO'),
    Pattern: marker('Pattern'),
    Match: marker('Match'),
    ContextManager: marker('ContextManager'),
    AsyncContextManager: marker('AsyncContextManager'),
    ForwardRef: marker('ForwardRef'),
    TypeVar: variable('TypeVar'),
    ParamSpec: variable('ParamSpec'),
    TypeVarTuple: variable('TypeVarTuple'),
    NewType: native('NewType', 'name, tp', (a) => a.get('tp')),
    TYPE_CHECKING: FALSE,
    cast: native('cast', 'typ, val', (a) => a.get('val')),
    assert_type: native('assert_type', 'val, typ', (a) => a.get('val')),
    assert_never: native('assert_never', 'arg', () => NONE),
    reveal_type: decorator('reveal_type'),
    overload: decorator('overload'),
    final: decorator('final'),
    override: decorator('override'),
    no_type_check: decorator('no_type_check'),
    runtime_checkable: decorator('runtime_checkable'),
    deprecated: native('deprecated', 'message, /, **kwargs', () => decorator('deprecated')),
    dataclass_transform: native('dataclass_transform', '**kwargs', () => decorator('dataclass_transform')),
    get_type_hints: native('get_type_hints', 'obj, globalns=None, localns=None, include_extras=False', (a, cx) =>
      typeHints(cx, a.get('obj')),
    ),
    get_origin: native('get_origin', 'tp', (a) => {
      const tp = a.get('tp');
      return tp.kind === 'instance' && tp.cls === UnionType ? UnionType : attributeOr(tp, '__origin__', NONE);
    }),
    get_args: native('get_args', 'tp', (a) => attributeOr(a.get('tp'), '__args__', tuple([]))),
    is_typeddict: native('is_typeddict', 'tp', () => bool(false)),
  };
}

let shared: Record<string, Value> | undefined;
const once = () => (shared ??= attrs());

export const typingModules: LibraryModule[] = ['typing', 'typing_extensions'].map((name) => ({ name, attrs: once }));
