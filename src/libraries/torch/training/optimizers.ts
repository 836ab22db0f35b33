/** torch.optim: what its optimizers take, hold and refuse (PyTorch 2.13, torch/optim/optimizer.py). They change no shape. */
import { checked } from '../nn/layer';
import { said, type Saying } from '../../../protocol/say';
import { unmodelled } from '../../../python/builtins/stdlib/helpers';
import { dictOfNames } from '../../../python/builtins/containers';
import { hashKey } from '../../../python/builtins/hash';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import type { DictValue } from '../../../python/interpreter/values';
import {
  list,
  ListValue,
  NONE,
  str,
  type ClassValue,
  type InstanceValue,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../../../python/interpreter/values';
import { writeNumbers } from '../../common/elementwise';
import { isLeaf, requiresGradient } from '../../common/gradients';
import { isModule, selfOf } from '../nn/state';
import { noteGradients } from './gradientValues';

/** The settings behind `params`. */
const SETTINGS: Readonly<Record<string, string>> = {
  ASGD: 'lr=0.01, lambd=0.0001, alpha=0.75, t0=1000000.0, weight_decay=0, foreach=None, maximize=False, differentiable=False, capturable=False',
  Adadelta:
    'lr=1.0, rho=0.9, eps=1e-06, weight_decay=0, foreach=None, *, capturable=False, maximize=False, differentiable=False',
  Adafactor: 'lr=0.01, beta2_decay=-0.8, eps=(None, 0.001), d=1.0, weight_decay=0.0, *, foreach=None, maximize=False',
  Adagrad:
    'lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, maximize=False, differentiable=False, fused=None',
  Adam: 'lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False',
  AdamW:
    'lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, amsgrad=False, *, maximize=False, foreach=None, capturable=False, differentiable=False, fused=None',
  Adamax:
    'lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, foreach=None, *, maximize=False, differentiable=False, capturable=False',
  LBFGS:
    'lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-07, tolerance_change=1e-09, history_size=100, line_search_fn=None',
  Muon: 'lr=0.001, weight_decay=0.1, momentum=0.95, nesterov=True, ns_coefficients=None, eps=1e-07, ns_steps=5, adjust_lr_fn=None',
  NAdam:
    'lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, momentum_decay=0.004, decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, differentiable=False',
  RAdam:
    'lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, differentiable=False',
  RMSprop:
    'lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0, centered=False, capturable=False, foreach=None, maximize=False, differentiable=False',
  Rprop:
    'lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-06, 50), *, capturable=False, foreach=None, maximize=False, differentiable=False',
  SGD: 'lr=0.001, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, differentiable=False, fused=None',
  SparseAdam: 'lr=0.001, betas=(0.9, 0.999), eps=1e-08, maximize=False',
};

const refuse = (type: string, words: Saying): never => {
  throw new PyError(type, words, 'optimizer-arguments');
};

/** One group of parameters with the settings that are its own. */
interface Group {
  params: Value[];
  own: readonly [string, Value][];
}

/** The groups that the first argument names; unknown where it is, or a part of it. @throws PyError for what is no parameters */
function groupsOf(cx: Context, given: Value): Group[] | UnknownValue {
  const items = parametersIn(cx, given);
  if (!Array.isArray(items)) return items;
  if (items.length === 0 && !cx.isSupposing && !cx.handedOver)
    refuse(
      'ValueError',
      said`optimizer got an empty parameter list. A module finds the layers that are its attributes: those in a list belong in nn.ModuleList.`,
    );
  if (items[0]?.kind !== 'dict') return [{ params: items.map((item) => tensorIn(cx, item)), own: [] }];
  const groups = items.map((item) => groupOf(cx, item));
  const lost = groups.find((group): group is UnknownValue => 'kind' in group);
  return lost ?? (groups as Group[]);
}

function groupOf(cx: Context, item: Value): Group | UnknownValue {
  if (item.kind !== 'dict') return cx.unknown('the parameters that an optimizer changes are not known');
  const given = item.entries.get(hashKey(str('params'))!)?.value;
  if (!given && !item.open) refuse('KeyError', said`'params': a group of parameters is a dict with the key 'params'`);
  const params = !given || given.kind === 'tensor' ? given && [given] : parametersIn(cx, given);
  if (!params || !Array.isArray(params)) return params ?? item.open!;
  const own = [...item.entries.values()].flatMap(({ key, value }): [string, Value][] =>
    key.kind === 'str' && key.value !== 'params' ? [[key.value, value]] : [],
  );
  return { params: params.map((param) => tensorIn(cx, param)), own };
}

function parametersIn(cx: Context, given: Value): Value[] | UnknownValue {
  if (given.kind === 'tensor')
    refuse('TypeError', said`params must be an iterable of tensors or dicts, and this is a tensor: put it in a list`);
  if (isModule(given) && !given.cls.lookup('__iter__') && !given.cls.unknown)
    refuse(
      'TypeError',
      said`'${given.cls.name}' object is not iterable: an optimizer takes the parameters of a module, module.parameters()`,
    );
  if (given.kind === 'method' || given.kind === 'function' || given.kind === 'native')
    refuse('TypeError', said`a method is not iterable: call it, as in module.parameters()`);
  const items = cx.sequence(given);
  return items ? [...items] : cx.unknown('the parameters that an optimizer changes are not known');
}

/** A parameter, or a pair of its name and itself. @throws PyError for what an optimizer cannot change */
function tensorIn(cx: Context, item: Value): Value {
  const value = item.kind === 'tuple' && item.items.length === 2 ? item.items[1] : item;
  if (value.kind === 'unknown' || cx.typeOf(value).unknown) return value;
  if (value.kind !== 'tensor')
    refuse('TypeError', said`optimizer can only optimize Tensors, but one of the params is ${cx.typeOf(value).name}`);
  else if (requiresGradient(value) && !isLeaf(value) && !cx.isSupposing)
    refuse(
      'ValueError',
      said`can't optimize a non-leaf Tensor: it was computed of others. Optimize those, or make it an nn.Parameter`,
    );
  return value;
}

function checkGroups(groups: readonly Group[]): void {
  const seen = new Set<Value>();
  for (const { params } of groups) {
    if (params.some((param) => param.kind === 'tensor' && seen.has(param)))
      refuse('ValueError', said`some parameters appear in more than one parameter group`);
    for (const param of params) seen.add(param);
  }
}

function checkLearningRate(rate: Value | undefined): void {
  if (rate?.kind === 'str')
    refuse('TypeError', said`lr must be a number, and not the text '${rate.value}': convert it with float()`);
  if ((rate?.kind === 'float' || rate?.kind === 'int') && typeof rate.value === 'number' && rate.value < 0)
    refuse('ValueError', said`Invalid learning rate: ${rate.value}`);
}

/** `Optimizer.__init__`: groups of parameters, each with all settings. */
function setUp(cx: Context, self: InstanceValue, params: Value, settings: readonly [string, Value][]): void {
  const groups = groupsOf(cx, params);
  checkLearningRate(settings.find(([name]) => name === 'lr')?.[1]);
  cx.touch(self);
  self.attrs.set('defaults', dictOfNames(settings));
  self.attrs.set('state', cx.unknown('the state of an optimizer is not followed'));
  if (!Array.isArray(groups)) return void self.attrs.set('param_groups', groups);
  checkGroups(groups);
  self.attrs.set('param_groups', new ListValue(groups.map((group) => groupDict(group, settings))));
}

const groupDict = ({ params, own }: Group, settings: readonly [string, Value][]): DictValue =>
  dictOfNames([['params', list(params)], ...new Map([...settings, ...own])]);

/** The tensors that an optimizer changes. */
function heldBy(cx: Context, self: InstanceValue): TensorValue[] {
  const groups = self.attrs.get('param_groups');
  const dicts = groups?.kind === 'list' ? groups.items : [];
  return dicts.flatMap((group) => {
    const params = group.kind === 'dict' ? group.entries.get(hashKey(str('params'))!)?.value : undefined;
    return (params && cx.sequence(params)?.filter((value) => value.kind === 'tensor')) ?? [];
  });
}

/** A step: the closure is called, where there is one, and what the numbers of the parameters are then is not known. */
function step(a: Bound, cx: Context): Value {
  const loss = a.isNone('closure') ? NONE : cx.call(a.get('closure'));
  if (cx.mode === 'run') for (const tensor of heldBy(cx, selfOf(a))) writeNumbers(cx, tensor, undefined);
  return loss;
}

const baseType = nativeClass('torch.optim.optimizer', 'Optimizer', [types.object], {
  __init__: native('Optimizer.__init__', 'self, params, defaults', (a, cx) => {
    const defaults = a.get('defaults');
    const settings = defaults.kind === 'dict' ? [...defaults.entries.values()] : [];
    setUp(
      cx,
      selfOf(a),
      a.get('params'),
      settings.map(({ key, value }) => [cx.str(key), value]),
    );
    return NONE;
  }),
  step: native('step', 'self, closure=None', step),
  zero_grad: native('zero_grad', 'self, set_to_none=True', (_a, cx) => {
    noteGradients(cx, 'cleared');
    return NONE;
  }),
  add_param_group: native('add_param_group', 'self, param_group', (a, cx) => {
    const [self, group] = [selfOf(a), groupOf(cx, a.get('param_group'))];
    const groups = self.attrs.get('param_groups');
    const defaults = self.attrs.get('defaults');
    if (groups?.kind !== 'list') return NONE;
    cx.touch(groups);
    if ('kind' in group) groups.open ??= group;
    else if (defaults?.kind === 'dict') {
      const settings = [...defaults.entries.values()].map(({ key, value }): [string, Value] => [cx.str(key), value]);
      groups.items.push(groupDict(group, settings));
    }
    return NONE;
  }),
  state_dict: native('state_dict', 'self', (_a, cx) => cx.unknown('the state of an optimizer is not followed')),
  load_state_dict: native('load_state_dict', 'self, state_dict', () => NONE),
  __getattr__: unmodelled('Optimizer'),
});

/** Whether a value is certainly no optimizer. */
export const isNoOptimizer = (value: Value): boolean =>
  isModule(value) || ['tensor', 'float', 'int', 'str', 'none', 'list', 'tuple'].includes(value.kind);

const optimizer = (name: string): ClassValue => {
  const names = SETTINGS[name].split(', ').flatMap((part) => /^(\w+)=/.exec(part)?.[1] ?? []);
  return nativeClass(`torch.optim.${name.toLowerCase()}`, name, [baseType], {
    __init__: checked(name, `self, params, ${SETTINGS[name]}`, (a, cx) => {
      setUp(
        cx,
        selfOf(a),
        a.get('params'),
        names.map((setting) => [setting, a.get(setting)]),
      );
      if (name === 'SGD' && a.truth('nesterov') === true && (a.number('momentum') === 0 || a.number('dampening') !== 0))
        refuse('ValueError', said`Nesterov momentum requires a momentum and zero dampening`);
      return NONE;
    }),
    ...(name === 'LBFGS' ? { step: native('LBFGS.step', 'self, closure', step) } : {}),
  });
};

export const optimizers: Record<string, ClassValue> = {
  Optimizer: baseType,
  ...Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, optimizer(name)])),
};
