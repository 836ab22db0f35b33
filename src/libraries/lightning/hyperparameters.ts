/** `save_hyperparameters` and `hparams` (pytorch_lightning 2.6, core/mixins/hparams_mixin.py). */
import { dictOfNames } from '../../python/builtins/containers';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native } from '../../python/interpreter/native';
import {
  DictValue,
  FunctionValue,
  NONE,
  type InstanceValue,
  type UnknownValue,
  type Value,
} from '../../python/interpreter/values';
import { attributeDictClass } from '../configs/attributeDict';

const attributeDict = attributeDictClass({
  module: 'lightning.fabric.utilities.data',
  name: 'AttributeDict',
  missing: (_cx, _self, name) => {
    throw new PyError('AttributeError', `Missing attribute "${name}"`);
  },
});

/** Hyperparameters of which these are known. @param open why there may be others */
function hyperparametersOf(known: Iterable<readonly [string, Value]>, open?: UnknownValue): DictValue {
  const made = new DictValue(attributeDict);
  made.entries = dictOfNames(known).entries;
  made.open = open;
  return made;
}

/** What `__init__` was given, by the names of its parameters; `**kwargs` count one by one. */
function constructorArguments(cx: Context, self: InstanceValue): [string, Value][] {
  const init = self.cls.lookup('__init__');
  if (!(init instanceof FunctionValue)) return [];
  const names = cx.locals();
  return init.params.slice(1).flatMap(({ name, type }): [string, Value][] => {
    const value = names.entries.get(`s${name}`)?.value;
    if (!value || type === 'varArgs') return [];
    if (type !== 'varKeywords') return [[name, value]];
    return value.kind === 'dict' ? textKeys(value) : [];
  });
}

const textKeys = (dict: DictValue): [string, Value][] =>
  [...dict.entries.values()].flatMap(({ key, value }): [string, Value][] =>
    key.kind === 'str' ? [[key.value, value]] : [],
  );

/** The names that a text or a list of texts gives. */
function namesIn(cx: Context, value: Value): Set<string> {
  const items = value.kind === 'str' ? [value] : value.kind === 'none' ? [] : (cx.sequence(value) ?? []);
  return new Set(items.flatMap((item) => (item.kind === 'str' ? [item.value] : [])));
}

/** What a dictionary, a namespace or a configuration holds; what else can be given is not known. */
function entriesOf(cx: Context, given: Value): DictValue {
  if (given.kind === 'dict') return hyperparametersOf(textKeys(given), given.open);
  if (given.kind === 'instance') return hyperparametersOf(given.attrs, given.cls.unknown);
  return hyperparametersOf([], given.kind === 'unknown' ? given : cx.unknown('which hyperparameters there are'));
}

function collected(cx: Context, self: InstanceValue, args: readonly Value[], ignored: Set<string>): DictValue {
  const all = constructorArguments(cx, self).filter(([name]) => !ignored.has(name));
  if (args.length === 0) return hyperparametersOf(all);
  if (args.every(({ kind }) => kind === 'str')) {
    const chosen = new Set(args.flatMap((arg) => [...namesIn(cx, arg)]));
    return hyperparametersOf(all.filter(([name]) => chosen.has(name)));
  }
  return entriesOf(cx, args[0]);
}

/** `save_hyperparameters()` keeps what the constructor was given; `hparams` shows it. */
export const hyperparameterMethods: Record<string, Value> = {
  save_hyperparameters: native(
    'save_hyperparameters',
    'self, *args, ignore=None, frame=None, logger=True, given_hparams=None',
    (a, cx) => {
      const self = a.get('self');
      if (self.kind !== 'instance') return NONE;
      cx.touch(self);
      const kept = self.attrs.get('_hparams');
      const made = collected(cx, self, a.rest, namesIn(cx, a.get('ignore')));
      // A class and the one it derives from may both save theirs.
      if (kept?.kind === 'dict')
        for (const [key, entry] of kept.entries) if (!made.entries.has(key)) made.entries.set(key, entry);
      self.attrs.set('_hparams', made);
      return NONE;
    },
  ),
  hparams: getter('hparams', hyperparameters),
  hparams_initial: getter('hparams_initial', hyperparameters),
};

function hyperparameters(self: Value, cx: Context): Value {
  if (self.kind !== 'instance') return cx.unknown('which hyperparameters there are');
  const kept = self.attrs.get('_hparams');
  if (kept) return kept;
  cx.touch(self);
  const made = hyperparametersOf([]);
  self.attrs.set('_hparams', made);
  return made;
}
