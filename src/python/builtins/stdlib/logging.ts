/** `logging`: loggers take messages and show nothing; what depends on the level is decided by the default one. */
import { native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { FALSE, InstanceValue, NONE, TRUE, bool, int, list, str, type Value } from '../../interpreter/values';
import { quiet, unmodelled } from './helpers';

const LEVELS = { CRITICAL: 50, FATAL: 50, ERROR: 40, WARNING: 30, WARN: 30, INFO: 20, DEBUG: 10, NOTSET: 0 };

const MESSAGES = 'debug info warning warn error exception critical fatal log';
const messages = () => Object.fromEntries(MESSAGES.split(' ').map((name) => [name, quiet(name)]));

const Logger = nativeClass('logging', 'Logger', [types.object], {
  ...messages(),
  ...Object.fromEntries(
    'setLevel addHandler removeHandler addFilter removeFilter handle'.split(' ').map((name) => [name, quiet(name)]),
  ),
  isEnabledFor: native('isEnabledFor', 'self, level', (a, cx) => cx.compare('>=', a.get('level'), int(LEVELS.WARNING))),
  getEffectiveLevel: native('getEffectiveLevel', 'self', () => int(LEVELS.WARNING)),
  hasHandlers: native('hasHandlers', 'self', () => FALSE),
  getChild: native('getChild', 'self, suffix', (a) => a.get('self')),
  __getattr__: unmodelled('Logger'),
});

function logger(name: Value): InstanceValue {
  const made = new InstanceValue(Logger);
  made.attrs.set('name', name.kind === 'none' ? str('root') : name);
  made.attrs.set('handlers', list([]));
  made.attrs.set('filters', list([]));
  made.attrs.set('parent', NONE);
  made.attrs.set('level', int(LEVELS.WARNING));
  made.attrs.set('propagate', TRUE);
  made.attrs.set('disabled', bool(false));
  return made;
}

/** Classes whose objects only take settings. */
function inert(name: string): Value {
  const nothing = 'setLevel setFormatter addFilter emit flush close format handle'.split(' ');
  const cls = nativeClass('logging', name, [types.object], Object.fromEntries(nothing.map((n) => [n, quiet(n)])));
  cls.attrs.set(
    '__init__',
    native('__init__', 'self, *args, **kwargs', () => NONE),
  );
  cls.attrs.set('__getattr__', unmodelled(name));
  return cls;
}

const CLASSES = 'Handler StreamHandler FileHandler NullHandler Formatter Filter LoggerAdapter LogRecord';
const HANDLERS = 'RotatingFileHandler TimedRotatingFileHandler QueueHandler';

export const loggingModules: LibraryModule[] = [
  {
    name: 'logging',
    attrs: {
      ...Object.fromEntries(Object.entries(LEVELS).map(([name, level]) => [name, int(level)])),
      ...messages(),
      ...Object.fromEntries(CLASSES.split(' ').map((name) => [name, inert(name)])),
      Logger,
      root: logger(NONE),
      getLogger: native('getLogger', 'name=None', (a, cx) => {
        const name = a.get('name');
        const key = name.kind === 'str' ? name.value : '';
        return cx.session(`logging:${key}`, () => logger(name));
      }),
      getLevelName: native('getLevelName', 'level', (a) => {
        const level = a.number('level');
        return str(Object.entries(LEVELS).find(([, value]) => value === level)?.[0] ?? `Level ${level}`);
      }),
      basicConfig: quiet('basicConfig'),
      disable: quiet('disable'),
      captureWarnings: quiet('captureWarnings'),
      addLevelName: quiet('addLevelName'),
    },
  },
  { name: 'logging.handlers', attrs: Object.fromEntries(HANDLERS.split(' ').map((name) => [name, inert(name)])) },
  { name: 'logging.config', attrs: { dictConfig: quiet('dictConfig'), fileConfig: quiet('fileConfig') } },
];
