/** `contextlib`, `abc`, `warnings`, `atexit`: what surrounds code. */
import type { Context } from '../../interpreter/context';
import { GeneratorCall } from '../../interpreter/contextManagers';
import { native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import type { ListValue } from '../../interpreter/values';
import {
  FALSE,
  FunctionValue,
  InstanceValue,
  NONE,
  PropertyValue,
  bool,
  list,
  tuple,
  type Value,
} from '../../interpreter/values';
import { nextOf } from '../iterables';
import { forwarding, methodNative, passThrough, quiet } from './helpers';

/** A context manager that gives a value and does nothing else. */
export function manager(value: Value): InstanceValue {
  const made = new InstanceValue(Manager);
  made.attrs.set('enter_result', value);
  return made;
}

const Manager = nativeClass('contextlib', 'nullcontext', [types.object], {
  __enter__: native('__enter__', 'self', (a) => attr(a.get('self'), 'enter_result')),
  __exit__: native('__exit__', 'self, *exc', () => FALSE),
  // Most of these may also decorate a function.
  __call__: native('__call__', 'self, func=None, /', (a) => a.get('func')),
});
Manager.hooks.construct = (_cx, _cls, args) => manager(args[0] ?? NONE);

function attr(value: Value, name: string): Value {
  return (value.kind === 'instance' ? value.attrs.get(name) : undefined) ?? NONE;
}

// ── contextmanager ─────────────────────────────────────────────────────────────────────────────

/** The generator of a context manager that is not entered by a `with` statement, which runs its body where it yields. */
function generatorOf(cx: Context, self: Value): Value {
  const call = self.kind === 'instance' ? self.native : undefined;
  if (!(call instanceof GeneratorCall)) return attr(self, 'gen');
  const generator = call.run(cx);
  cx.setAttr(self, 'gen', generator);
  return generator;
}

const GeneratorManager = nativeClass('contextlib', '_GeneratorContextManager', [types.object], {
  __enter__: native('__enter__', 'self', (a, cx) => nextOf(cx, generatorOf(cx, a.get('self')), NONE)),
  __exit__: native('__exit__', 'self, *exc', (a, cx) => {
    nextOf(cx, attr(a.get('self'), 'gen'), NONE);
    return FALSE;
  }),
  __call__: native('__call__', 'self, func', (a) => a.get('func')),
});

const contextmanager = native('contextmanager', 'func', (a) => {
  const func = a.get('func');
  return methodNative('helper', (cx, { args, kwargs }) => {
    const made = new InstanceValue(GeneratorManager);
    if (func instanceof FunctionValue && func.isGenerator) {
      made.native = new GeneratorCall(func, [...args], new Map(kwargs));
      return made;
    }
    const generator = cx.call(func, args, kwargs);
    if (generator.kind === 'unknown') return generator;
    made.attrs.set('gen', generator);
    return made;
  });
});

// ── suppress, ExitStack, closing ───────────────────────────────────────────────────────────────

const suppress = nativeClass('contextlib', 'suppress', [types.object], {
  __init__: native('__init__', 'self, *exceptions', (a, cx) => {
    cx.setAttr(a.get('self'), 'exceptions', tuple(a.rest));
    return NONE;
  }),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, exctype=None, excinst=None, exctb=None', (a) => {
    const [type, caught] = [a.get('exctype'), attr(a.get('self'), 'exceptions')];
    if (type.kind !== 'class' || caught.kind !== 'tuple') return FALSE;
    return bool(caught.items.some((cls) => cls.kind === 'class' && type.isSubclassOf(cls)));
  }),
});

function callbacks(self: Value): ListValue {
  const known = attr(self, '_callbacks');
  return known.kind === 'list' ? known : list([]);
}

function push(cx: Context, self: Value, callback: Value): void {
  const stack = callbacks(self);
  cx.touch(stack);
  stack.items.push(callback);
}

