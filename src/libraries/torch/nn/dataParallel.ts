/** nn.DataParallel and DistributedDataParallel: the wrapped model under the name `module` (torch/nn/parallel). */
import { said } from '../../../protocol/say';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import { list, NONE, type ClassValue } from '../../../python/interpreter/values';
import { initModule, moduleType, selfOf, store, stored, STORES } from './state';

const parallel = (file: string, name: string): ClassValue =>
  nativeClass(`torch.nn.parallel.${file}`, name, [moduleType], {
    __init__: native(`${name}.__init__`, 'self, module, *args, **kwargs', (a, cx) => {
      const self = selfOf(a);
      initModule(cx, self);
      store(cx, self, '_modules', 'module', a.get('module'));
      self.attrs.set('device_ids', list([]));
      return NONE;
    }),
    __getattr__: native('__getattr__', 'self, name', (a) => {
      const [self, name] = [selfOf(a), a.str('name') ?? ''];
      const kept = STORES.map((where) => stored(self, where, name)).find((value) => value !== undefined);
      if (kept) return kept;
      const wrapped = stored(self, '_modules', 'module');
      const isInside =
        wrapped?.kind === 'instance' &&
        (wrapped.attrs.has(name) ||
          wrapped.cls.lookup(name) !== undefined ||
          STORES.some((where) => stored(wrapped, where, name)));
      // A misspelled name is said as for any module; what the wrapped model has is reached by another way.
      if (!isInside) throw new PyError('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
      throw new PyError(
        'AttributeError',
        said`'${self.cls.name}' object has no attribute '${name}': the wrapped model has it, as .module.${name}`,
        'argument-value',
      );
    }),
    forward: native('forward', 'self, *inputs, **kwargs', (a, cx) =>
      cx.call(cx.getAttr(selfOf(a), 'module'), a.rest, new Map(a.extra)),
    ),
  });

export const parallelLayers: ClassValue[] = [
  parallel('data_parallel', 'DataParallel'),
  parallel('distributed', 'DistributedDataParallel'),
];
