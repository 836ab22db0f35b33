/** `jax.sharding`: how arrays lie on devices. It changes no shape. */
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { NONE, str, tuple, type InstanceValue, type Value } from '../../python/interpreter/values';

/** A description that remembers what it was made of, and answers no question about devices. */
const description = (name: string): Value =>
  nativeClass('jax.sharding', name, [types.object], {
    __init__: native('__init__', 'self, *args, **kwargs', (a) => {
      const self = a.get('self') as InstanceValue;
      for (const [key, value] of a.extra) self.attrs.set(key, value);
      return NONE;
    }),
    __enter__: native('__enter__', 'self', (a) => a.get('self')),
    __exit__: native('__exit__', 'self, *args', () => NONE),
  });

const partitionSpec = description('PartitionSpec');

export const sharding: Record<string, Value> = {
  Mesh: description('Mesh'),
  NamedSharding: description('NamedSharding'),
  PositionalSharding: description('PositionalSharding'),
  SingleDeviceSharding: description('SingleDeviceSharding'),
  Sharding: description('Sharding'),
  PartitionSpec: partitionSpec,
};

/** `jax.P` and the meshes of the root. */
export const rootSharding: Record<string, Value> = {
  P: partitionSpec,
  NamedSharding: sharding.NamedSharding,
  make_mesh: native('make_mesh', 'axis_shapes, axis_names, *args, **kwargs', (a, cx) =>
    cx.call(sharding.Mesh, [tuple([]), a.get('axis_names')]),
  ),
  named_scope: native('named_scope', 'name', (a, cx) => cx.call(sharding.Mesh, [a.get('name') ?? str('')])),
};
