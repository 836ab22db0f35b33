/**
 * `os.environ`: a variable that the program sets itself is known. One that it merely asks for is taken to be unset,
 * as argparse's options are: the program is read as it runs without settings. What every system sets (`HOME`), and
 * what the program cannot do without (`os.environ['X']`), is unknown and says so.
 */
import type { Context } from '../../interpreter/context';
import { native, nativeClass, type Bound } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { DictValue, FALSE, InstanceValue, NONE, TRUE, UnknownValue, type Value } from '../../interpreter/values';
import { dictDelete, dictGet, dictSet } from '../containers';
import { quiet, unknownCall } from './helpers';

/** Variables that are set wherever a program runs. */
const ALWAYS_SET = new Set('HOME PATH USER LOGNAME PWD SHELL LANG TERM TMPDIR HOSTNAME'.split(' '));

const ELSEWHERE = 'which environment variables there are';

const reasonFor = (key: Value): string => `it is the environment variable ${key.kind === 'str' ? key.value : '?'}`;

/** The variables that the program has set, by the object that stands for the environment. */
function ownOf(a: Bound): DictValue {
  const self = a.get('self');
  const own = self.kind === 'instance' ? self.native : undefined;
  return own instanceof DictValue ? own : new DictValue();
}

/** What the program set, or an unknown value where the variable, or whether there is one, is not known. */
function known(a: Bound, cx: Context): Value | undefined {
  const key = a.get('key');
  if (key.kind === 'unknown') return key;
  const own = dictGet(cx, ownOf(a), key);
  return own ?? (key.kind === 'str' && ALWAYS_SET.has(key.value) ? cx.unknown(reasonFor(key)) : undefined);
}

/** Everything the environment holds, as a dict: more than what the program set. */
function whole(a: Bound): DictValue {
  const all = new DictValue();
  all.entries = new Map(ownOf(a).entries);
  all.open = new UnknownValue(ELSEWHERE);
  return all;
}

const environType = nativeClass('os', '_Environ', [types.object], {
  __getitem__: native('__getitem__', 'self, key', (a, cx) => known(a, cx) ?? cx.unknown(reasonFor(a.get('key')))),
  __setitem__: native('__setitem__', 'self, key, value', (a, cx) => {
    dictSet(cx, ownOf(a), a.get('key'), a.get('value'));
    return NONE;
  }),
  __delitem__: native('__delitem__', 'self, key', (a, cx) => {
    dictDelete(cx, ownOf(a), a.get('key'));
    return NONE;
  }),
  __contains__: native('__contains__', 'self, key', (a, cx) => {
    const found = known(a, cx);
    if (!found) return FALSE;
    return found.kind === 'unknown' ? found : TRUE;
  }),
  get: native('get', 'self, key, default=None', (a, cx) => known(a, cx) ?? a.get('default')),
  pop: native('pop', 'self, key, default=None', (a, cx) => {
    const found = known(a, cx);
    dictDelete(cx, ownOf(a), a.get('key'));
    return found ?? (a.has('default') ? a.get('default') : cx.unknown(reasonFor(a.get('key'))));
  }),
  setdefault: native('setdefault', 'self, key, default=None', (a, cx) => {
    const found = known(a, cx);
    if (!found) dictSet(cx, ownOf(a), a.get('key'), a.get('default'));
    return found ?? a.get('default');
  }),
  copy: native('copy', 'self', whole),
  items: native('items', 'self', (a, cx) => cx.callMethod(whole(a), 'items')),
  update: quiet('update'),
  ...Object.fromEntries(['keys', 'values', '__iter__', '__len__'].map((name) => [name, unknownCall(name, ELSEWHERE)])),
});

/** The environment of one session, and the function that reads it by name. */
export function environment(): { environ: Value; getenv: Value } {
  const environ = new InstanceValue(environType);
  environ.native = new DictValue();
  return {
    environ,
    getenv: native('getenv', 'key, default=None', (a, cx) =>
      cx.callMethod(environ, 'get', [a.get('key'), a.get('default')]),
    ),
  };
}
