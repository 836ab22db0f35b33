/** torch.optim.swa_utils (PyTorch 2.13): a copy of a model whose weights are averages of those that it had. */
import { native, nativeClass } from '../../../python/interpreter/native';
import { NONE, type Value } from '../../../python/interpreter/values';
import { initModule, moduleType, selfOf, store, stored } from '../nn/state';
import { nothing } from '../support/passThrough';
import { tensorOf } from '../tensor';
import { swaSchedule } from './schedulers';

const averagedModel = nativeClass('torch.optim.swa_utils', 'AveragedModel', [moduleType], {
  __init__: native(
    'AveragedModel.__init__',
    'self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False',
    (a, cx) => {
      const self = selfOf(a);
      initModule(cx, self);
      const copy = cx.call(cx.getAttr(cx.importModule('copy'), 'deepcopy'), [a.get('model')]);
      store(cx, self, '_modules', 'module', copy);
      store(cx, self, '_buffers', 'n_averaged', tensorOf([], 'int64'));
      return NONE;
    },
  ),
  forward: native('forward', 'self, *args, **kwargs', (a, cx) =>
    cx.call(stored(selfOf(a), '_modules', 'module') ?? NONE, a.rest, new Map(a.extra)),
  ),
  update_parameters: nothing('update_parameters'),
});

/** What makes a function that averages: the averages are not followed. */
const averagingBy = (name: string): Value => native(name, '*args, **kwargs', () => nothing('averaged'));

export const averaging: Record<string, Value> = {
  AveragedModel: averagedModel,
  SWALR: swaSchedule,
  update_bn: nothing('update_bn'),
  ...Object.fromEntries(
    ['get_ema_avg_fn', 'get_ema_multi_avg_fn', 'get_swa_avg_fn', 'get_swa_multi_avg_fn'].map((name) => [
      name,
      averagingBy(name),
    ]),
  ),
};
