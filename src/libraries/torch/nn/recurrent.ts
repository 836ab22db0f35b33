/** nn.RNN, nn.LSTM, nn.GRU and their cells (torch 1.13, torch/nn/modules/rnn.py). */
import {
  add,
  equalDims,
  formatCount,
  formatShape,
  isNumber,
  mul,
  ShapeError,
  sym,
  type Dim,
  type Shape,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { asBare } from '../../../python/interpreter/bareContainers';
import { tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { textOf } from '../arguments';
import { checkDtypes } from '../dtypeRules';
import { parameterOf, shapeless, tensorOf, whyUnknown } from '../tensor';
import { packedSequence, type Packed } from './packed';
import { baseTypes } from './state';
import { layerClass, type Building, type Calling, type LayerSpec } from './layer';
import { said } from '../../../protocol/say';

const module = 'torch.nn.modules.rnn';
type Kind = 'RNN' | 'LSTM' | 'GRU';
/** Rows of the weights per hidden unit. */
const GATES: Record<Kind, number> = { RNN: 1, LSTM: 4, GRU: 3 };

function build(b: Building, kind: Kind): void {
  const { a } = b;
  const [input, hidden] = [a.dim('input_size'), a.dim('hidden_size')];
  const projected = a.dim('proj_size');
  if (isNumber(hidden) && hidden <= 0)
    throw new PyError('ValueError', `${b.op}: hidden_size=${hidden} must be greater than 0. Use 1 or more.`);
  const layers = a.number('num_layers');
  const directions = a.truth('bidirectional') ? 2 : 1;
  const gates = mul(GATES[kind], hidden);
  const out = equalDims(projected, 0) === true ? hidden : projected;
  if (projected !== 0 && kind !== 'LSTM')
    throw new PyError('ValueError', `${b.op}: proj_size is for LSTM only. Leave it out.`);
  if (isNumber(projected) && isNumber(hidden) && projected >= hidden && projected > 0) {
    throw new PyError('ValueError', `${b.op}: proj_size=${projected} must be smaller than hidden_size=${hidden}.`);
  }
  const bias = a.truth('bias') !== false;
  b.set('bias', a.get('bias'));
  for (let layer = 0; layer < (layers ?? 0); layer++) {
    for (const suffix of directions === 2 ? ['', '_reverse'] : ['']) {
      const from = layer === 0 ? input : mul(out, directions);
      b.parameter(`weight_ih_l${layer}${suffix}`, parameterOf([gates, from]));
      b.parameter(`weight_hh_l${layer}${suffix}`, parameterOf([gates, out]));
      if (bias) {
        b.parameter(`bias_ih_l${layer}${suffix}`, parameterOf([gates]));
        b.parameter(`bias_hh_l${layer}${suffix}`, parameterOf([gates]));
      }
      if (projected !== 0) b.parameter(`weight_hr_l${layer}${suffix}`, parameterOf([projected, hidden]));
    }
  }
}

/** @throws ShapeError where a length was longer than the padded sequences are */
function checkPacked(op: string, { total }: Packed, rows: Dim): void {
  if (total === undefined || equalDims(total, rows) !== false) return;
  throw new ShapeError(
    'view-mismatch',
    said`${op}: the lengths of the packed sequences add up to ${textOf(total)}, but only ${textOf(rows)} steps are there. No length may be greater than the padded sequences are long.`,
  );
}

/** (L, N, in) or, with batch_first, (N, L, in) or, unbatched, (L, in) → outputs and the last states. */
function forward(c: Calling, kind: Kind): Value {
  const { cx, op } = c;
  const size = (name: string): Dim => cx.dim(c.get(name));
  const batchFirst = cx.truth(c.get('batch_first')) === true;
  const input = c.a.get('input');
  const packed = packedSequence(cx, input);
  const x = packed?.data ?? c.input;
  cx.assume(x, () =>
    batchFirst ? [sym('N'), sym('L'), size('input_size')] : [sym('L'), sym('N'), size('input_size')],
  );
  const [hidden, projected] = [size('hidden_size'), size('proj_size')];
  const directions = cx.truth(c.get('bidirectional')) ? 2 : 1;
  const out = equalDims(projected, 0) === true ? hidden : projected;
  const stateOf = (shape: Shape, width: Dim): TensorValue =>
    tensorOf([mul(size('num_layers'), directions), ...shape, width], x.dtype);
  if (!x.shape) {
    const lost = shapeless(whyUnknown(cx, x), x.dtype);
    return tuple([lost, kind === 'LSTM' ? tuple([lost, lost]) : lost]);
  }
  if (packed ? x.shape.length !== 2 : x.shape.length !== 2 && x.shape.length !== 3) {
    throw new ShapeError(
      'rank-mismatch',
      said`${op} takes 3 axes, or 2 without a batch, but the input has shape ${formatShape(x.shape)}.`,
    );
  }
  if (packed) checkPacked(op, packed, x.shape[0]);
  const weight = c.tensor('weight_ih_l0');
  for (const given of weight ? [x, ...statesOf(c.a.get('hx'))] : []) checkDtypes(op, given, weight!, cx);
  const features = x.shape[x.shape.length - 1];
  if (equalDims(features, size('input_size')) === false) {
    throw new ShapeError(
      'features-mismatch',
      said`${op}: the input's last size ${textOf(features)} must be input_size=${textOf(size('input_size'))}. Use input_size=${textOf(features)}.`,
      { parameter: 'input_size', value: features },
    );
  }
  const batch = packed ? [packed.batch] : x.shape.length === 2 ? [] : [x.shape[batchFirst ? 0 : 1]];
  noteCost(c, kind, x.shape, directions, out);
  const output = tensorOf([...x.shape.slice(0, -1), mul(out, directions)], x.dtype);
  const state = stateOf(batch, out);
  const given = c.a.get('hx');
  const [first, second] = given.kind === 'tuple' || given.kind === 'list' ? given.items : [given];
  checkState(op, first, state.shape!);
  if (second) checkState(op, second, stateOf(batch, hidden).shape!);
  const made = packed ? packed.with(output) : output;
  return asBare(tuple([made, kind === 'LSTM' ? asBare(tuple([state, stateOf(batch, hidden)])) : state]));
}

/** The tensors of a state: one, or those of an LSTM. */
const statesOf = (given: Value): TensorValue[] =>
  (given.kind === 'tuple' || given.kind === 'list' ? given.items : [given]).filter((one) => one.kind === 'tensor');

/** The state to start from has the shape of the one that comes out. @throws ShapeError features-mismatch */
function checkState(op: string, given: Value, shape: Shape): void {
  if (given.kind !== 'tensor' || !given.shape) return;
  const fits = given.shape.length === shape.length && given.shape.every((d, i) => equalDims(d, shape[i]) !== false);
  if (fits) return;
  throw new ShapeError(
    'features-mismatch',
    said`${op}: the initial state must have shape ${formatShape(shape)} (layers × directions, batch, size), but has ${formatShape(given.shape)}.`,
  );
}

/**
 * Multiply-adds, every weight once per position of the sequence, for the hover. They are no part of a model's
 * MACs, which are those of convolution and linear layers (design, "Command line").
 */
function noteCost(c: Calling, kind: Kind, shape: Shape, directions: number, out: Dim): void {
  const size = (name: string): Dim => c.cx.dim(c.get(name));
  const layers = size('num_layers');
  if (!isNumber(layers)) return;
  let perStep: Dim = 0;
  for (let layer = 0; layer < layers; layer++) {
    const from = layer === 0 ? size('input_size') : mul(out, directions);
    perStep = add(perStep, mul(mul(GATES[kind] * directions, size('hidden_size')), add(from, out)));
  }
  const steps = shape.slice(0, -1).reduce<Dim>((n, d) => mul(n, d), 1);
  c.cx.note({ lines: [{ label: 'cost', text: `${formatCount(mul(steps, perStep))} MACs inside` }] });
}

/** The state that a cell starts from: a pair for an LSTM, each as large as what comes out. @throws ShapeError, PyError */
function checkCellState(op: string, given: Value, shape: Shape, kind: Kind): void {
  if (kind === 'LSTM' && given.kind === 'tensor')
    throw new PyError('TypeError', said`${op}: the state must be a pair (h, c), not one tensor.`, 'argument-value');
  for (const state of statesOf(given)) {
    if (!state.shape || state.shape.length !== shape.length) continue;
    if (state.shape.every((size, i) => equalDims(size, shape[i]) !== false)) continue;
    throw new ShapeError(
      'features-mismatch',
      said`${op}: the state must have shape ${formatShape(shape)} (batch, size), but has ${formatShape(state.shape)}.`,
    );
  }
}

const OPTIONS =
  'num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None';

const layerSpec = (kind: Kind): LayerSpec => ({
  name: kind,
  module,
  signature:
    kind === 'RNN'
      ? "input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None"
      : `input_size, hidden_size, ${OPTIONS}`,
  inputs: 'input, hx=None',
  build: (b) => build(b, kind),
  forward: (c) => forward(c, kind),
  text(t) {
    const parts = [t.show('input_size'), t.show('hidden_size')];
    if (t.show('proj_size') !== '0') parts.push(`proj_size=${t.show('proj_size')}`);
    if (t.show('num_layers') !== '1') parts.push(`num_layers=${t.show('num_layers')}`);
    if (t.show('bias') !== 'True') parts.push('bias=False');
    for (const name of ['batch_first', 'bidirectional']) if (t.show(name) === 'True') parts.push(`${name}=True`);
    return parts.join(', ');
  },
});

const cellSpec = (kind: Kind): LayerSpec => ({
  name: `${kind}Cell`,
  module,
  signature: `input_size, hidden_size, bias=True${kind === 'RNN' ? ", nonlinearity='tanh'" : ''}, device=None, dtype=None`,
  inputs: 'input, hx=None',
  build(b) {
    const [input, hidden] = [b.a.dim('input_size'), b.a.dim('hidden_size')];
    const gates = mul(GATES[kind], hidden);
    const bias = b.a.truth('bias') !== false;
    b.parameter('weight_ih', parameterOf([gates, input]));
    b.parameter('weight_hh', parameterOf([gates, hidden]));
    b.parameter('bias_ih', bias ? parameterOf([gates]) : undefined);
    b.parameter('bias_hh', bias ? parameterOf([gates]) : undefined);
  },
  forward(c) {
    const { cx, op } = c;
    const x = c.input;
    const features = cx.dim(c.get('input_size'));
    cx.assume(x, () => [sym('N'), features]);
    if (!x.shape) return shapeless(whyUnknown(cx, x), x.dtype);
    const last = x.shape[x.shape.length - 1];
    if (x.shape.length < 1 || x.shape.length > 2)
      throw new ShapeError(
        'rank-mismatch',
        said`${op} takes 1 or 2 axes, but the input has shape ${formatShape(x.shape)}.`,
      );
    if (equalDims(last, features) === false) {
      throw new ShapeError(
        'features-mismatch',
        said`${op}: the input's last size ${textOf(last)} must be input_size=${textOf(features)}. Use input_size=${textOf(last)}.`,
        { parameter: 'input_size', value: last },
      );
    }
    const weight = c.tensor('weight_ih');
    for (const given of weight ? [x, ...statesOf(c.a.get('hx'))] : []) checkDtypes(op, given, weight!, cx);
    const state = tensorOf([...x.shape.slice(0, -1), cx.dim(c.get('hidden_size'))], x.dtype);
    checkCellState(op, c.a.get('hx'), state.shape!, kind);
    return kind === 'LSTM' ? asBare(tuple([state, state])) : state;
  },
  text: (t) => `${t.show('input_size')}, ${t.show('hidden_size')}`,
});

export const recurrentLayers = (['RNN', 'LSTM', 'GRU'] as const).flatMap((kind) => [
  layerClass({ ...layerSpec(kind), base: baseTypes.RNNBase }),
  layerClass({ ...cellSpec(kind), base: baseTypes.RNNCellBase }),
]);
