/** `torch.nn.Module`: calling, hooks, registering and walking (torch 1.13, torch/nn/modules/module.py). */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass, signatureOf } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { dictOfNames } from '../../../python/builtins/containers';
import {
  DictValue,
  FunctionValue,
  TRUE,
  InstanceValue,
  NativeFunction,
  int,
  NONE,
  str,
  tuple,
  type Value,
} from '../../../python/interpreter/values';
import { missingArguments, surplusArguments } from '../../common/callArguments';
import { walkingMethods } from './moduleWalk';
import { leaveOut } from './stateDict';
import { moduleText } from './moduleText';
import { lacksMember } from './memberNames';
import {
  assign,
  childrenOf,
  initModule,
  isModule,
  leaveOpen,
  isParameter,
  moduleType,
  parametersOf,
  parametrizationOf,
  registered,
  selfOf,
  store,
  registrableName,
  storeOf,
  unknownPart,
  unstore,
} from './state';
import { inferParameters } from './lazy';
import { said } from '../../../protocol/say';

/** `module(*args, **kwargs)`: forward pre-hooks, forward, forward hooks, framed as one call of a layer. */
function callModule(cx: Context, self: InstanceValue, args: Value[], kwargs: Map<string, Value>): Value {
  return cx.layerCall(self, [...args, ...kwargs.values()], () => {
    inferParameters(cx, self, args, kwargs);
    let inputs = args;
    let given = kwargs;
    for (const hook of hooksOf(self, '_forward_pre_hooks')) {
      const changed = cx.call(hook.run, [self, tuple(inputs), ...(hook.withKwargs ? [dictOfNames(given)] : [])]);
      if (changed.kind === 'none' || changed.kind === 'unknown') continue;
      const [replaced, keywords] = hook.withKwargs && changed.kind === 'tuple' ? changed.items : [changed];
      inputs = replaced.kind === 'tuple' ? [...replaced.items] : [replaced];
      if (keywords?.kind === 'dict') given = namesOf(keywords);
    }
    const forward = cx.getAttr(self, 'forward');
    if (!cx.isSupposing) checkArguments(self, forward, inputs, given);
    let result = cx.call(forward, inputs, given);
    for (const hook of hooksOf(self, '_forward_hooks')) {
      const keywords = hook.withKwargs ? [dictOfNames(given)] : [];
      const changed = cx.call(hook.run, [self, tuple(inputs), ...keywords, result]);
      if (changed.kind !== 'none' && changed.kind !== 'unknown') result = changed;
    }
    return result;
  });
}

/** @throws PyError TypeError where a module's forward is certainly given too few arguments, or too many */
function checkArguments(
  { cls }: InstanceValue,
  forward: Value,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
): void {
  const parameters = forward.kind === 'method' ? takenBy(forward.func)?.slice(1) : undefined;
  if (!parameters) return;
  const [missing] = missingArguments(parameters, args, kwargs, ({ isOptional }) => isOptional);
  if (missing) {
    throw new PyError('TypeError', said`${cls.name}: forward() is not given ${missing.name}`, 'missing-argument');
  }
  const taken = surplusArguments(parameters, args);
  if (taken === undefined) return;
  const words =
    taken === 1
      ? said`${cls.name}: forward() takes one input, but ${args.length} were given`
      : said`${cls.name}: forward() takes ${taken} inputs, but ${args.length} were given`;
  throw new PyError('TypeError', words, 'argument-count');
}

/** The parameters of a method, `self` included, and whether each may be left out; undefined where it takes what it likes. */
function takenBy(fn: Value) {
  if (fn instanceof FunctionValue)
    return fn.params.map(({ name, type }) => ({ name, type, isOptional: fn.defaults.has(name) || /^var/.test(type) }));
  return fn instanceof NativeFunction
    ? signatureOf(fn)?.map((parameter) => ({ ...parameter, isOptional: parameter.default !== undefined }))
    : undefined;
}

