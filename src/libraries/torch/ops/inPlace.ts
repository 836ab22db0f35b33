/** In-place methods: `x.add_(1)` is `x.add(1)` whose numbers go into x; the shape of x must not change. */
import { equalDims, formatShape, isNumber } from '../../../shape';
import { fromFlat, full } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { writeNumbers } from '../../common/elementwise';
import { affordable } from '../../common/tensors';
import { torchFunction, torchOp } from '../arguments';
import { functionsOf, inputOf, type OpEntry } from '../family';
import { fillRandom, type Distribution } from '../random';
import { asTensor, tensorOf } from '../tensor';
import { RESHAPING_IN_PLACE } from './reshaping';
import { checkCast } from '../dtypeDemands';
import { said } from '../../../protocol/say';

/** Puts a result into the tensor it was computed from. @throws PyError RuntimeError where the shape grew */
function writeBack(cx: Context, self: TensorValue, result: Value, name: string): TensorValue {
  if (result.kind !== 'tensor') return self;
  const [a, b] = [self.shape, result.shape];
  if (a && b && (a.length !== b.length || a.some((d, i) => equalDims(d, b[i]) === false))) {
    throw new PyError(
      'RuntimeError',
      said`${name}: the result has shape ${formatShape(b)}, but the tensor that it should be written to has ${formatShape(a)}. Use ${name.slice(0, -1)} without the underscore.`,
      'broadcast-mismatch',
    );
  }
  checkCast(name, result.dtype, self.dtype);
  writeNumbers(cx, self, result.data);
  return self;
}

/** Gives a tensor the shape that the plain method computes, known or not. */
function reshapeInPlace(name: string, plain: NativeFunction): NativeFunction {
  return new NativeFunction(`${name}_`, (cx, call) => {
    const self = asTensor(cx, call.args[0], `${name}_`);
    const result = plain.impl(cx, call);
    const { shape, data } = result.kind === 'tensor' ? result : {};
    cx.reshapes(self);
    self.shape = shape;
    self.data = data;
    return self;
  });
}

const DRAWS: Record<
  string,
  [signature: string, make: (read: (name: string, otherwise: number) => number) => Distribution]
> = {
  normal_: ['mean=0, std=1, *, generator=None', (n) => ({ kind: 'normal', mean: n('mean', 0), std: n('std', 1) })],
  uniform_: [
    'from_=0, to=1, *, a=0, b=1, generator=None',
    (n) => ({ kind: 'uniform', low: n('from_', 0), high: n('to', 1) }),
  ],
  random_: [
    'low=0, high=255, *, generator=None',
    (n) => ({ kind: 'integers', low: n('low', 0), high: n('high', 255) }),
  ],
  exponential_: ['lambd=1, *, generator=None', () => ({ kind: 'uniform', low: 0, high: 1 })],
};

/** Every in-place method of tensors. */
export function inPlaceMethods(entries: readonly OpEntry[]): Record<string, Value> {
  const plain = functionsOf(entries, 'tensor');
  const methods: Record<string, Value> = {};
  for (const entry of entries) {
    if (!entry.inPlace || entry.on === 'torch') continue;
    for (const name of typeof entry.name === 'string' ? [entry.name] : entry.name) {
      methods[`${name}_`] = torchOp(`${name}_`, entry.signature, (a, cx) =>
        writeBack(cx, inputOf(a), entry.rule(a, cx), `${name}_`),
      );
    }
  }
  for (const name of RESHAPING_IN_PLACE) methods[`${name}_`] = reshapeInPlace(name, plain[name]);
  for (const [name, [signature, make]] of Object.entries(DRAWS)) {
    methods[name] = torchFunction(name, `input, ${signature}`, (a, cx) =>
      writeBack(
        cx,
        inputOf(a),
        fillRandom(
          cx,
          tensorOf(inputOf(a).shape ?? [], inputOf(a).dtype),
          make((key, otherwise) => a.number(key) ?? otherwise),
        ),
        name,
      ),
    );
  }
  methods.zero_ = torchFunction('zero_', 'input', (a, cx) => fillWith(cx, inputOf(a), 0));
  methods.fill_ = torchFunction('fill_', 'input, value', (a, cx) => {
    const value = a.get('value');
    const number = value.kind === 'tensor' ? value.data?.data[0] : a.number('value');
    return fillWith(cx, inputOf(a), number);
  });
  methods.copy_ = torchFunction('copy_', 'input, src, non_blocking=False', (a, cx) =>
    copyInto(cx, inputOf(a), inputOf(a, 'src')),
  );
  methods.resize_ = reshapeInPlace('resize', plain.reshape);
  return methods;
}

function fillWith(cx: Context, self: TensorValue, value: number | undefined): TensorValue {
  const sizes = affordable(cx, self.shape);
  writeNumbers(cx, self, sizes && value !== undefined ? full(sizes, value, 'float64') : undefined);
  return self;
}

/** @throws PyError RuntimeError where the source does not broadcast to the tensor */
function copyInto(cx: Context, self: TensorValue, source: TensorValue): TensorValue {
  if (self.shape?.every(isNumber) && source.shape?.every(isNumber)) {
    const numbers = cx.callMethod(source, 'expand_as', [self]);
    const data = numbers.kind === 'tensor' ? numbers.data : undefined;
    writeNumbers(cx, self, data && fromFlat(data.shape, data.data, data.dtype));
  } else writeNumbers(cx, self, undefined);
  return self;
}
