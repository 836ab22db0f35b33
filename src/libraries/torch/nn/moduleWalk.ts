/** Methods that walk a module's tree or change all of it: children, parameters, state_dict, to, train, … */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, type Bound } from '../../../python/interpreter/native';
import {
  bool,
  FunctionValue,
  NONE,
  str,
  tuple,
  type InstanceValue,
  type NativeFunction,
  type Value,
} from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { flag } from '../arguments';
import { load } from './loading';
import { stateDict } from './stateDict';
import { noteGradients } from '../training/gradientValues';
import { isDevice, noteMoved } from '../autocast';
import { dtypeName, isFloating, typedName } from '../dtypes';
import { setRequiresGradient } from '../gradients';
import { noteFormat } from '../layout';
import { generatorOfMet, metChildren, metModules, metTensors, type Met } from './met';
import { mentions } from './mentions';
import { allModules, allStored, childrenOf, entriesOf, isModule, openReason, selfOf } from './state';

/** Child modules, each once: `named_children`. */
function uniqueChildren(self: InstanceValue): [string, InstanceValue][] {
  const seen = new Set<InstanceValue>();
  return childrenOf(self).filter(([, child]) => !seen.has(child) && seen.add(child));
}

/** `Module.train`: children are told by their own method, which user code may have overridden. */
function setTraining(cx: Context, self: InstanceValue, mode: Value): void {
  cx.touch(self);
  self.attrs.set('training', mode);
  for (const [, child] of uniqueChildren(self)) cx.callMethod(child, 'train', [mode]);
}

/** Changes the dtype of floating parameters and buffers, as `module.half()` does in place. */
function castFloating(self: InstanceValue, dtype: string): void {
  for (const from of ['_parameters', '_buffers'] as const) {
    for (const [, tensor] of allStored(self, from)) if (isFloating(tensor.dtype)) tensor.dtype = dtype;
  }
}

const castTo = (name: string, dtype: string): NativeFunction =>
  native(name, 'self', (a) => {
    castFloating(selfOf(a), dtype);
    return selfOf(a);
  });

/** A method that changes nothing a shape depends on and gives the module back. */
const unchanged = (name: string): NativeFunction => native(name, 'self, *args, **kwargs', (a) => selfOf(a));

/** Runs `module.apply(fn)`: children first. */
function applyAll(cx: Context, self: InstanceValue, fn: Value): void {
  for (const [, child] of childrenOf(self)) applyAll(cx, child, fn);
  cx.call(fn, [self]);
}

/** Follows a dotted path. @throws PyError AttributeError in PyTorch's words */
function submodule(cx: Context, self: InstanceValue, path: string): Value {
  let at: Value = self;
  for (const part of path === '' ? [] : path.split('.')) {
    const next: Value | undefined = cx.findAttr(at, part);
    if (!next) throw new PyError('AttributeError', `${cx.typeOf(at).name} has no attribute \`${part}\``);
    if (next.kind === 'unknown') return next;
    if (!isModule(next)) throw new PyError('AttributeError', `\`${part}\` is not an nn.Module`);
    at = next;
  }
  return at;
}

function memberByPath(cx: Context, self: InstanceValue, path: string): Value {
  const cut = path.lastIndexOf('.');
  return cx.getAttr(submodule(cx, self, cut < 0 ? '' : path.slice(0, cut)), path.slice(cut + 1));
}

/**
 * What a module walks through. A module that holds nothing of the kind but a value nobody knows, as a wrapper does whose
 * module is an argument, may hold what that value is.
 */
function walked(cx: Context, self: InstanceValue, met: readonly Met[], give: (met: Met) => Value): Value {
  if (met.length === 0)
    for (const [name, value] of self.attrs) if (value.kind === 'unknown' && mentions(self.cls, name)) return value;
  return generatorOfMet(cx, met, give);
}

/**
 * The parameters of a module. That there are none is certain only where all its parts are known: a constructor may have made more
 * than was followed.
 */
function parametersOf(cx: Context, self: InstanceValue, met: readonly Met[], give: (met: Met) => Value): Value {
  return met.length > 0 || cx.mode === 'run' || allModules(self).every(([, module]) => isWholeKnown(module))
    ? walked(cx, self, met, give)
    : cx.unknown(said`whether ${self.cls.name} has parameters is not known`);
}

function isWholeKnown(module: InstanceValue): boolean {
  if (openReason(module) || entriesOf(module, '_modules').some(([, child]) => child.kind === 'unknown')) return false;
  return !(module.cls.lookup('__init__') instanceof FunctionValue) || holdsLayersPlainly(module);
}

/** Layers in a plain list, tuple or dict, which PyTorch does not see: `self.layers = [nn.Linear(4, 4)]`. */
function holdsLayersPlainly(module: InstanceValue): boolean {
  return [...module.attrs.values()].some((value) => {
    if (value.kind === 'list' || value.kind === 'tuple') return value.items.some(isModule);
    return value.kind === 'dict' && [...value.entries.values()].some((entry) => isModule(entry.value));
  });
}

const alone = ({ value }: Met): Value => value;
const named = ({ path, value }: Met): Value => tuple([str(path), value]);

