/** `random`, `time`, `datetime`, `uuid`, `hashlib`: values that differ from run to run. Their types are known. */
import type { Context } from '../../interpreter/context';
import { native, nativeClass, staticMethod, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  InstanceValue,
  IntValue,
  ListValue,
  NONE,
  float,
  int,
  type ClassValue,
  type Value,
} from '../../interpreter/values';
import { joinAll } from '../../interpreter/longLoops';
import { elements, isLost } from '../iterables';
import { quiet, unknownCall, unknownFloat, unknownInt } from './helpers';

const DRAWN = 'it is drawn at random';

function choice(cx: Context, sequence: Value): Value {
  const items = elements(cx, sequence);
  return isLost(items) ? items : oneOf(cx, items);
}

/** What all of these things are, themselves where they are equal: arrays of one shape, tuples of such arrays. */
const oneOf = (cx: Context, items: readonly Value[]): Value =>
  items.length > 0 ? joinAll(items, { value: cx.unknown(DRAWN) }) : cx.unknown(DRAWN);

/** One thing among others that nobody changes afterwards; several may stand for one and the same. */
function immutableOf(cx: Context, population: Value): Value {
  const items = elements(cx, population);
  const one = isLost(items) ? items : oneOf(cx, items);
  return IMMUTABLE.has(one.kind) ? one : cx.unknown(DRAWN);
}

const IMMUTABLE: ReadonlySet<Value['kind']> = new Set(['tensor', 'tuple', 'int', 'float', 'str', 'bool', 'none']);

/** Several draws: their number is known, they are not. */
function draws(cx: Context, count: Value, element: () => Value): Value {
  const n = cx.dim(count);
  const result = new ListValue([]);
  if (typeof n === 'number') result.items = Array.from({ length: Math.max(0, n) }, element);
  else result.open = cx.unknown('how many elements are drawn is not known');
  return result;
}

const floats = 'random uniform gauss normalvariate triangular betavariate expovariate lognormvariate gammavariate';

const generator = (): Record<string, Value> => ({
  ...Object.fromEntries(floats.split(' ').map((name) => [name, unknownFloat(name, DRAWN)])),
  randint: native('randint', 'a, b', (a, cx) =>
    cx.equal(a.get('a'), a.get('b')) ? a.get('a') : new IntValue(cx.unknownDim(DRAWN)),
  ),
  randrange: unknownInt('randrange', DRAWN),
  getrandbits: unknownInt('getrandbits', DRAWN),
  choice: native('choice', 'seq', (a, cx) => choice(cx, a.get('seq'))),
  choices: native('choices', 'population, weights=None, *, cum_weights=None, k=1', (a, cx) =>
    draws(cx, a.get('k'), () => choice(cx, a.get('population'))),
  ),
  sample: native('sample', 'population, k, *, counts=None', (a, cx) => {
    const one = immutableOf(cx, a.get('population'));
    return draws(cx, a.get('k'), () => one);
  }),
  shuffle: native('shuffle', 'x', (a, cx) => {
    const x = a.get('x');
    if (x.kind === 'list' && !x.open) {
      cx.touch(x);
      const one = immutableOf(cx, x);
      x.items = x.items.map(() => (one.kind === 'unknown' ? cx.unknown('the list is shuffled at random') : one));
    }
    return NONE;
  }),
  seed: quiet('seed'),
  setstate: quiet('setstate'),
  getstate: unknownCall('getstate', 'the state of a random generator'),
});

const random = (): Record<string, Value> => {
  const functions = generator();
  // Methods of a generator object take it first and leave it alone.
  const methods = Object.fromEntries(
    Object.entries(functions).map(([name, fn]) => [
      name,
      native(name, 'self, /, *args, **kwargs', (a, cx) => cx.call(fn, a.rest, a.extra)),
    ]),
  );
  const Random = nativeClass('random', 'Random', [types.object], {
    ...methods,
    __init__: native('__init__', 'self, x=None', () => NONE),
  });
  return { ...functions, Random, SystemRandom: Random };
};

const CLOCK = 'it depends on when the program runs';

const time = (): Record<string, Value> => ({
  ...Object.fromEntries(
    'time perf_counter process_time monotonic thread_time'.split(' ').map((name) => [name, unknownFloat(name, CLOCK)]),
  ),
  ...Object.fromEntries(
    'time_ns perf_counter_ns monotonic_ns process_time_ns'.split(' ').map((name) => [name, unknownInt(name, CLOCK)]),
  ),
  ...Object.fromEntries(
    'strftime ctime asctime localtime gmtime mktime strptime'
      .split(' ')
      .map((name) => [name, unknownCall(name, CLOCK)]),
  ),
  sleep: quiet('sleep'),
});

/** `timedelta(days, seconds, …)`: durations of known length. */
const timedelta: ClassValue = nativeClass('datetime', 'timedelta', [types.object], {
  __init__: native(
    '__init__',
    'self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0',
    (a, cx) => {
      const units = {
        days: 86400,
        seconds: 1,
        microseconds: 1e-6,
        milliseconds: 1e-3,
        minutes: 60,
        hours: 3600,
        weeks: 604800,
      };
      const total = Object.entries(units).reduce<Value>(
        (sum, [name, seconds]) => cx.binary('+', sum, cx.binary('*', a.get(name), float(seconds))),
        float(0),
      );
      cx.setAttr(a.get('self'), '_seconds', total);
      return NONE;
    },
  ),
  total_seconds: native('total_seconds', 'self', (a) => {
    const self = a.get('self');
    return (self.kind === 'instance' && self.attrs.get('_seconds')) || NONE;
  }),
});

/** `datetime` and `date` objects: that there is one is known, when it is not. */
function moment(name: string): ClassValue {
  const cls = nativeClass('datetime', name, [types.object]);
  cls.hooks.construct = (cx) => cx.unknown('a date or time');
  for (const maker of ['now', 'today', 'utcnow']) cls.attrs.set(maker, staticMethod(unknownCall(maker, CLOCK)));
  for (const maker of ['fromtimestamp', 'strptime', 'fromisoformat', 'combine']) {
    cls.attrs.set(maker, staticMethod(unknownCall(maker, 'a date or time')));
  }
  return cls;
}

const hashObject = nativeClass('hashlib', 'hash', [types.object], {
  update: quiet('update'),
  hexdigest: unknownCall('hexdigest', 'a hash is computed while the program runs'),
  digest: unknownCall('digest', 'a hash is computed while the program runs'),
});
const hashing = (name: string) => native(name, 'data=None, **kwargs', () => new InstanceValue(hashObject));

export const randomModules: LibraryModule[] = [
  { name: 'random', attrs: random },
  { name: 'secrets', attrs: { token_hex: unknownCall('token_hex', DRAWN), randbelow: unknownInt('randbelow', DRAWN) } },
  { name: 'time', attrs: time },
  {
    name: 'datetime',
    attrs: () => ({
      datetime: moment('datetime'),
      date: moment('date'),
      time: moment('time'),
      timedelta,
      MINYEAR: int(1),
    }),
  },
  {
    name: 'uuid',
    attrs: Object.fromEntries(['uuid1', 'uuid3', 'uuid4', 'uuid5'].map((name) => [name, unknownCall(name, DRAWN)])),
  },
  {
    name: 'hashlib',
    attrs: Object.fromEntries(
      ['md5', 'sha1', 'sha256', 'sha512', 'blake2b', 'new'].map((name) => [name, hashing(name)]),
    ),
  },
];
