import type { Context } from '../../../python/interpreter/context';
import { hashKey } from '../../../python/builtins/hash';
import { DictValue, SetValue, str, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { detached } from '../tensor';
import { allModules, entriesOf, unknownPart } from './state';

/** Where PyTorch keeps the names of buffers that are not saved (torch/nn/modules/module.py, `register_buffer`). */
const NOT_SAVED = '_non_persistent_buffers_set';

/** `register_buffer(…, persistent=False)`: the buffer is no part of the module's state. */
export function leaveOut(cx: Context, self: InstanceValue, name: string): void {
  const before = self.attrs.get(NOT_SAVED);
  const names = before?.kind === 'set' ? before : new SetValue();
  cx.touch(self);
  cx.touch(names);
  names.entries.set(hashKey(str(name))!, str(name));
  self.attrs.set(NOT_SAVED, names);
}

const isSaved = (module: InstanceValue, name: string): boolean => {
  const names = module.attrs.get(NOT_SAVED);
  return names?.kind !== 'set' || !names.entries.has(hashKey(str(name))!);
};

/**
 * `Module.state_dict()`: all that is saved, in PyTorch's order, per module its parameters, then its buffers. What it holds shares
 * its numbers with the module, but requires no gradient.
 * @param keepsVariables whether it holds the parameters themselves
 */
export function stateDict(self: InstanceValue, prefix: string, keepsVariables = false): DictValue {
  const dict = new DictValue();
  for (const [path, module] of allModules(self, '', new Set(), false)) {
    const buffers = entriesOf(module, '_buffers').filter(([name]) => isSaved(module, name));
    for (const [name, value] of [...entriesOf(module, '_parameters'), ...buffers]) {
      if (value.kind === 'none') continue;
      const key = str(prefix + (path ? `${path}.${name}` : name));
      const kept: Value = value.kind === 'tensor' && !keepsVariables ? detached(value) : value;
      dict.entries.set(hashKey(key)!, { key, value: kept });
    }
    dict.open ??= unknownPart(module);
  }
  return dict;
}
