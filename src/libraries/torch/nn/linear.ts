/** nn.Linear and its kin, embeddings (torch 1.13, torch/nn/modules/linear.py, sparse.py). */
import { equalDims, formatShape, isNumber, unknownDim } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { classMethod, native } from '../../../python/interpreter/native';
import { FALSE, int } from '../../../python/interpreter/values';
import { bilinear, embedding, embeddingBag, linear } from '../functional/linear';
import { setRequiresGradient } from '../gradients';
import { fillRandom, startingNumbers } from '../random';
import { asTensor, optionalTensor, parameterOf, parameterType } from '../tensor';
import { hasBias, layerClass, type Building, type Calling, type LayerSpec, type Printing } from './layer';
import { isModule, registered } from './state';
import { said } from '../../../protocol/say';

const module = 'torch.nn.modules.linear';
const sparse = 'torch.nn.modules.sparse';

const biasText = (t: Printing): string => (hasBias(t) ? 'True' : 'False');
const linearText = (t: Printing): string =>
  `in_features=${t.show('in_features')}, out_features=${t.show('out_features')}, bias=${biasText(t)}`;

function forwardLinear(c: Calling) {
  const weight = c.tensor('weight');
  return weight
    ? linear(c.cx, c.op, c.input, weight, c.tensor('bias'))
    : c.cx.unknown(said`${c.op} has no weight yet: its first input is not known`);
}

const linearSpec: LayerSpec = {
  name: 'Linear',
  module,
  signature: 'in_features, out_features, bias=True, device=None, dtype=None',
  build(b) {
    const [inputs, outputs] = [b.a.dim('in_features'), b.a.dim('out_features')];
    b.parameter('weight', startingNumbers(b.cx, parameterOf([outputs, inputs]), inputs));
    const bias = b.a.truth('bias') !== false;
    b.parameter('bias', bias ? startingNumbers(b.cx, parameterOf([outputs]), inputs) : undefined);
  },
  forward: forwardLinear,
  text: linearText,
};

const lazyLinear: LayerSpec = {
  name: 'LazyLinear',
  module,
  signature: 'out_features, bias=True, device=None, dtype=None',
  build(b) {
    b.set('in_features', int(0));
    b.set('_lazy_bias', b.a.get('bias'));
    b.parameter('weight', undefined);
    b.parameter('bias', undefined);
  },
  forward(c) {
    const shape = c.input.shape;
    if (equalDims(c.cx.dim(c.get('in_features')), 0) === true && shape) {
      const features = shape[shape.length - 1] ?? unknownDim('the input has no axes');
      const outputs = c.cx.dim(c.get('out_features'));
      c.cx.setAttr(c.self, 'in_features', int(features));
      c.cx.setAttr(c.self, 'weight', startingNumbers(c.cx, parameterOf([outputs, features]), features));
      if (c.cx.truth(c.get('_lazy_bias')) !== false)
        c.cx.setAttr(c.self, 'bias', startingNumbers(c.cx, parameterOf([outputs]), features));
    }
    return forwardLinear(c);
  },
  text: linearText,
};

const bilinearSpec: LayerSpec = {
  name: 'Bilinear',
  module,
  signature: 'in1_features, in2_features, out_features, bias=True, device=None, dtype=None',
  inputs: 'input1, input2',
  build(b) {
    const sizes = ['out_features', 'in1_features', 'in2_features'].map((name) => b.a.dim(name));
    b.parameter('weight', parameterOf(sizes));
    b.parameter('bias', b.a.truth('bias') === false ? undefined : parameterOf([sizes[0]]));
  },
  forward(c) {
    const weight = c.tensor('weight');
    const second = asTensor(c.cx, c.a.get('input2'), c.op, 'input2');
    return weight ? bilinear(c.cx, c.op, c.input, second, weight) : c.cx.unknown('the weight of Bilinear');
  },
  text: (t) =>
    `in1_features=${t.show('in1_features')}, in2_features=${t.show('in2_features')}, out_features=${t.show('out_features')}, bias=${biasText(t)}`,
};

const identity: LayerSpec = {
  name: 'Identity',
  module,
  signature: '*args, **kwargs',
  forward: (c) => c.a.get('input'),
};

