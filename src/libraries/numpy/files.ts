/** Reading arrays from files: what is in them is not known, but text is read as a table. */
import { native } from '../../python/interpreter/native';
import { NONE, TensorValue, type Value } from '../../python/interpreter/values';
import { dtypeParameter, ndarray } from './classes';
import { AxisLimit } from '../common/tensors';

/**
 * `np.loadtxt`, `np.genfromtxt`: rows and columns, of which axes of size 1 are dropped. How many are left is known as
 * soon as the program takes rows and columns out of it.
 */
function table(name: string, signature: string): Value {
  return native(name, signature, (a, cx) => {
    const dtype = dtypeParameter(cx, a.get('dtype')) ?? 'float64';
    const reason = cx.unknown('the size of an array that is read from a file');
    const read = new TensorValue(ndarray, undefined, dtype, reason);
    read.native = new AxisLimit(2);
    return read;
  });
}

const stored = (name: string, signature: string): Value =>
  native(name, signature, (_a, cx) => cx.unknown('an array that is read from a file'));
const nothing = (name: string): Value => native(name, '*args, **kwargs', () => NONE);

export const files: Record<string, Value> = {
  loadtxt: table(
    'loadtxt',
    "fname, dtype=None, comments='#', delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False, ndmin=0, **kwargs",
  ),
  genfromtxt: table(
    'genfromtxt',
    "fname, dtype=None, comments='#', delimiter=None, skip_header=0, skip_footer=0, converters=None, missing_values=None, **kwargs",
  ),
  load: stored('load', 'file, *args, **kwargs'),
  fromfile: stored('fromfile', 'file, *args, **kwargs'),
  save: nothing('save'),
  savez: nothing('savez'),
  savez_compressed: nothing('savez_compressed'),
  savetxt: nothing('savetxt'),
};
