/** Attention layers (keras/src/layers/attention). */
import { ShapeError, divides, equalDims, formatDim, mul, productOf, sumOf, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { bool, int, str, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { axesArg } from '../../common/shapes';
import { describeShape, readShape } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { positive } from '../arguments';
import { floatOf, type CallFrame, type LayerEntry, type WeightEntry } from '../define';
import { autoName } from '../names';
import { lastSize } from './core';
import { said } from '../../../protocol/say';

/** Scores of every query against every value: query (…, Tq, dim), value (…, Tv, dim). */
function dotAttention(name: string, init: string, additive: boolean): LayerEntry<{ scale: boolean; concat: boolean }> {
  return {
    name,
    init,
    configure: (a) => {
      const mode = additive ? undefined : a.str('score_mode');
      if (mode !== undefined && mode !== 'dot' && mode !== 'concat') {
        throw new PyError(
          'ValueError',
          said`Invalid value for argument score_mode. Expected one of {'dot', 'concat'}. Received: score_mode=${mode}`,
          'argument-value',
        );
      }
      return { scale: a.truth('use_scale') ?? false, concat: mode === 'concat' };
    },
    callSignature: 'inputs, mask=None, training=False, return_attention_scores=False, use_causal_mask=False',
    outputOf: (inputs, { cx, args }) => {
      const items = inputs.kind === 'unknown' ? undefined : cx.sequence(inputs);
      if (inputs.kind === 'tensor' || (items && (items.length < 2 || items.length > 3))) {
        throw new PyError(
          'ValueError',
          said`${name} accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key].`,
          'argument-count',
        );
      }
      const [query, value, key] = items ?? [];
      if (query?.kind !== 'tensor' || value?.kind !== 'tensor' || !query.shape || !value.shape) {
        return cx.unknown(said`the inputs of ${name} are not known`);
      }
      if (key?.kind === 'tensor' && key.shape) needOneValuePerKey(name, value.shape, key.shape);
      const output = makeTensor(
        [...query.shape.slice(0, -1), value.shape[value.shape.length - 1]],
        floatOf(query.dtype),
      );
      if (!args.truth('return_attention_scores')) return output;
      const scores = [...query.shape.slice(0, -1), value.shape[value.shape.length - 2]];
      return tuple([output, makeTensor(scores, floatOf(query.dtype))]);
    },
    weights: (s, input) => {
      const initializer = str('ones');
      const scale = { name: 'scale', shape: additive ? [lastSize(name, input)] : [], initializer };
      return [
        ...(s.scale ? [scale] : []),
        ...(s.concat ? [{ name: 'concat_score_weight', shape: [], initializer }] : []),
      ];
    },
  };
}

/** @throws ShapeError `input-size-mismatch` where there are more keys than values, or fewer */
function needOneValuePerKey(op: string, value: Shape, key: Shape): void {
  const [values, keys] = [value, key].map((shape) => shape[shape.length - 2] ?? 1);
  if (equalDims(values, keys) !== false) return;
  throw new ShapeError(
    'input-size-mismatch',
    said`${op} needs one value per key, but there are ${formatDim(keys)} keys, ${describeShape(key)}, and ${formatDim(values)} values, ${describeShape(value)}.`,
  );
}

interface HeadSettings {
  readonly heads: Dim;
  /** Key and value heads; fewer than `heads` in grouped-query attention. */
  readonly keyHeads: Dim;
  readonly keyDim: Dim;
  readonly valueDim: Dim;
  readonly bias: boolean;
  readonly outputShape: readonly Dim[] | undefined;
  /** The axes that are attended along; all between the batch and the features where none are named. */
  readonly axes?: readonly number[] | undefined;
  /** Grouped attention takes values as wide as its queries (`GroupedQueryAttention.compute_output_shape`). */
  readonly asWide?: boolean;
}

/** The projections of query, key, value and output, as EinsumDense layers hold them. */
function projections(s: HeadSettings, query: Shape, key: Shape, value: Shape): WeightEntry[] {
  const out = s.outputShape ?? [lastSize('MultiHeadAttention', query)];
  const made: WeightEntry[] = [];
  const add = (name: string, shape: Shape, bias: Shape): void => {
    made.push({ name: `${name}_kernel`, shape });
    if (s.bias) made.push({ name: `${name}_bias`, shape: bias, initializer: str('zeros') });
  };
  add('query', [lastSize('MultiHeadAttention', query), s.heads, s.keyDim], [s.heads, s.keyDim]);
  add('key', [lastSize('MultiHeadAttention', key), s.keyHeads, s.keyDim], [s.keyHeads, s.keyDim]);
  add('value', [lastSize('MultiHeadAttention', value), s.keyHeads, s.valueDim], [s.keyHeads, s.valueDim]);
  add('output', [s.heads, s.valueDim, ...out], out);
  return made;
}

/** At its first call the layer makes a Softmax and a Dropout layer, which take their names from the program's next ones. */
function nameInnerLayers({ cx, layer }: CallFrame<HeadSettings>): void {
  if (layer.attrs.has('_softmax')) return;
  cx.touch(layer);
  layer.attrs.set('_softmax', str(autoName(cx, 'Softmax')));
  layer.attrs.set('_dropout_layer', str(autoName(cx, 'Dropout')));
}

function attend(query: Value, frame: CallFrame<HeadSettings>): Value {
  const { cx, settings: s, args } = frame;
  const value = args.get('value');
  if (query.kind !== 'tensor' || value.kind !== 'tensor' || !query.shape || !value.shape) {
    return cx.unknown('the query or value of the attention is not known');
  }
  if (s.asWide && query.shape.length !== 3) {
    throw new ShapeError(
      'rank-mismatch',
      said`${args.fn} takes (batch, steps, features), but got ${describeShape(query.shape)}.`,
    );
  }
  const key = args.get('key');
  if (key.kind === 'tensor' && key.shape && !alikeButLast(key.shape, value.shape)) {
    throw new ShapeError(
      'input-size-mismatch',
      said`All dimensions of \`value\` and \`key\`, except the last one, must be equal. Received: value_shape=${describeShape(value.shape)} and key_shape=${describeShape(key.shape)}`,
    );
  }
  const widths = [query, value].map((x) => x.shape![x.shape!.length - 1]);
  if (s.asWide && equalDims(widths[0], widths[1]) === false) {
    throw new ShapeError(
      'input-size-mismatch',
      said`${args.fn}: the last axis of the query and of the value must be alike, but they have ${formatDim(widths[0])} and ${formatDim(widths[1])}.`,
    );
  }
  nameInnerLayers(frame);
  const out = s.outputShape ?? [query.shape[query.shape.length - 1]];
  frame.note({ macs: attentionMacs(s, query, value, out) });
  const output = makeTensor([...query.shape.slice(0, -1), ...out], floatOf(query.dtype));
  if (!args.truth('return_attention_scores')) return output;
  return tuple([output, makeTensor(scoresOf(s, query.shape, value.shape), floatOf(query.dtype))]);
}

/** The other axes, the heads, then positions of queries against positions of values (`_build_attention_equation`, Keras 3.15). */
function scoresOf(s: HeadSettings, query: Shape, value: Shape): Shape {
  const inner = query.slice(1, -1).map((_, i) => i + 1);
  const along = s.axes?.map((axis) => (axis < 0 ? axis + query.length : axis)) ?? inner;
  const others = inner.filter((axis) => !along.includes(axis)).map((axis) => query[axis]);
  return [query[0], ...others, s.heads, ...along.map((axis) => query[axis]), ...along.map((axis) => value[axis])];
}

const alikeButLast = (one: Shape, other: Shape): boolean =>
  one.length === other.length && one.slice(0, -1).every((dim, i) => equalDims(dim, other[i]) !== false);

/** Multiply-adds of the four projections; the scores are products of activations and are not counted. */
function attentionMacs(s: HeadSettings, query: TensorValue, value: TensorValue, out: Shape): Dim {
  const rows = (shape: Shape): Dim => productOf(shape.slice(0, -1));
  const [q, v] = [query.shape!, value.shape!];
  const ends = (shape: Shape): Dim => shape[shape.length - 1];
  const parts = [
    mul(rows(q), productOf([ends(q), s.heads, s.keyDim])),
    mul(rows(v), productOf([ends(v), s.keyHeads, s.keyDim])),
    mul(rows(v), productOf([ends(v), s.keyHeads, s.valueDim])),
    mul(rows(q), productOf([s.heads, s.valueDim, ...out])),
  ];
  return sumOf(parts);
}

const SHARED =
  "sliding_window=None, flash_attention=None, kernel_initializer='glorot_uniform', bias_initializer='zeros', " +
  'kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, ' +
  'bias_constraint=None, use_gate=False, seed=None';
const DROPOUT = 'dropout=0.0, use_bias=True';

function outputShapeOf(cx: Context, value: Value): readonly Dim[] | undefined {
  return value.kind === 'none' ? undefined : readShape(value, cx, 'output_shape');
}

function axesOf(cx: Context, value: Value): readonly number[] | undefined {
  const axes = value.kind === 'none' ? undefined : axesArg(cx, value);
  return axes === 'all' ? undefined : axes;
}

const CALL =
  'query, value, key=None, query_mask=None, value_mask=None, key_mask=None, attention_mask=None, ' +
  'return_attention_scores=False, training=None, use_causal_mask=False';

/** Weights need the shapes of query, key and value: they are made at the call, not in `build`. */
function multiHead(
  name: string,
  init: string,
  configure: LayerEntry<HeadSettings>['configure'],
): LayerEntry<HeadSettings> {
  return {
    name,
    init,
    configure,
    attributes: (s) => ({
      num_heads: int(s.heads),
      key_dim: int(s.keyDim),
      value_dim: int(s.valueDim),
      use_bias: bool(s.bias),
    }),
    callSignature: CALL,
    weightsOf: (s, args) => {
      const shape = (at: string): Shape | undefined => {
        const value = args.get(at);
        return value.kind === 'tensor' ? value.shape : undefined;
      };
      const [query, value] = [shape('query'), shape('value')];
      if (!query || !value) return [];
      return projections(s, query, shape('key') ?? value, value);
    },
    outputOf: attend,
  };
}

export const attentionLayers = [
  dotAttention('Attention', "use_scale=False, score_mode='dot', dropout=0.0, seed=None", false),
  dotAttention('AdditiveAttention', "use_scale=True, dropout=0.0, *, score_mode='concat', seed=None", true),
  multiHead(
    'MultiHeadAttention',
    `num_heads, key_dim, value_dim=None, ${DROPOUT}, output_shape=None, attention_axes=None, ${SHARED}`,
    (a, cx) => {
      const [heads, keyDim] = [positive(a, 'num_heads'), positive(a, 'key_dim')];
      return {
        heads,
        keyHeads: heads,
        keyDim,
        valueDim: a.isNone('value_dim') ? keyDim : positive(a, 'value_dim'),
        bias: a.truth('use_bias') ?? true,
        outputShape: outputShapeOf(cx, a.get('output_shape')),
        axes: axesOf(cx, a.get('attention_axes')),
      };
    },
  ),
  multiHead('GroupQueryAttention', `head_dim, num_query_heads, num_key_value_heads, ${DROPOUT}, ${SHARED}`, (a) => {
    const dim = positive(a, 'head_dim');
    const [heads, keyHeads] = [positive(a, 'num_query_heads'), positive(a, 'num_key_value_heads')];
    if (divides(keyHeads, heads) === false) {
      throw new ShapeError(
        'size-not-divisible',
        said`GroupQueryAttention: num_query_heads=${formatDim(heads)} must be a multiple of num_key_value_heads=${formatDim(keyHeads)}: each of these serves as many queries.`,
      );
    }
    return {
      heads,
      keyHeads,
      keyDim: dim,
      valueDim: dim,
      bias: a.truth('use_bias') ?? true,
      outputShape: undefined,
      asWide: true,
    };
  }),
] as LayerEntry<unknown>[];