const ExitStack = nativeClass('contextlib', 'ExitStack', [types.object], {
  __init__: native('__init__', 'self', (a, cx) => {
    cx.setAttr(a.get('self'), '_callbacks', list([]));
    return NONE;
  }),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *exc', (a, cx) => {
    for (const callback of [...callbacks(a.get('self')).items].reverse()) cx.call(callback);
    return FALSE;
  }),
  enter_context: native('enter_context', 'self, cm', (a, cx) => {
    const cm = a.get('cm');
    if (cm.kind === 'unknown') return cm;
    const value = cx.callMethod(cm, '__enter__');
    push(
      cx,
      a.get('self'),
      forwarding('exit', (inner) => inner.callMethod(cm, '__exit__', [NONE, NONE, NONE])),
    );
    return value;
  }),
  push: native('push', 'self, exit', (a) => a.get('exit')),
  callback: native('callback', 'self, callback, /, *args, **kwargs', (a, cx) => {
    const { rest, extra } = a;
    const callback = a.get('callback');
    push(
      cx,
      a.get('self'),
      forwarding('callback', (inner) => inner.call(callback, rest, extra)),
    );
    return callback;
  }),
  close: native('close', 'self', (a, cx) => cx.callMethod(a.get('self'), '__exit__', [NONE, NONE, NONE])),
  pop_all: native('pop_all', 'self', (a) => a.get('self')),
});

const ContextDecorator = nativeClass('contextlib', 'ContextDecorator', [types.object], {
  __call__: native('__call__', 'self, func', (a) => {
    const [self, func] = [a.get('self'), a.get('func')];
    return methodNative('inner', (cx, { args, kwargs }) => {
      cx.callMethod(self, '__enter__');
      const result = cx.call(func, args, kwargs);
      cx.callMethod(self, '__exit__', [NONE, NONE, NONE]);
      return result;
    });
  }),
});

const AbstractContextManager = nativeClass('contextlib', 'AbstractContextManager', [types.object], {
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *exc', () => NONE),
});

const redirect = (name: string) => native(name, 'new_target', (a) => manager(a.get('new_target')));

const contextlib = {
  contextmanager,
  asynccontextmanager: contextmanager,
  nullcontext: Manager,
  suppress,
  ExitStack,
  ContextDecorator,
  AbstractContextManager,
  closing: native('closing', 'thing', (a) => manager(a.get('thing'))),
  redirect_stdout: redirect('redirect_stdout'),
  redirect_stderr: redirect('redirect_stderr'),
};

// ── abc ────────────────────────────────────────────────────────────────────────────────────────

const ABC = nativeClass('abc', 'ABC', [types.object], {
  register: native('register', 'subclass', (a) => a.get('subclass')),
});

const abc = {
  ABC,
  ABCMeta: types.type,
  abstractmethod: passThrough('abstractmethod'),
  abstractproperty: native('abstractproperty', 'fget', (a) => new PropertyValue(a.get('fget'))),
  abstractclassmethod: types.classmethod,
  abstractstaticmethod: types.staticmethod,
};

// ── warnings ───────────────────────────────────────────────────────────────────────────────────

const warnings = {
  warn: quiet('warn'),
  warn_explicit: quiet('warn_explicit'),
  filterwarnings: quiet('filterwarnings'),
  simplefilter: quiet('simplefilter'),
  resetwarnings: quiet('resetwarnings'),
  catch_warnings: native('catch_warnings', '*, record=False, **kwargs', (a) =>
    manager(a.truth('record') ? list([]) : NONE),
  ),
  deprecated: native('deprecated', 'message, /, **kwargs', () => passThrough('deprecated')),
};

export const contextModules: LibraryModule[] = [
  { name: 'contextlib', attrs: contextlib },
  { name: 'abc', attrs: abc },
  { name: 'warnings', attrs: warnings },
  { name: 'atexit', attrs: { register: passThrough('register'), unregister: quiet('unregister') } },
];