/** Child modules, each once. */
function childrenMet(self: InstanceValue): Met[] {
  const seen = new Set<Value>();
  return metChildren(self).filter(({ value }) => !seen.has(value) && seen.add(value));
}

const modulesMet = (a: Bound): Met[] =>
  metModules(selfOf(a), { prefix: a.str('prefix'), all: !flag(a, 'remove_duplicate', true) });

const namedMet = (a: Bound, from: '_parameters' | '_buffers'): Met[] =>
  metTensors(selfOf(a), from, { prefix: a.str('prefix'), recurse: flag(a, 'recurse', true) });

export const walkingMethods: Record<string, Value> = {
  named_children: native('named_children', 'self', (a, cx) => walked(cx, selfOf(a), childrenMet(selfOf(a)), named)),
  children: native('children', 'self', (a, cx) => walked(cx, selfOf(a), childrenMet(selfOf(a)), alone)),
  modules: native('modules', 'self', (a, cx) => generatorOfMet(cx, metModules(selfOf(a)), alone)),
  named_modules: native('named_modules', "self, memo=None, prefix='', remove_duplicate=True", (a, cx) =>
    generatorOfMet(cx, modulesMet(a), named),
  ),
  parameters: native('parameters', 'self, recurse=True', (a, cx) =>
    parametersOf(cx, selfOf(a), metTensors(selfOf(a), '_parameters', { recurse: flag(a, 'recurse', true) }), alone),
  ),
  named_parameters: native('named_parameters', "self, prefix='', recurse=True, remove_duplicate=True", (a, cx) =>
    parametersOf(cx, selfOf(a), namedMet(a, '_parameters'), named),
  ),
  buffers: native('buffers', 'self, recurse=True', (a, cx) =>
    generatorOfMet(cx, metTensors(selfOf(a), '_buffers', { recurse: flag(a, 'recurse', true) }), alone),
  ),
  named_buffers: native('named_buffers', "self, prefix='', recurse=True, remove_duplicate=True", (a, cx) =>
    generatorOfMet(cx, namedMet(a, '_buffers'), named),
  ),
  state_dict: native('state_dict', "self, *args, destination=None, prefix='', keep_vars=False", (a) =>
    stateDict(selfOf(a), a.str('prefix') ?? '', a.truth('keep_vars') === true),
  ),
  load_state_dict: native('load_state_dict', 'self, state_dict, strict=True, assign=False', (a, cx) =>
    load(cx, selfOf(a), a.get('state_dict'), a.truth('strict') === true),
  ),
  apply: native('apply', 'self, fn', (a, cx) => {
    applyAll(cx, selfOf(a), a.get('fn'));
    return selfOf(a);
  }),
  train: native('train', 'self, mode=True', (a, cx) => {
    setTraining(cx, selfOf(a), a.get('mode'));
    return selfOf(a);
  }),
  eval: native('eval', 'self', (a, cx) => {
    cx.callMethod(selfOf(a), 'train', [bool(false)]);
    return selfOf(a);
  }),
  to: native('to', 'self, *args, **kwargs', (a) => {
    noteFormat(a);
    for (const value of [...a.rest, ...a.extra.values()]) {
      if (isDevice(value)) noteMoved(a.cx);
      const dtype = value.kind === 'tensor' ? value.dtype : dtypeName(value);
      if (dtype) castFloating(selfOf(a), dtype);
    }
    return selfOf(a);
  }),
  type: native('type', 'self, dst_type', (a) => {
    const dtype = typedName(a.get('dst_type'));
    if (dtype) castFloating(selfOf(a), dtype);
    return selfOf(a);
  }),
  half: castTo('half', 'float16'),
  float: castTo('float', 'float32'),
  double: castTo('double', 'float64'),
  bfloat16: castTo('bfloat16', 'bfloat16'),
  get_submodule: native('get_submodule', 'self, target', (a, cx) => {
    const path = a.str('target');
    return path === undefined ? cx.unknown('the name of the submodule is not known') : submodule(cx, selfOf(a), path);
  }),
  get_parameter: native('get_parameter', 'self, target', (a, cx) => memberByPath(cx, selfOf(a), a.str('target') ?? '')),
  get_buffer: native('get_buffer', 'self, target', (a, cx) => memberByPath(cx, selfOf(a), a.str('target') ?? '')),
  zero_grad: native('zero_grad', 'self, set_to_none=True', (_a, cx) => {
    noteGradients(cx, 'cleared');
    return NONE;
  }),
  requires_grad_: native('requires_grad_', 'self, requires_grad=True', (a, cx) => {
    const self = selfOf(a);
    for (const [, parameter] of allStored(self, '_parameters')) {
      setRequiresGradient(cx, parameter, a.get('requires_grad'));
    }
    return self;
  }),
  _apply: unchanged('_apply'),
  cuda: native('cuda', 'self, *args, **kwargs', (a, cx) => {
    noteMoved(cx);
    return selfOf(a);
  }),
  ...Object.fromEntries(
    ['cpu', 'xpu', 'ipu', 'to_empty', 'share_memory', 'compile', 'to_sparse'].map((name) => [name, unchanged(name)]),
  ),
};
