/**
 * The exception hierarchy (Python 3.13, library/exceptions.html#exception-hierarchy) as classes, and
 * exceptions raised by native code with their objects.
 */
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { native } from '../interpreter/native';
import { types } from '../interpreter/types';
import { ClassValue, InstanceValue, NONE, str, tuple, type Value } from '../interpreter/values';
import { reprOf, strOf } from './repr';

/** Children under their parent, one line each. */
const HIERARCHY: Record<string, string> = {
  BaseException: 'SystemExit KeyboardInterrupt GeneratorExit Exception BaseExceptionGroup',
  Exception:
    'ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError ' +
    'OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError ' +
    'Warning ExceptionGroup',
  ArithmeticError: 'FloatingPointError OverflowError ZeroDivisionError',
  ImportError: 'ModuleNotFoundError',
  LookupError: 'IndexError KeyError',
  NameError: 'UnboundLocalError',
  OSError:
    'BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError ' +
    'IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError',
  ConnectionError: 'BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError',
  RuntimeError: 'NotImplementedError RecursionError',
  SyntaxError: 'IndentationError',
  IndentationError: 'TabError',
  ValueError: 'UnicodeError',
  UnicodeError: 'UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError',
  Warning:
    'BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ' +
    'ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning',
};

/** The exception classes by name, with the old names `IOError` and `EnvironmentError` for OSError. */
export const exceptions: Record<string, ClassValue> = build();

function build(): Record<string, ClassValue> {
  const classes: Record<string, ClassValue> = { BaseException: types.baseException };
  for (const [parent, children] of Object.entries(HIERARCHY)) {
    for (const name of children.split(' ')) classes[name] = new ClassValue(name, [classes[parent]]);
  }
  return { ...classes, IOError: classes.OSError, EnvironmentError: classes.OSError, WindowsError: classes.OSError };
}

/** Fills the methods that exceptions share. */
export function installExceptions(): void {
  const { attrs, hooks } = types.baseException;
  hooks.construct = (_cx, cls, args) => {
    const error = new InstanceValue(cls);
    error.attrs.set('args', tuple(args));
    return error;
  };
  attrs.set(
    '__init__',
    native('__init__', 'self, /, *args, **kwargs', (a, cx) => {
      const self = a.get('self');
      if (self.kind !== 'instance') return NONE;
      cx.touch(self);
      self.attrs.set('args', tuple(a.rest));
      for (const [name, value] of a.extra) self.attrs.set(name, value);
      return NONE;
    }),
  );
  attrs.set(
    '__str__',
    native('__str__', 'self', (a, cx) => str(messageOf(cx, a.get('self')))),
  );
  attrs.set(
    'with_traceback',
    native('with_traceback', 'self, tb=None', (a) => a.get('self')),
  );
  attrs.set(
    'add_note',
    native('add_note', 'self, note', () => NONE),
  );
  attrs.set('__cause__', NONE);
  attrs.set('__context__', NONE);
  attrs.set('__traceback__', NONE);
  exceptions.KeyError.attrs.set(
    '__str__',
    native('__str__', 'self', (a, cx) => {
      const items = argsOf(a.get('self'));
      return str(items.length === 1 ? reprOf(cx, items[0]) : messageOf(cx, a.get('self')));
    }),
  );
  exceptions.StopIteration.attrs.set(
    '__init__',
    native('__init__', 'self, value=None', (a, cx) => {
      const self = a.get('self');
      if (self.kind !== 'instance') return NONE;
      cx.touch(self);
      self.attrs.set('args', tuple(a.has('value') ? [a.get('value')] : []));
      self.attrs.set('value', a.get('value'));
      return NONE;
    }),
  );
  exceptions.SystemExit.attrs.set(
    '__init__',
    native('__init__', 'self, code=None', (a, cx) => {
      const self = a.get('self');
      if (self.kind !== 'instance') return NONE;
      cx.touch(self);
      self.attrs.set('args', tuple(a.has('code') ? [a.get('code')] : []));
      self.attrs.set('code', a.get('code'));
      return NONE;
    }),
  );
}

function argsOf(error: Value): readonly Value[] {
  const args = error.kind === 'instance' ? error.attrs.get('args') : undefined;
  return args?.kind === 'tuple' ? args.items : [];
}

/** `str(exception)`: the single argument, or the tuple of several. */
function messageOf(cx: Context, error: Value): string {
  const items = argsOf(error);
  return items.length === 0 ? '' : items.length === 1 ? strOf(cx, items[0]) : reprOf(cx, tuple(items));
}

/** An exception of a class of this module or a library, together with its object, ready to be thrown. */
export function exceptionOf(cx: Context, cls: ClassValue, args: Value[]): PyError {
  const object = cx.call(cls, args);
  const error = new PyError(cls.name, messageOf(cx, object));
  if (object.kind === 'instance') error.value = object;
  return error;
}

/** A KeyError that carries the key itself. */
export function keyError(cx: Context, key: Value): PyError {
  const error = new PyError('KeyError', reprOf(cx, key));
  error.args = [key];
  return error;
}

/** Raised by an exhausted iterator, with what a generator returned. */
export function stopIteration(value: Value = NONE): PyError {
  const error = new PyError('StopIteration', '');
  error.args = value.kind === 'none' ? [] : [value];
  return error;
}
