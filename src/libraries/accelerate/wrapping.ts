/** What `accelerate.Accelerator` and `lightning.fabric.Fabric` share: training on one device, where nothing is changed. */
import { manager } from '../../python/builtins/stdlib/context';
import { quiet } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { getter, native } from '../../python/interpreter/native';
import { NONE, bool, int, tuple, type NativeFunction, type Value } from '../../python/interpreter/values';
import { cpuDevice } from '../torch/device';

/** What is given comes back: one object as itself, several as a tuple. */
export const givesBack = (name: string): NativeFunction =>
  native(name, 'self, *objects, **kwargs', (a) => (a.rest.length === 1 ? a.rest[0] : tuple(a.rest)));

/** The first argument comes back. */
export const givesFirst = (name: string): NativeFunction =>
  native(name, 'self, first, *args, **kwargs', (a) => a.get('first'));

/** A context that changes nothing. */
export const context = (name: string, asked: (cx: Context) => void = () => undefined): NativeFunction =>
  native(name, 'self, *args, **kwargs', (_a, cx) => {
    asked(cx);
    return manager(NONE);
  });

/** Calls the loss's own backward pass. */
export const backward = native('backward', 'self, loss, *args, **kwargs', (a, cx) =>
  cx.callMethod(a.get('loss'), 'backward'),
);

export const print = native('print', 'self, *args, **kwargs', (a, cx) => {
  cx.call(builtinPrint(cx), a.rest, a.extra);
  return NONE;
});

const builtinPrint = (cx: Context): Value => cx.getAttr(cx.importModule('builtins'), 'print');

/** Attributes of a program that runs in one process. */
export const oneProcess = (
  truths: readonly string[],
  zeros: readonly string[],
  ones: readonly string[],
): Record<string, Value> =>
  Object.fromEntries([
    ...truths.map((name) => [name, getter(name, () => bool(true))] as const),
    ...zeros.map((name) => [name, getter(name, () => int(0))] as const),
    ...ones.map((name) => [name, getter(name, () => int(1))] as const),
    ['device', getter('device', () => cpuDevice)] as const,
  ]);

/** Methods that do something no shape depends on. */
export const quietly = (names: string): Record<string, Value> =>
  Object.fromEntries(names.split(' ').map((name) => [name, quiet(name)]));
