/** nn.DataParallel and DistributedDataParallel: the wrapped model under the name `module` (torch/nn/parallel). */
import { native, nativeClass } from '../../../python/interpreter/native';
import { list, NONE, type ClassValue } from '../../../python/interpreter/values';
import { initModule, moduleType, selfOf, store } from './state';

const parallel = (file: string, name: string): ClassValue =>
  nativeClass(`torch.nn.parallel.${file}`, name, [moduleType], {
    __init__: native(`${name}.__init__`, 'self, module, *args, **kwargs', (a, cx) => {
      const self = selfOf(a);
      initModule(cx, self);
      store(cx, self, '_modules', 'module', a.get('module'));
      self.attrs.set('device_ids', list([]));
      return NONE;
    }),
    forward: native('forward', 'self, *inputs, **kwargs', (a, cx) =>
      cx.call(cx.getAttr(selfOf(a), 'module'), a.rest, new Map(a.extra)),
    ),
  });

export const parallelLayers: ClassValue[] = [
  parallel('data_parallel', 'DataParallel'),
  parallel('distributed', 'DistributedDataParallel'),
];
