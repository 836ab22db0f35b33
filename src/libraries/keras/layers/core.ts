/** Dense, Embedding and the layers that leave a tensor as it is. */
import {
  ShapeError,
  equalDims,
  formatDim,
  isNumber,
  linearCost,
  linearShape,
  type Dim,
  type Shape,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { str, int, bool, type TensorValue, type Value } from '../../../python/interpreter/values';
import { elementwise } from '../../common/elementwise';
import { matmul } from '../../common/matmul';
import { tensorflow } from '../../tensorflow/family';
import { describeShape, isNoneDim, numberOf, readSize } from '../../tensorflow/staticShape';
import { hasKerasTensor, makeTensor } from '../../tensorflow/tensorClasses';
import { positive } from '../arguments';
import { floatOf, type CallFrame, type LayerEntry } from '../define';
import { activate } from './activation';
import { loraRank, withLora } from './lora';
import { said } from '../../../protocol/say';

interface DenseSettings {
  readonly lora: Dim | undefined;
  readonly units: Dim;
  readonly bias: boolean;
  readonly activation: Value;
  readonly initializers: { readonly kernel: Value; readonly bias: Value };
}

/**
 * The size of the last axis, for which weights are made.
 * @throws ShapeError `features-mismatch` where it is None
 */
export function lastSize(op: string, input: Shape): Dim {
  const size = input[input.length - 1];
  if (!isNoneDim(size)) return size;
  throw new ShapeError(
    'features-mismatch',
    said`The last dimension of the inputs to ${op} must be defined, but the input shape is ${describeShape(input)}. Weights need a number there: give Input(shape=…) a size, or pool (GlobalAveragePooling) before flattening.`,
  );
}

const dense: LayerEntry<DenseSettings> = {
  name: 'Dense',
  init:
    "units, activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', " +
    'kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, ' +
    'bias_constraint=None, lora_rank=None, lora_alpha=None, quantization_config=None',
  configure: (a) => ({
    units: positive(a, 'units'),
    bias: a.truth('use_bias') ?? true,
    lora: loraRank(a),
    activation: a.get('activation'),
    initializers: { kernel: a.get('kernel_initializer'), bias: a.get('bias_initializer') },
  }),
  attributes: (s) => ({ units: int(s.units), use_bias: bool(s.bias), activation: s.activation }),
  input: () => ({ minNdim: 2, onlyCalls: true }),
  weights: (s, input) => {
    const kernel = { name: 'kernel', shape: [lastSize('Dense', input), s.units], initializer: s.initializers.kernel };
    const bias = { name: 'bias', shape: [s.units], initializer: s.initializers.bias };
    return withLora(s.bias ? [kernel, bias] : [kernel], s.lora);
  },
  output: denseOutput,
};

function denseOutput(input: Shape, frame: CallFrame<DenseSettings>, x: TensorValue): Value {
  const { cx, settings: s } = frame;
  const kernel = frame.weight('kernel');
  const inFeatures = kernel?.shape?.[0] ?? input[input.length - 1];
  const shape = linearShape(input, inFeatures, s.units, 'Dense');
  const cost = linearCost(input, inFeatures, s.units, s.bias);
  frame.note({ macs: cost.macs });
  return activate(cx, s.activation, denseNumbers(frame, x, shape));
}

/** The product with the kernel, plus the bias, with numbers where they are known. */
function denseNumbers(frame: CallFrame<DenseSettings>, x: TensorValue, shape: Shape): TensorValue {
  const plain = makeTensor(shape, floatOf(x.dtype));
  const [kernel, bias] = [frame.weight('kernel'), frame.weight('bias')];
  if (!x.data || !kernel?.data || (frame.settings.bias && !bias?.data)) return plain;
  const product = matmul(frame.cx, tensorflow, x, kernel);
  const sum = product && bias ? elementwise(frame.cx, tensorflow, 'add', product, bias) : product;
  return sum?.data ? makeTensor(shape, floatOf(x.dtype), sum.data) : plain;
}

const embedding: LayerEntry<{ inputs: Dim; outputs: Dim; lora: Dim | undefined }> = {
  name: 'Embedding',
  init:
    "input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, embeddings_constraint=None, " +
    'mask_zero=False, weights=None, lora_rank=None, lora_alpha=None, quantization_config=None',
  configure: (a) => ({ inputs: positive(a, 'input_dim'), outputs: positive(a, 'output_dim'), lora: loraRank(a) }),
  attributes: (s) => ({ input_dim: int(s.inputs), output_dim: int(s.outputs) }),
  weights: (s) => withLora([{ name: 'embeddings', shape: [s.inputs, s.outputs], initializer: str('uniform') }], s.lora),
  output: (input, { settings: s }) => makeTensor([...input, s.outputs], 'float32'),
};

/** An embedding that also gives the scores of every entry for a vector: `layer(x, reverse=True)`. */
const reversibleEmbedding: LayerEntry<{ inputs: Dim; outputs: Dim; tied: boolean }> = {
  name: 'ReversibleEmbedding',
  init:
    "input_dim, output_dim, tie_weights=True, embeddings_initializer='uniform', embeddings_regularizer=None, " +
    'embeddings_constraint=None, mask_zero=False, reverse_dtype=None, logit_soft_cap=None, *, lora_rank=None, ' +
    'lora_alpha=None, quantization_config=None',
  configure: (a) => ({
    inputs: positive(a, 'input_dim'),
    outputs: positive(a, 'output_dim'),
    tied: a.truth('tie_weights') ?? true,
  }),
  callSignature: 'inputs, reverse=False',
  weights: (s) => [
    { name: 'embeddings', shape: [s.inputs, s.outputs], initializer: str('uniform') },
    ...(s.tied ? [] : [{ name: 'reverse_embeddings', shape: [s.outputs, s.inputs] }]),
  ],
  output: (input, { settings: s, args }) =>
    makeTensor(args.truth('reverse') ? [...input.slice(0, -1), s.inputs] : [...input, s.outputs], 'float32'),
};

/** Weights applied by an einsum equation: `EinsumDense('abc,cd->abd', output_shape=(None, 64))`. */
interface EinsumSettings {
  readonly equation: string | undefined;
  readonly outputShape: readonly Dim[];
  readonly biasAxes: string;
  readonly lora: Dim | undefined;
  readonly activation: Value;
}

const einsumDense: LayerEntry<EinsumSettings> = {
  name: 'EinsumDense',
  init:
    "equation, output_shape, activation=None, bias_axes=None, kernel_initializer='glorot_uniform', " +
    "bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, kernel_constraint=None, " +
    'bias_constraint=None, lora_rank=None, lora_alpha=None, gptq_unpacked_column_size=None, quantization_config=None',
  configure: (a, cx) => {
    const value = a.get('output_shape');
    const items = value.kind === 'int' ? [value] : (cx.sequence(value) ?? []);
    return {
      equation: a.str('equation'),
      outputShape: items.map((item) => readSize(item, cx, 'output_shape')),
      biasAxes: a.str('bias_axes') ?? '',
      lora: loraRank(a),
      activation: a.get('activation'),
    };
  },
  weights: (s, input) => {
    const sizes = einsumSizes(s, input);
    if (!sizes) return [];
    const shape = (axes: string): Dim[] => [...axes].map((axis) => sizes.of.get(axis) ?? 1);
    const kernel = { name: 'kernel', shape: shape(sizes.weight) };
    // The bias has every axis of the output from its first own one on, those not named with size 1.
    const first = Math.min(...[...s.biasAxes].map((axis) => sizes.output.indexOf(axis)));
    if (!s.biasAxes) return withLora([kernel], s.lora);
    const bias = [...sizes.output.slice(first)].map((axis) => (s.biasAxes.includes(axis) ? sizes.of.get(axis)! : 1));
    const open = [...s.biasAxes].find((axis) => isNoneDim(sizes.given.get(axis) ?? 1));
    if (open !== undefined) {
      throw new ShapeError(
        'einsum-mismatch',
        said`EinsumDense: bias_axes names '${open}', of which output_shape says None: a bias must have a size.`,
      );
    }
    return withLora([kernel, { name: 'bias', shape: bias, initializer: str('zeros') }], s.lora);
  },
  output: (input, { settings: s, cx }, x) => {
    const sizes = einsumSizes(s, input);
    if (!sizes) return cx.unknown('the equation of EinsumDense is not known');
    const symbolic = hasKerasTensor([x]);
    if (sizes.tooMany && !symbolic) throw sizes.tooMany;
    const shape = [...sizes.output].map((axis, i): Dim => {
      // Of a symbolic tensor Keras believes a None in `output_shape`, whatever the input says.
      const own = sizes.given.get(axis);
      if (symbolic && i > 0 && own !== undefined && isNoneDim(own)) return own;
      return sizes.of.get(axis) ?? cx.unknownDim(said`axis ${axis} of the equation is not known`);
    });
    return activate(cx, s.activation, makeTensor(shape, floatOf(x.dtype)));
  },
};

interface EinsumSizes {
  readonly of: Map<string, Dim>;
  /** What `output_shape` says of the axes of the output. */
  readonly given: ReadonlyMap<string, Dim>;
  readonly weight: string;
  readonly output: string;
  /** Where the input has more axes than the equation: layers are built for them and Keras tensors pass, no others do. */
  readonly tooMany: ShapeError | undefined;
}

const wrongRank = (s: EinsumSettings, named: string, input: Shape): ShapeError =>
  new ShapeError(
    'rank-mismatch',
    said`EinsumDense: the equation '${s.equation!}' names ${named.length} axes of the input, but it is ${describeShape(input)}.`,
  );

const EINSUM = /^\s*(\.\.\.)?(\w+)(\.\.\.)?\s*,\s*(\w+)\s*->\s*(?:\.\.\.)?(\w+)(?:\.\.\.)?\s*$/;

/** Sizes by letter; a leading or trailing `...` stands for the axes the equation does not name (`_analyze_einsum_string`, Keras 3.15). */
function einsumSizes(s: EinsumSettings, input: Shape): EinsumSizes | undefined {
  const parts = s.equation && EINSUM.exec(s.equation);
  if (!parts) return undefined;
  const [, leading, named, trailing, weight, out] = parts;
  if (input.length < named.length) throw wrongRank(s, named, input);
  const extra = Array.from({ length: input.length - named.length }, (_, i) => String(i)).join('');
  // Weights are made as if axes that the equation has no place for stood behind the others.
  const around = (axes: string): string => (leading ? extra + axes : axes + extra);
  const of = new Map<string, Dim>();
  [...around(named)].forEach((axis, i) => of.set(axis, input[i]));
  // The given output shape has no batch axis, which is none of the letters behind a leading `...`.
  const letters = leading && extra ? [...out] : [...out].slice(1);
  if (s.outputShape.length < letters.length) {
    throw new ShapeError(
      'einsum-mismatch',
      said`EinsumDense: output_shape=${describeShape(s.outputShape)} must have one entry for each of the axes '${letters.join('')}' of the output, or None.`,
    );
  }
  const given = new Map(letters.map((axis, i) => [axis, s.outputShape[i]]));
  for (const [axis, size] of given) {
    const own = of.get(axis);
    if (own === undefined || isNoneDim(own) || isNoneDim(size) || equalDims(own, size) !== false) continue;
    throw new ShapeError(
      'einsum-mismatch',
      said`EinsumDense: axis '${axis}' is ${formatDim(own)} in the input and ${formatDim(size)} in output_shape. What both share must be equal, or None.`,
    );
  }
  const foreign = [...s.biasAxes].find((axis) => !out.includes(axis));
  if (foreign !== undefined) {
    throw new ShapeError(
      'einsum-mismatch',
      said`EinsumDense: bias_axes names '${foreign}', which is no axis of the output '${out}'.`,
    );
  }
  for (const [axis, size] of given) {
    if (!isNoneDim(size) && !(of.has(axis) && isNumber(of.get(axis)!))) of.set(axis, size);
  }
  const open = [...weight].find((axis) => isNoneDim(of.get(axis) ?? given.get(axis) ?? 1));
  if (open !== undefined) {
    throw new ShapeError(
      'einsum-mismatch',
      said`EinsumDense: the kernel has axis '${open}', of which output_shape says None: a kernel must have sizes.`,
    );
  }
  return {
    of,
    given,
    weight,
    output: around(out),
    tooMany: leading || trailing || !extra ? undefined : wrongRank(s, named, input),
  };
}

/** A layer that gives what it gets. */
function passing(name: string, init: string, keepsNumbers = true): LayerEntry<null> {
  return {
    name,
    init,
    configure: () => null,
    output: (_shape, _frame, x) => makeTensor(x.shape, x.dtype, keepsNumbers ? x.data : undefined),
  };
}

/**
 * Dropout in all its forms, and noise: nothing happens when a model predicts. How much is the constructor's first argument.
 * @throws PyError ValueError
 */
function dropout(name: string, init: string, ndim?: number): LayerEntry<{ rate: number | undefined }> {
  const [argument] = init.split(',');
  return {
    name,
    init,
    configure: (a) => {
      const rate = numberOf(a.get(argument));
      if (rate !== undefined && (rate < 0 || rate > 1)) {
        throw new PyError(
          'ValueError',
          said`Invalid value received for argument \`${argument}\`. Expected a float value between 0 and 1. Received: ${argument}=${rate}`,
          'argument-value',
        );
      }
      return { rate };
    },
    input: () => (ndim === undefined ? {} : { ndim }),
    output: (_shape, _frame, x) => makeTensor(x.shape, x.dtype, x.data),
  };
}

export const coreLayers = [
  dense,
  embedding,
  reversibleEmbedding,
  einsumDense,
  passing('Identity', ''),
  passing('Masking', 'mask_value=0.0', false),
  passing('ActivityRegularization', 'l1=0.0, l2=0.0'),
  dropout('Dropout', 'rate, noise_shape=None, seed=None'),
  dropout('AlphaDropout', 'rate, noise_shape=None, seed=None'),
  dropout('GaussianDropout', 'rate, seed=None'),
  dropout('SpatialDropout1D', 'rate, seed=None, name=None, dtype=None', 3),
  dropout('SpatialDropout2D', 'rate, data_format=None, seed=None, name=None, dtype=None', 4),
  dropout('SpatialDropout3D', 'rate, data_format=None, seed=None, name=None, dtype=None', 5),
  dropout('GaussianNoise', 'stddev, seed=None'),
] as LayerEntry<unknown>[];
