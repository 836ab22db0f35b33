/** `np.mgrid` and `np.ogrid`: grids written as slices, `np.mgrid[0:28, 0:28]` (NumPy reference, "Array creation"). */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, TRUE, int, list, str, type Value } from '../../python/interpreter/values';
import { creation } from './creation';

/** The positions of one axis: `start:stop:step`, or `start:stop:5j` for five of them with both ends. */
function positions(cx: Context, slice: Value): Value {
  if (slice.kind === 'unknown') return slice;
  if (slice.kind !== 'slice') {
    throw new PyError('TypeError', `a grid is written with slices such as 0:5, not ${cx.repr(slice)}`);
  }
  const start = slice.start.kind === 'none' ? int(0) : slice.start;
  if (slice.step.kind === 'complex') {
    return cx.call(creation.linspace, [start, slice.stop, int(Math.trunc(Math.abs(slice.step.imaginary)))]);
  }
  return cx.call(creation.arange, [start, slice.stop, slice.step.kind === 'none' ? int(1) : slice.step]);
}

function grid(name: string, sparse: boolean): Value {
  const cls = nativeClass('numpy.lib', sparse ? 'OGridClass' : 'MGridClass', [types.object], {
    __getitem__: native(`${name}[]`, 'self, key', (a, cx) => {
      const key = a.get('key');
      if (key.kind !== 'tuple') return positions(cx, key);
      const axes = key.items.map((slice) => positions(cx, slice));
      const unknown = axes.find((axis) => axis.kind === 'unknown');
      if (unknown) return unknown;
      const options = new Map<string, Value>([['indexing', str('ij')]]);
      if (sparse) return cx.call(creation.meshgrid, axes, options.set('sparse', TRUE));
      const grids = cx.call(creation.meshgrid, axes, options);
      return cx.callMethod(cx.importModule('numpy'), 'stack', [
        grids.kind === 'tuple' ? list([...grids.items]) : grids,
      ]);
    }),
  });
  return new InstanceValue(cls);
}

export const grids: Record<string, Value> = {
  mgrid: grid('mgrid', false),
  ogrid: grid('ogrid', true),
};
