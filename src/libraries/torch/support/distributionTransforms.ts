/** Transforms of the values of a distribution (torch 2.13, torch/distributions/transforms.py). */
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { NONE, type Value } from '../../../python/interpreter/values';
import { broadcastShapes, type Shape } from '../../../shape';
import { tensorOf } from '../tensor';

/** The shape that the settings of a transform have together; undefined for one that may work on several numbers at once. */
export function settingsOf(transform: Value): Shape | undefined {
  return transform.kind === 'instance' ? (transform.native as Shape | undefined) : undefined;
}

/** Transforms of one number each, by the settings that are broadcast with it. */
const TRANSFORMS: Readonly<Record<string, string>> = {
  AbsTransform: '',
  AffineTransform: 'loc, scale, event_dim=0',
  ExpTransform: '',
  PowerTransform: 'exponent',
  SigmoidTransform: '',
  SoftplusTransform: '',
  TanhTransform: '',
};

export const transforms = Object.fromEntries(
  Object.entries(TRANSFORMS).map(([name, settings]) => [
    name,
    nativeClass('torch.distributions.transforms', name, [types.object], {
      __init__: native(name, ['self', settings, 'cache_size=0'].filter(Boolean).join(', '), (a, cx) => {
        const self = a.get('self');
        const names = settings.split(', ').filter((setting) => setting && !setting.includes('='));
        const shapes = names.map((setting) => shapeOfNumber(a.get(setting)));
        if (self.kind !== 'instance') return NONE;
        for (const setting of names) cx.setAttr(self, setting, a.get(setting));
        const isPlain = !settings.includes('event_dim') || a.number('event_dim') === 0;
        if (isPlain && shapes.every((shape) => shape !== undefined)) self.native = broadcastShapes(shapes, name);
        return NONE;
      }),
      __call__: native('__call__', 'self, x', (a, cx) => {
        const [x, setting] = [a.get('x'), settingsOf(a.get('self'))];
        return x.kind === 'tensor' && x.shape && setting
          ? tensorOf(broadcastShapes([x.shape, setting], name), x.dtype)
          : cx.unknown('what a transform gives is not known');
      }),
    }),
  ]),
);

const shapeOfNumber = (value: Value): Shape | undefined =>
  value.kind === 'tensor' ? value.shape : value.kind === 'int' || value.kind === 'float' ? [] : undefined;
