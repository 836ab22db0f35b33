/** Layers and models as trees: names, parameters, counts. */
import { builtOn } from '../libraries/inputs';
import { add, productOf, unknownDim, type Dim } from '../shape';
import type { CallRecord } from '../python/interpreter';
import { nameUses } from '../python/syntax';
import {
  FunctionValue,
  type ClassValue,
  type InstanceValue,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../python/interpreter/values';

/** Every layer below a model by its path (`layer1.0.conv1`), the first path it is reached by. */
export function layerPaths(root: InstanceValue): Map<InstanceValue, string> {
  const paths = new Map<InstanceValue, string>([[root, '']]);
  const walk = (layer: InstanceValue, path: string): void => {
    for (const [name, child] of layer.cls.hook('layer')?.children(layer) ?? []) {
      if (paths.has(child)) continue;
      const childPath = path ? `${path}.${name}` : name;
      paths.set(child, childPath);
      walk(child, childPath);
    }
  };
  walk(root, '');
  return paths;
}

/** Parameters of a layer and everything below it, each counted once; unknown where a part of it is. */
export function countParameters(root: InstanceValue): Dim {
  const seen = new Set<TensorValue>();
  let total: Dim = 0;
  for (const layer of layerPaths(root).keys()) {
    const missing = missingPart(layer);
    if (missing) return unknownDim(missing.reason);
    for (const [, parameter] of layer.cls.hook('layer')?.parameters(layer) ?? []) {
      if (seen.has(parameter)) continue;
      seen.add(parameter);
      total = add(total, elements(parameter));
    }
  }
  return total;
}

/** What is not known of the parts that a layer's forward pass calls: they may have parameters. */
function missingPart(layer: InstanceValue): UnknownValue | undefined {
  const open = layer.cls.hook('layer')?.open?.(layer);
  if (open) return open;
  for (const name of partsCalled(layer.cls)) {
    const part = layer.attrs.get(name);
    if (part?.kind === 'unknown') return part;
  }
  return undefined;
}

const called = new WeakMap<ClassValue, ReadonlySet<string>>();

/** The attributes of itself that the forward pass of a user's class calls. */
function partsCalled(cls: ClassValue): ReadonlySet<string> {
  let names = called.get(cls);
  if (!names)
    called.set(cls, (names = new Set(['forward', 'call'].flatMap((name) => [...callsOnSelf(cls.lookup(name))]))));
  return names;
}

function callsOnSelf(method: Value | undefined): ReadonlySet<string> {
  if (!(method instanceof FunctionValue)) return new Set();
  return nameUses(method.body).methods.get(method.params[0]?.name) ?? new Set();
}

function elements(tensor: TensorValue): Dim {
  return tensor.shape ? productOf(tensor.shape) : unknownDim('the shape of a parameter is not known');
}

/** Multiply-adds that a call performs itself, without the calls inside it. */
export function ownMacs(record: CallRecord): Dim {
  const { macs, plan } = record.detail;
  if (macs !== undefined) return macs;
  return plan && 'macs' in plan && !plan.error ? plan.macs : 0;
}

/** The calls made inside a call, itself included. */
export function callsWithin(record: CallRecord, calls: readonly CallRecord[]): CallRecord[] {
  return calls.filter((call) => {
    for (let c: CallRecord | undefined = call; c; c = c.parent) if (c === record) return true;
    return false;
  });
}

/** Multiply-adds of a call with everything inside it; unknown where some are made no one knows how often. */
export function totalMacs(calls: readonly CallRecord[]): Dim {
  const outer = calls.reduce((least, { samples }) => Math.min(least, samples), Infinity);
  return calls.reduce((sum: Dim, call) => {
    const macs = ownMacs(call);
    return add(sum, call.samples > outer && macs !== 0 ? unknownDim('how often this loop runs') : macs);
  }, 0);
}

/** Layers that are parts of others among those that were made. */
export function partsAmong(made: readonly InstanceValue[]): ReadonlySet<InstanceValue> {
  return new Set(
    made.flatMap(
      (layer) =>
        layer.cls
          .hook('layer')
          ?.children(layer)
          .map(([, part]) => part) ?? [],
    ),
  );
}

/** Keras models that are built and no part of another one, in the order they were made. */
export function outermostBuilt(made: readonly InstanceValue[]): InstanceValue[] {
  const built = made.filter((layer) => builtOn(layer));
  const inside = new Set(built.flatMap((model) => [...layerPaths(model).keys()].filter((layer) => layer !== model)));
  return built.filter((model) => !inside.has(model));
}
