/** pytest: tests are functions that nobody calls; their fixtures and parameters say with what they are run. */
import { exceptionOf, exceptions } from '../../python/builtins/exceptions';
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  FALSE,
  InstanceValue,
  NONE,
  NativeFunction,
  TRUE,
  tuple,
  type FunctionValue,
  type Value,
} from '../../python/interpreter/values';

/** What the decorators of one analysis have said. */
interface Session {
  /** By the name under which a test asks for it. */
  readonly fixtures: Map<string, FunctionValue>;
  /** The first value of each parameter of a parametrized test. */
  readonly parameters: Map<Value, Map<string, Value>>;
}

const sessionOf = (cx: Context): Session =>
  cx.session('pytest', () => ({ fixtures: new Map(), parameters: new Map() }));

const decorator = (name: string, apply: (cx: Context, fn: Value) => void): NativeFunction =>
  new NativeFunction(name, (cx, { args }) => {
    apply(cx, args[0]);
    return args[0];
  });

function register(cx: Context, fn: Value, name?: string): void {
  if (fn.kind === 'function') sessionOf(cx).fixtures.set(name ?? fn.name, fn);
}

/** `@pytest.fixture` and `@pytest.fixture(name="images", scope="module")`. */
const fixture = native('fixture', 'fixture_function=None, *args, name=None, **kwargs', (a, cx) => {
  const fn = a.get('fixture_function');
  if (fn.kind !== 'function') return decorator('fixture', (inner, of) => register(inner, of, a.str('name')));
  register(cx, fn);
  return fn;
});

/** `@pytest.mark.parametrize("n, size", [(1, 32), (2, 64)])`: the first case stands for all. */
const parametrize = native('parametrize', 'argnames, argvalues, *args, **kwargs', (a, cx) => {
  const names =
    a
      .str('argnames')
      ?.split(',')
      .map((name) => name.trim()) ?? cx.sequence(a.get('argnames'))?.map((name) => cx.str(name));
  const first = cx.sequence(a.get('argvalues'))?.[0];
  return decorator('parametrize', (inner, fn) => {
    if (!names || !first) return;
    const values = names.length === 1 ? [first] : inner.sequence(first);
    const { parameters } = sessionOf(inner);
    const known = parameters.get(fn) ?? new Map<string, Value>();
    names.forEach((name, i) => values?.[i] && known.set(name, values[i]));
    parameters.set(fn, known);
  });
});

const mark = nativeClass('pytest', 'mark', [types.object], {
  parametrize: new NativeFunction('parametrize', (cx, { args, kwargs }) => cx.call(parametrize, args.slice(1), kwargs)),
  __getattr__: native('__getattr__', 'self, name', () => marker),
});

/** Any other mark, as a decorator with and without arguments. */
const marker: NativeFunction = new NativeFunction('mark', (_cx, { args }) =>
  args.length === 1 && (args[0].kind === 'function' || args[0].kind === 'class') ? args[0] : marker,
);

/** `with pytest.raises(ValueError):` takes the exception; `warns` and its like only watch. */
const context = (name: string, swallows: boolean): Value =>
  nativeClass('pytest', name, [types.object], {
    __init__: native(name, 'self, *args, **kwargs', () => NONE),
    __enter__: native('__enter__', 'self', (a) => a.get('self')),
    __exit__: native('__exit__', 'self, *args', () => (swallows ? TRUE : FALSE)),
  });

const nothing = (name: string): NativeFunction => new NativeFunction(name, () => NONE);

/** What ends a test where it stands. */
const ending = (name: string, exception: string): NativeFunction => {
  const cls = nativeClass('_pytest.outcomes', exception, [exceptions.BaseException]);
  return native(name, '*args, **kwargs', (a, cx) => {
    throw exceptionOf(cx, cls, a.rest);
  });
};

const attrs: Record<string, Value> = {
  fixture,
  mark: new InstanceValue(mark),
  raises: context('raises', true),
  warns: context('warns', false),
  deprecated_call: context('deprecated_call', false),
  approx: native('approx', 'expected, *args, **kwargs', (a) => a.get('expected')),
  importorskip: native('importorskip', 'modname, *args, **kwargs', (a, cx) => cx.importModule(a.str('modname') ?? '')),
  param: native('param', '*values, id=None, marks=None', (a) => (a.rest.length === 1 ? a.rest[0] : tuple(a.rest))),
  skip: ending('skip', 'Skipped'),
  xfail: ending('xfail', 'XFailed'),
  fail: ending('fail', 'Failed'),
  main: nothing('main'),
};

export const modules: LibraryModule[] = [{ name: 'pytest', attrs }];

/** What pytest gives to parameters of a test or fixture, by their names; the rest nobody gives. */
export function testArguments(
  cx: Context,
  fn: FunctionValue,
  asking: readonly FunctionValue[] = [],
): Map<string, Value> {
  const { fixtures, parameters } = sessionOf(cx);
  const given = new Map(parameters.get(fn));
  for (const { name } of fn.params) {
    const source = fixtures.get(name);
    if (given.has(name) || !source || source === fn || asking.includes(source)) continue;
    given.set(name, fixtureValue(cx, source, [...asking, fn]));
  }
  return given;
}

/** What a fixture returns, or yields first. */
function fixtureValue(cx: Context, fn: FunctionValue, asking: readonly FunctionValue[]): Value {
  const own = testArguments(cx, fn, asking);
  const result = cx.call(fn, [], new Map([...own].filter(([name]) => fn.params.some((p) => p.name === name))));
  if (result.kind !== 'iterator') return result;
  for (const item of cx.iterate(result)) return item;
  return NONE;
}
