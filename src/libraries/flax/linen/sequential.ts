/** Sequential: layers one after the other; a tuple is spread over the next layer's arguments. */
import { said } from '../../../protocol/say';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import { NONE, type InstanceValue } from '../../../python/interpreter/values';
import { ensureSetup } from './adoption';
import { checkBound } from './run';
import { fieldOf, moduleClass, within } from './state';

export const sequential = nativeClass('flax.linen', 'Sequential', [moduleClass], {
  __init__: native('Sequential.__init__', 'self, layers, *, parent=None, name=None', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    self.attrs.set('layers', a.get('layers'));
    if (!self.attrs.has('name')) self.attrs.set('name', a.get('name'));
    return NONE;
  }),
  __call__: native('__call__', 'self, *args, **kwargs', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    checkBound(cx, self);
    ensureSetup(cx, self);
    return cx.layerCall(self, [...a.rest, ...a.extra.values()], () =>
      within(cx, self, 'call', () => {
        const layers = cx.sequence(fieldOf(self, 'layers'));
        if (!layers) return cx.unknown('the layers of Sequential are not known');
        const [first, ...rest] = layers;
        if (!first) {
          throw new PyError('ValueError', said`Empty Sequential module: give it at least one layer.`, 'argument-count');
        }
        return rest.reduce(
          (x, layer) => cx.call(layer, x.kind === 'tuple' ? [...x.items] : [x]),
          cx.call(first, a.rest, a.extra),
        );
      }),
    );
  }),
});
