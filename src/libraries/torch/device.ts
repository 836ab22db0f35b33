/** `torch.device` objects. Nothing here runs on a device: they only carry their name. */
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { bool, InstanceValue, int, NONE, str, type Value } from '../../python/interpreter/values';

const textOf = (value: Value): string | undefined =>
  value.kind === 'str'
    ? value.value
    : value.kind === 'instance' && typeof value.native === 'string'
      ? value.native
      : undefined;

/** The kind of device that a value names; undefined for anything else. */
export const deviceName = (value: Value): string | undefined =>
  value.kind === 'str' || (value.kind === 'instance' && value.cls === deviceType)
    ? textOf(value)?.split(':')[0]
    : undefined;

const kindOf = (self: Value): string => (textOf(self) ?? 'cpu').split(':')[0];
const indexOf = (self: Value): string | undefined => textOf(self)?.split(':')[1];

/** `torch.device('cuda:0')`, `torch.device('cuda', 0)`, `torch.device(other)`. */
export const deviceType = nativeClass('torch', 'device', [types.object], {
  __init__: native('device', 'self, type, index=None', (a) => {
    const self = a.get('self');
    const index = a.isNone('index') ? undefined : a.number('index');
    if (self.kind === 'instance') {
      const given = a.get('type');
      const name = given.kind === 'int' ? `cuda:${a.number('type') ?? 0}` : (textOf(given) ?? 'cpu');
      self.native = index === undefined || name.includes(':') ? name : `${name}:${index}`;
    }
    return NONE;
  }),
  type: getter('type', (self) => str(kindOf(self))),
  index: getter('index', (self) => (indexOf(self) === undefined ? NONE : int(Number(indexOf(self))))),
  __repr__: native('__repr__', 'self', (a) => {
    const [self, index] = [a.get('self'), indexOf(a.get('self'))];
    return str(`device(type='${kindOf(self)}'${index === undefined ? '' : `, index=${index}`})`);
  }),
  __str__: native('__str__', 'self', (a) => str(textOf(a.get('self')) ?? 'cpu')),
  __eq__: native('__eq__', 'self, other', (a, cx) => {
    const [self, other] = [a.get('self'), a.get('other')];
    const ofTensors = self === cpuDevice && other === cpuDevice;
    return ofTensors && cx.mode === 'analysis'
      ? cx.unknown('which device each tensor lies on is decided where the program runs')
      : bool(textOf(self) === textOf(other));
  }),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *args', () => NONE),
});

/**
 * Where every tensor lives, as far as it is known: a program that is only read may be given tensors of another device,
 * or move them.
 */
export const cpuDevice: Value = makeCpu();

function makeCpu(): Value {
  const device = new InstanceValue(deviceType);
  device.native = 'cpu';
  return device;
}
