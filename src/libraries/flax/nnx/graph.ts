/**
 * nnx's functions over modules: taking one apart and putting it together again (flax/nnx/graphlib.py), states,
 * optimizers, and what marks data. A module taken apart and put together is the same module here.
 */
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  DictValue,
  InstanceValue,
  ListValue,
  NONE,
  NativeFunction,
  ELLIPSIS,
  TRUE,
  int,
  str,
  tuple,
  type ClassValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { dictSet } from '../../../python/builtins/containers';
import type { Dim } from '../../../shape';
import { axesFor, commonSize, withAxis, withoutAxis } from '../../jax/transforms';
import { batchStatClass, markData, moduleClass, paramClass } from './module';

/** Which variables a filter of `state` or `split` takes: those of a class, or all. */
type Filter = (variable: TensorValue) => boolean;

/** Undefined for a filter that is not followed. */
function filterOf(given: Value | undefined): Filter | undefined {
  if (given?.kind === 'class') return (variable) => variable.cls.isSubclassOf(given);
  const isAll = given === undefined || given === ELLIPSIS || (given.kind === 'bool' && given.value);
  return isAll ? () => true : undefined;
}

/** One state for each filter: a variable belongs to the first that takes it. */
function statesFor(cx: Context, module: Value, filters: readonly Value[]): Value[] {
  const before: (Filter | undefined)[] = [];
  return filters.map((given) => {
    const own = filterOf(given);
    const earlier = [...before];
    before.push(own);
    if (!own || earlier.includes(undefined)) return cx.unknown('what a filter of nnx takes is not known');
    const takes: Filter = (variable) => own(variable) && !earlier.some((filter) => filter!(variable));
    return stateOf(cx, module, takes) ?? new DictValue();
  });
}

/** The variables of a module that a filter takes, as dicts nested by attribute. */
function stateOf(cx: Context, value: Value, filter: Filter): Value | undefined {
  if (value.kind === 'tensor') {
    const isVariable = [paramClass, batchStatClass].some((cls) => value.cls.isSubclassOf(cls));
    return isVariable && filter(value) ? value : undefined;
  }
  const state = new DictValue();
  const put = (name: string, part: Value): void => {
    const below = stateOf(cx, part, filter);
    if (below) dictSet(cx, state, str(name), below);
  };
  if (value.kind === 'list' || value.kind === 'tuple') value.items.forEach((item, i) => put(String(i), item));
  else if (value.kind === 'dict') {
    for (const { key, value: part } of value.entries.values()) put(cx.str(key), part);
  } else if (value.kind === 'instance' && value.cls.isSubclassOf(moduleClass)) {
    for (const [name, part] of value.attrs) put(name, part);
  } else return undefined;
  return state.entries.size > 0 ? state : undefined;
}

export const stateFor = (cx: Context, module: Value, filter: Value | undefined): Value =>
  statesFor(cx, module, [filter ?? TRUE])[0];

const graphDef = nativeClass('flax.nnx', 'GraphDef', [types.object]);

/** `(graphdef, state, …)`: one state for each filter, one where none is given. */
const split = native('split', 'node, *filters', (a, cx) => {
  const graph = new InstanceValue(graphDef);
  graph.attrs.set('node', a.get('node'));
  return tuple([graph, ...statesFor(cx, a.get('node'), a.rest.length > 0 ? a.rest : [TRUE])]);
});

const merge = native('merge', 'graphdef, *states, **kwargs', (a, cx) => {
  const graph = a.get('graphdef');
  return (graph.kind === 'instance' && graph.attrs.get('node')) || cx.unknown('which module is merged is not known');
});

/** The filters of `nnx.state` give one state each. */
const state = native('state', 'node, *filters, **kwargs', (a, cx) =>
  a.rest.length > 1 ? tuple(statesFor(cx, a.get('node'), a.rest)) : stateFor(cx, a.get('node'), a.rest[0]),
);