/** A dictionary's entries by name. */
function namesOf(dict: DictValue): Map<string, Value> {
  const pairs = [...dict.entries.values()].flatMap(({ key, value }) =>
    key.kind === 'str' ? [[key.value, value] as const] : [],
  );
  return new Map(pairs);
}

/** The hooks of a module, and which of them are given the keyword arguments too. */
function hooksOf(self: InstanceValue, which: '_forward_pre_hooks' | '_forward_hooks') {
  const keywords = self.attrs.get(`${which}_with_kwargs`);
  return [...(storeOf(self, which)?.entries ?? [])].map(([id, { value }]) => ({
    run: value,
    withKwargs: keywords?.kind === 'dict' && keywords.entries.has(id),
  }));
}

const removableHandle = nativeClass('torch.utils.hooks', 'RemovableHandle', [types.object], {
  remove: native('remove', 'self', (a) => {
    const handle = a.get('self');
    const held = handle.kind === 'instance' ? (handle.native as { dict: DictValue; id: string }) : undefined;
    if (held) {
      a.cx.touch(held.dict);
      held.dict.entries.delete(held.id);
    }
    return NONE;
  }),
});

/** Registers a hook and returns the handle that removes it. */
function registerHook(
  which: '_forward_pre_hooks' | '_forward_hooks' | '_backward_hooks' | '_load_hooks',
): NativeFunction {
  return native('register_hook', 'self, hook, **kwargs', (a, cx) => {
    const dict = storeOf(selfOf(a), which);
    const handle = new InstanceValue(removableHandle);
    if (!dict) return handle;
    if (which === '_backward_hooks') {
      const why = cx.unknown('what the backward pass gives a hook is not known');
      cx.calledLater(() => void cx.call(a.get('hook'), [selfOf(a), why, why]), why);
    }
    cx.touch(dict);
    const counter = cx.session('torch.hooks', () => ({ next: 0 }));
    const key = int(counter.next++);
    const id = `n${key.value as number}`;
    dict.entries.set(id, { key, value: a.get('hook') });
    const flag = a.extra.get('with_kwargs');
    if (flag && cx.truth(flag)) {
      const self = selfOf(a);
      const flagged = self.attrs.get(`${which}_with_kwargs`);
      const names = flagged?.kind === 'dict' ? flagged : new DictValue();
      cx.touch(self);
      cx.touch(names);
      names.entries.set(id, { key, value: TRUE });
      self.attrs.set(`${which}_with_kwargs`, names);
    }
    handle.native = { dict, id };
    return handle;
  });
}

