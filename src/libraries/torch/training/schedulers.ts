/** torch.optim.lr_scheduler: what schedules take and refuse (PyTorch 2.13). The rates that they give are not followed. */
import { checked } from '../nn/layer';
import { said } from '../../../protocol/say';
import { unmodelled } from '../../../python/builtins/stdlib/helpers';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { NONE, type ClassValue, type Value } from '../../../python/interpreter/values';
import { selfOf } from '../nn/state';
import { isNoOptimizer } from './optimizers';

/** The arguments of each; `verbose` was one of them all up to PyTorch 2.6. */
const SIGNATURES: Readonly<Record<string, string>> = {
  ConstantLR: 'optimizer, factor=0.3333333333333333, total_iters=5, last_epoch=-1',
  CosineAnnealingLR: 'optimizer, T_max, eta_min=0.0, last_epoch=-1',
  CosineAnnealingWarmRestarts: 'optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1',
  CyclicLR:
    "optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode='triangular', gamma=1.0, scale_fn=None, scale_mode='cycle', cycle_momentum=True, base_momentum=0.8, max_momentum=0.9, last_epoch=-1",
  ExponentialLR: 'optimizer, gamma, last_epoch=-1',
  LambdaLR: 'optimizer, lr_lambda, last_epoch=-1',
  LinearLR: 'optimizer, start_factor=0.3333333333333333, end_factor=1.0, total_iters=5, last_epoch=-1',
  MultiStepLR: 'optimizer, milestones, gamma=0.1, last_epoch=-1',
  MultiplicativeLR: 'optimizer, lr_lambda, last_epoch=-1',
  OneCycleLR:
    "optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3, anneal_strategy='cos', cycle_momentum=True, base_momentum=0.85, max_momentum=0.95, div_factor=25.0, final_div_factor=10000.0, three_phase=False, last_epoch=-1",
  PolynomialLR: 'optimizer, total_iters=5, power=1.0, last_epoch=-1',
  ReduceLROnPlateau:
    "optimizer, mode='min', factor=0.1, patience=10, threshold=0.0001, threshold_mode='rel', cooldown=0, min_lr=0, eps=1e-08",
  SequentialLR: 'optimizer, schedulers, milestones, last_epoch=-1',
  StepLR: 'optimizer, step_size, gamma=0.1, last_epoch=-1',
};

function setUp(a: Bound, cx: Context): Value {
  const [self, optimizer] = [selfOf(a), a.get('optimizer')];
  if (isNoOptimizer(optimizer))
    throw new PyError('TypeError', said`${cx.typeOf(optimizer).name} is not an Optimizer`, 'optimizer-arguments');
  cx.touch(self);
  self.attrs.set('optimizer', optimizer);
  return NONE;
}

/** @throws PyError ValueError where a cycle has no length */
function setLength(a: Bound, cx: Context): void {
  const [given, epochs, each] = ['total_steps', 'epochs', 'steps_per_epoch'].map((name) => a.get(name));
  const isLacking = epochs.kind === 'none' || each.kind === 'none';
  if (given.kind !== 'none' || !isLacking) {
    selfOf(a).attrs.set('total_steps', given.kind === 'none' ? cx.binary('*', epochs, each) : given);
    return;
  }
  throw new PyError(
    'ValueError',
    said`You must define either total_steps OR (epochs AND steps_per_epoch)`,
    'optimizer-arguments',
  );
}

const unfollowed = (name: string): Value =>
  native(name, 'self', (_a, cx) => cx.unknown('the learning rate that a schedule gives is not followed'));

const baseType = nativeClass('torch.optim.lr_scheduler', 'LRScheduler', [types.object], {
  __init__: native('LRScheduler.__init__', 'self, optimizer, last_epoch=-1, verbose=None', setUp),
  step: native('step', 'self, epoch=None', () => NONE),
  get_last_lr: unfollowed('get_last_lr'),
  get_lr: unfollowed('get_lr'),
  state_dict: native('state_dict', 'self', (_a, cx) => cx.unknown('the state of a schedule is not followed')),
  load_state_dict: native('load_state_dict', 'self, state_dict', () => NONE),
  __getattr__: unmodelled('LRScheduler'),
});

/** A schedule of a name, and what it is made of. */
const scheduler = (name: string, signature = SIGNATURES[name]): ClassValue =>
  nativeClass('torch.optim.lr_scheduler', name, [baseType], {
    __init__: checked(name, `self, ${signature}, verbose=None`, (a, cx) => {
      if (name === 'OneCycleLR') setLength(a, cx);
      return setUp(a, cx);
    }),
    ...(name === 'ReduceLROnPlateau'
      ? { step: native('ReduceLROnPlateau.step', 'self, metrics, epoch=None', () => NONE) }
      : {}),
  });

/** `torch.optim.swa_utils.SWALR`. */
export const swaSchedule = scheduler(
  'SWALR',
  "optimizer, swa_lr, anneal_epochs=10, anneal_strategy='cos', last_epoch=-1",
);

export const schedulers: Record<string, ClassValue> = {
  LRScheduler: baseType,
  _LRScheduler: baseType,
  ChainedScheduler: nativeClass('torch.optim.lr_scheduler', 'ChainedScheduler', [baseType], {
    __init__: native('ChainedScheduler.__init__', 'self, schedulers, optimizer=None', () => NONE),
  }),
  ...Object.fromEntries(Object.keys(SIGNATURES).map((name) => [name, scheduler(name)])),
};