/** `nnx.Optimizer(model, tx)` holds the model; its update changes numbers only. */
const optimizer = (name: string): ClassValue =>
  nativeClass('flax.nnx', name, [types.object], {
    __init__: native(name, 'self, model, tx, *args, **kwargs', (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      self.attrs.set('model', a.get('model'));
      self.attrs.set('tx', a.get('tx'));
      return NONE;
    }),
    update: native('update', 'self, *args, **kwargs', () => NONE),
  });

// ── Loops ──────────────────────────────────────────────────────────────────────────────────────

/** `nnx.Carry`: the argument and result that go from step to step. */
const carry = nativeClass('flax.nnx', 'Carry', [types.object]);

/** A function scanned over the axes of its arguments; as a decorator with settings alone it gives the decorator. */
const scan = new NativeFunction('scan', (_cx, { args: [fn], kwargs }) => {
  const decorate = (f: Value): Value =>
    new NativeFunction('scan', (cx, { args }) => {
      const sizes: Dim[] = [];
      const inAxes = kwargs.get('in_axes') ?? tuple([carry, int(0)]);
      const stepped = args.map((arg, i) => withoutAxis(arg, axesFor(inAxes, i), sizes));
      const given = kwargs.get('length');
      const length = given && given.kind !== 'none' ? cx.dim(given, 'length') : commonSize(cx, sizes);
      const result = cx.call(f, stepped);
      const outAxes = kwargs.get('out_axes') ?? tuple([carry, int(0)]);
      if (result.kind !== 'tuple' || outAxes.kind !== 'tuple') return withAxis(result, outAxes, length);
      return tuple(result.items.map((item, i) => withAxis(item, axesFor(outAxes, i), length)));
    });
  return fn ? decorate(fn) : native('scan', 'f', (a) => decorate(a.get('f')));
});

// ── Containers and marks ───────────────────────────────────────────────────────────────────────

/** `nnx.List` and `nnx.Dict` are modules whose items are data: here the list and dict themselves. */
function container(name: string, make: (cx: Context, args: Value[], kwargs: Map<string, Value>) => Value): ClassValue {
  const cls = nativeClass('flax.nnx', name, [types.object]);
  cls.hooks = { construct: (cx, _cls, args, kwargs) => make(cx, args, kwargs), classGetItem: () => cls };
  return cls;
}

const listClass = container('List', (cx, [items]) => {
  const made = new ListValue(items ? [...(cx.sequence(items) ?? [])] : []);
  if (items?.kind === 'unknown') made.open = items;
  return markData(made);
});
listClass.hooks.isInstance = (_cx, value) => value.kind === 'list';
const dictClass = container('Dict', (cx, [given], kwargs) => {
  const made = new DictValue();
  if (given?.kind === 'dict') for (const { key, value } of given.entries.values()) dictSet(cx, made, key, value);
  for (const [name, value] of kwargs) dictSet(cx, made, str(name), value);
  return markData(made);
});

dictClass.hooks.isInstance = (_cx, value) => value.kind === 'dict';

const first = (name: string): Value => native(name, 'value, *args, **kwargs', (a) => a.get('value'));
const nothing = (name: string): Value => native(name, '*args, **kwargs', () => NONE);

export const graphFunctions: Record<string, Value> = {
  split,
  merge,
  state,
  graphdef: native('graphdef', 'node, *args, **kwargs', (a, cx) => {
    const parts = cx.call(split, [a.get('node')]);
    return parts.kind === 'tuple' ? parts.items[0] : parts;
  }),
  clone: first('clone'),
  // A state is kept as the dicts that it is made of.
  to_pure_dict: first('to_pure_dict'),
  update: nothing('update'),
  display: nothing('display'),
  GraphDef: graphDef,
  Optimizer: optimizer('Optimizer'),
  ModelAndOptimizer: optimizer('ModelAndOptimizer'),
  Carry: carry,
  scan,
  List: listClass,
  Dict: dictClass,
  data: native('data', 'value, /', (a) => markData(a.get('value'))),
  static: native('static', 'value, /', (a) => markData(a.get('value'))),
  with_partitioning: first('with_partitioning'),
  with_metadata: first('with_metadata'),
};