/** The table of rows, given or made. @throws PyError ValueError for a padding_idx outside it */
function table(b: Building): void {
  const [rows, width] = [b.a.dim('num_embeddings'), b.a.dim('embedding_dim')];
  const given = b.a.get('_weight');
  const padding = b.a.isNone('padding_idx') ? undefined : b.a.number('padding_idx');
  if (padding !== undefined && isNumber(rows) && (padding >= rows || padding < -rows)) {
    throw new PyError(
      'AssertionError',
      `${b.op}: padding_idx=${padding} must be within num_embeddings=${rows}. Use 0 to ${rows - 1}.`,
    );
  }
  const isTensor = given.kind === 'tensor' && given.shape !== undefined;
  const weight =
    isTensor && given.cls.isSubclassOf(parameterType)
      ? given
      : parameterOf(isTensor ? given.shape! : [rows, width], isTensor ? given.dtype : undefined);
  if (isTensor) weight.data = given.data;
  const fresh = given.kind === 'none';
  b.parameter('weight', fresh ? fillRandom(b.cx, weight, { kind: 'normal', mean: 0, std: 1 }) : weight);
}

const embeddingSpec: LayerSpec = {
  name: 'Embedding',
  module: sparse,
  signature:
    'num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None',
  build: table,
  forward(c) {
    const weight = c.tensor('weight');
    return weight ? embedding(c.op, c.cx, c.input, weight) : c.cx.unknown('the weight of Embedding');
  },
  text: (t) =>
    [t.show('num_embeddings'), t.show('embedding_dim')].join(', ') +
    (t.get('padding_idx').kind === 'none' ? '' : `, padding_idx=${t.show('padding_idx')}`),
};

const embeddingBagSpec: LayerSpec = {
  name: 'EmbeddingBag',
  module: sparse,
  signature:
    "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None",
  inputs: 'input, offsets=None, per_sample_weights=None',
  build: table,
  forward(c) {
    const weight = c.tensor('weight');
    if (!weight) return c.cx.unknown('the weight of EmbeddingBag');
    const offsets = optionalTensor(c.cx, c.a.get('offsets'), c.op, 'offsets');
    const includeLast = c.cx.truth(c.get('include_last_offset')) ?? false;
    const weights = c.a.get('per_sample_weights');
    return embeddingBag(c.cx, c.op, c.input, weight, offsets, includeLast, { mode: c.get('mode'), weights });
  },
  text: (t) => `${t.show('num_embeddings')}, ${t.show('embedding_dim')}, mode='${t.show('mode')}'`,
};

/**
 * `Embedding.from_pretrained(embeddings)`: a layer with this table, which is not trained unless `freeze=False`.
 * @throws PyError AssertionError for what is no table
 */
const fromPretrained = classMethod(
  native('from_pretrained', 'cls, embeddings, freeze=True, **kwargs', (a, cx) => {
    const rows = asTensor(cx, a.get('embeddings'), 'from_pretrained', 'embeddings');
    if (rows.shape && rows.shape.length !== 2) {
      throw new PyError(
        'AssertionError',
        said`from_pretrained: the embeddings are a table of rows × columns, and not ${formatShape(rows.shape)}.`,
        'rank-mismatch',
      );
    }
    const sizes = rows.shape ?? [0, 1].map(() => cx.unknownDim('the size of a table of embeddings'));
    const layer = cx.call(
      a.get('cls'),
      sizes.map((size) => int(size)),
      new Map([...a.extra, ['_weight', rows]]),
    );
    const weight = isModule(layer) ? registered(layer, 'weight') : undefined;
    if (weight?.kind === 'tensor' && a.truth('freeze') !== false) setRequiresGradient(cx, weight, FALSE);
    return layer;
  }),
);

const linearClass = layerClass(linearSpec);
const tables = [embeddingSpec, embeddingBagSpec].map(layerClass);
for (const cls of tables) cls.attrs.set('from_pretrained', fromPretrained);

export const linearLayers = [
  linearClass,
  layerClass({ ...lazyLinear, base: linearClass }),
  layerClass({ ...linearSpec, name: 'NonDynamicallyQuantizableLinear', base: linearClass }),
  ...[bilinearSpec, identity].map(layerClass),
  ...tables,
];