const registering: Record<string, Value> = {
  __init__: native('__init__', 'self, *args, **kwargs', (a, cx) => {
    initModule(cx, selfOf(a));
    return NONE;
  }),
  __call__: native('__call__', 'self, *args, **kwargs', (a, cx) => callModule(cx, selfOf(a), a.rest, a.extra)),
  forward: native('forward', 'self, *args, **kwargs', (a) => {
    throw new PyError(
      'NotImplementedError',
      said`Module [${selfOf(a).cls.name}] is missing the required "forward" function`,
      'missing-forward',
    );
  }),
  add_module: native('add_module', 'self, name, module', (a, cx) => {
    const self = selfOf(a);
    const given = a.get('name');
    if (given.kind === 'unknown') {
      leaveOpen(cx, self, given);
      return NONE;
    }
    const name = registrableName(cx, self, '_modules', given);
    const module = a.get('module');
    // An object of a class whose base is not known may well be a module.
    const mayBeModule = module.kind === 'unknown' || cx.typeOf(module).unknown !== undefined;
    if (module.kind !== 'none' && !isModule(module) && !mayBeModule) {
      throw new PyError('TypeError', `${cx.typeOf(module).name} is not a Module subclass`);
    }
    store(cx, self, '_modules', name, module);
    return NONE;
  }),
  register_parameter: native('register_parameter', 'self, name, param', (a, cx) => {
    const self = selfOf(a);
    if (a.get('name').kind === 'unknown') return NONE;
    const name = registrableName(cx, self, '_parameters', a.get('name'));
    const param = a.get('param');
    if (param.kind === 'unknown') cx.setAttr(self, name, param);
    else if (param.kind === 'none' || isParameter(param)) store(cx, self, '_parameters', name, param);
    else {
      throw new PyError(
        'TypeError',
        `cannot assign '${cx.typeOf(param).name}' object to parameter '${name}' (torch.nn.Parameter or None required)`,
      );
    }
    return NONE;
  }),
  register_buffer: native('register_buffer', 'self, name, tensor, persistent=True', (a, cx) => {
    const self = selfOf(a);
    if (a.get('name').kind === 'unknown') return NONE;
    const name = registrableName(cx, self, '_buffers', a.get('name'));
    const tensor = a.get('tensor');
    if (a.truth('persistent') !== true) leaveOut(cx, self, name);
    if (tensor.kind === 'unknown') cx.setAttr(self, name, tensor);
    else if (tensor.kind === 'none' || tensor.kind === 'tensor') store(cx, self, '_buffers', name, tensor);
    else
      throw new PyError(
        'TypeError',
        `cannot assign '${cx.typeOf(tensor).name}' object to buffer '${name}' (torch Tensor or None required)`,
      );
    return NONE;
  }),
  __delattr__: native('__delattr__', 'self, name', (a, cx) => {
    const self = selfOf(a);
    const name = a.str('name') ?? '';
    if ((['_parameters', '_buffers', '_modules'] as const).some((s) => unstore(cx, self, s, name))) return NONE;
    cx.touch(self);
    if (!self.attrs.delete(name))
      throw new PyError('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
    return NONE;
  }),
  __setattr__: native('__setattr__', 'self, name, value', (a, cx) => {
    const self = selfOf(a);
    const name = a.str('name') ?? '';
    cx.touch(self);
    if (!assign(cx, self, name, a.get('value'))) self.attrs.set(name, a.get('value'));
    return NONE;
  }),
  register_forward_hook: registerHook('_forward_hooks'),
  register_forward_pre_hook: registerHook('_forward_pre_hooks'),
  register_backward_hook: registerHook('_backward_hooks'),
  register_full_backward_hook: registerHook('_backward_hooks'),
  register_full_backward_pre_hook: registerHook('_backward_hooks'),
  // Hooks of loading and saving change no shape, but what may be loaded.
  ...Object.fromEntries(
    [
      'register_load_state_dict_pre_hook',
      'register_load_state_dict_post_hook',
      'register_state_dict_pre_hook',
      'register_state_dict_post_hook',
      '_register_load_state_dict_pre_hook',
      '_register_state_dict_hook',
    ].map((name) => [name, registerHook('_load_hooks')]),
  ),
  extra_repr: native('extra_repr', 'self', () => str('')),
  _get_name: native('_get_name', 'self', (a) => str(selfOf(a).cls.name)),
  __repr__: native('__repr__', 'self', (a, cx) => str(moduleText(cx, selfOf(a)))),
  __dir__: native('__dir__', 'self', (_a, cx) => cx.unknown('the attributes of a module')),
};
registering.register_module = registering.add_module;

for (const [name, value] of Object.entries({ ...registering, ...walkingMethods })) moduleType.attrs.set(name, value);
moduleType.hooks = {
  lacks: lacksMember,
  layer: { children: childrenOf, parameters: parametersOf, open: unknownPart },
  setAttr: assign,
  getAttr(cx, self, name) {
    const found = registered(self, name);
    if (found || self.kind !== 'instance') return found;
    // A parametrized weight is computed whenever it is read: the modules that do it are called like any other.
    const list = parametrizationOf(self, name);
    return list && cx.call(list, []);
  },
};
