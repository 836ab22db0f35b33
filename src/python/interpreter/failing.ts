/** What becomes of an exception: it travels to who catches it, or it is reported and the value is unknown. */
import { asPyError, call, EndlessGenerator } from './calls';
import { PyError, Stopped } from './errors';
import type { Interpreter } from './interpreter';
import { iterate } from './iteration';
import { types } from './types';
import { InstanceValue, str, type UnknownValue, type Value } from './values';
import { said, type Words } from '../../protocol/say';

/** Turns an exception of native code into a problem and an unknown value, unless someone would catch it. */
export function recover(ip: Interpreter, error: unknown, name: string, args: readonly Value[]): UnknownValue {
  if (error instanceof Stopped || error instanceof EndlessGenerator) throw error;
  const raised = asPyError(error, args);
  if (!raised) {
    ip.internalErrors.push(error);
    if (ip.mode === 'run') throw new PyError('RuntimeError', `ConvLens could not follow ${name}: ${String(error)}`);
    return ip.unknown(said`ConvLens could not follow ${name}`);
  }
  if (raised.value) throw raised;
  return ip.fail(raised);
}

/**
 * Raises in run mode and where user code would catch it; else reports a rule's refusal and goes on unknown.
 * @param reason why the value is unknown, where that is not the exception
 */
export function fail(ip: Interpreter, error: PyError, reason?: Words): UnknownValue {
  error.site ??= ip.site;
  if (error.stack_.length === 0) error.stack_ = ip.stack();
  if (ip.mode === 'run' || ip.expectations.any) throw error;
  // What fails in an environment that is not known (`reason`) says nothing about the values that were supposed.
  if (!error.code && !reason) ip.findings.raised();
  if (error.code) {
    ip.findings.report('error', error.code, error.saying, error.fix);
    // The rule stands inside the layer's or operation's own code: its call is the one that is refused.
    const { current } = ip.recorder;
    if (current && current.site === ip.site) current.failure ??= error.saying;
  }
  return ip.unknown(reason ?? said`${error.typeName}: ${error.saying}`);
}

/** The exception object that user code catches. */
export function exceptionValue(ip: Interpreter, error: PyError): InstanceValue {
  if (error.value) return error.value;
  const cls = error.cls ?? ip.builtin(error.typeName) ?? ip.builtin('Exception');
  const args = error.args ?? [str(error.message)];
  const value = cls?.kind === 'class' ? call(ip, cls, [...args], new Map()) : undefined;
  error.value = value?.kind === 'instance' ? value : new InstanceValue(types.baseException);
  return error.value;
}

/** The elements of what a `for` iterates; nothing where it cannot be iterated. */
export function* guardIterable(ip: Interpreter, value: Value): Generator<Value, void, undefined> {
  const iterator = iterate(ip, value)[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<Value, void>;
    try {
      next = iterator.next();
    } catch (error) {
      ip.recover(error, 'for', [value]);
      return;
    }
    if (next.done) return;
    yield next.value;
  }
}
