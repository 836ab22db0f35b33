/** `threading`, `multiprocessing`, `concurrent.futures`, `queue`, `asyncio`: what runs beside is not followed. */
import { native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { FALSE, InstanceValue, NONE, TRUE, UnknownValue, type ClassValue, type Value } from '../../interpreter/values';
import { iteratingAll, lazy, zipped } from '../iterables';
import { passThrough, quiet, unknownCall, unknownInt } from './helpers';

const BESIDE = 'it is computed beside the program';

/** Locks, events and the like: they can be entered and do nothing. */
function guard(name: string): ClassValue {
  return nativeClass('threading', name, [types.object], {
    __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
    __enter__: native('__enter__', 'self', () => TRUE),
    __exit__: native('__exit__', 'self, *exc', () => FALSE),
    acquire: native('acquire', 'self, *args, **kwargs', () => TRUE),
    release: quiet('release'),
    wait: native('wait', 'self, timeout=None', () => TRUE),
    set: quiet('set'),
    clear: quiet('clear'),
    notify: quiet('notify'),
    notify_all: quiet('notify_all'),
  });
}

const guards = () =>
  Object.fromEntries(
    'Lock RLock Event Condition Semaphore BoundedSemaphore Barrier'.split(' ').map((n) => [n, guard(n)]),
  );

/** A thread or process: its target is not run. */
const worker = (name: string) =>
  nativeClass('threading', name, [types.object], {
    __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
    start: quiet('start'),
    join: quiet('join'),
    terminate: quiet('terminate'),
    is_alive: unknownCall('is_alive', BESIDE),
  });

/** A pool maps in order, so that its results are those of `map`. */
const Executor = nativeClass('concurrent.futures', 'Executor', [types.object], {
  __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *exc', () => FALSE),
  map: native('map', 'self, func, *iterables, chunksize=1, timeout=None', (a, cx) => {
    const iterators = iteratingAll(cx, a.rest);
    if (iterators instanceof UnknownValue) return iterators;
    return lazy('map', function* () {
      for (const row of zipped(iterators)) yield cx.call(a.get('func'), row);
    });
  }),
  submit: native('submit', 'self, fn, *args, **kwargs', (a, cx) => {
    const future = new InstanceValue(Future);
    future.attrs.set('_result', cx.call(a.get('fn'), a.rest, a.extra));
    return future;
  }),
  shutdown: quiet('shutdown'),
  close: quiet('close'),
  join: quiet('join'),
});

const Future: ClassValue = nativeClass('concurrent.futures', 'Future', [types.object], {
  result: native('result', 'self, timeout=None', (a) => {
    const self = a.get('self');
    return (self.kind === 'instance' && self.attrs.get('_result')) || NONE;
  }),
  done: native('done', 'self', () => TRUE),
});

const Local = nativeClass('threading', 'local', [types.object]);

const queues = (): Record<string, Value> =>
  Object.fromEntries(
    'Queue LifoQueue PriorityQueue SimpleQueue'
      .split(' ')
      .map((name) => [name, unknownCall(name, 'it comes through a queue')]),
  );

export const concurrencyModules: LibraryModule[] = [
  {
    name: 'threading',
    attrs: () => ({
      ...guards(),
      Thread: worker('Thread'),
      Timer: worker('Timer'),
      local: Local,
      current_thread: unknownCall('current_thread', BESIDE),
      get_ident: unknownInt('get_ident', BESIDE),
    }),
  },
  {
    name: 'multiprocessing',
    attrs: () => ({
      ...guards(),
      ...queues(),
      Process: worker('Process'),
      Pool: Executor,
      cpu_count: unknownInt('cpu_count', 'it depends on the machine'),
      set_start_method: quiet('set_start_method'),
      freeze_support: quiet('freeze_support'),
      get_context: unknownCall('get_context', BESIDE),
      Manager: unknownCall('Manager', BESIDE),
    }),
  },
  {
    name: 'concurrent.futures',
    attrs: {
      Executor,
      Future,
      ThreadPoolExecutor: Executor,
      ProcessPoolExecutor: Executor,
      as_completed: passThrough('as_completed'),
      wait: unknownCall('wait', BESIDE),
    },
  },
  { name: 'queue', attrs: queues },
  {
    name: 'asyncio',
    attrs: Object.fromEntries(
      'run gather sleep create_task wait get_event_loop'.split(' ').map((n) => [n, unknownCall(n, BESIDE)]),
    ),
  },
];
