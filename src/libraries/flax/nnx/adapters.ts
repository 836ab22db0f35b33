/** Layers around a layer: low-rank adapters (flax/nnx/nn/lora.py) and normalizations of its weights (flax/nnx/nn/normalization.py). */
import { NONE, TensorValue, type ClassValue, type Value } from '../../../python/interpreter/values';
import {
  broadcastShapes,
  equalDims,
  formatDim,
  formatShape,
  mul,
  productOf,
  ShapeError,
  type Dim,
} from '../../../shape';
import { said } from '../../../protocol/say';
import { makeArray, promoteJax } from '../../jax/arrays';
import { checkFeatures } from './features';
import { computedDtype } from '../dtypes';
import { layer, type Call, type Spec } from './layer';
import { variableClasses } from './module';

const narrow = (shape: readonly Dim[]): TensorValue =>
  new TensorValue(variableClasses.LoRAParam as ClassValue, shape, 'float32');

/** `x @ lora_a @ lora_b`, beside what a module gives for x, if there is one. */
const lora = layer({
  name: 'LoRA',
  fields:
    'in_features, lora_rank, out_features, *, base_module=None, dtype=None, param_dtype=None, a_initializer=None, b_initializer=None, ' +
    'lora_param_type=None, promote_dtype=None, rngs, a_metadata=None, b_metadata=None',
  call: 'x, **kwargs',
  anyRank: true,
  variables: (c) => ({
    lora_a: narrow([c.size('in_features'), c.size('lora_rank')]),
    lora_b: narrow([c.size('lora_rank'), c.size('out_features')]),
  }),
  rule: (c, input) => {
    checkFeatures(c, input.shape, 'in_features');
    const shape = [...input.shape.slice(0, -1), c.size('out_features')];
    c.cx.note({ macs: mul(productOf(input.shape), c.size('lora_rank')) });
    const own = makeArray(shape, computedDtype(c, input.dtype));
    const base = c.field('base_module');
    if (base.kind === 'none') return own;
    const beside = c.cx.call(base, [input]);
    if (beside.kind !== 'tensor' || !beside.shape) return beside;
    const last = beside.shape.at(-1);
    if (last !== undefined && equalDims(last, c.size('out_features')) === false) {
      throw new ShapeError(
        'features-mismatch',
        said`LoRA gives out_features=${formatDim(c.size('out_features'))}, but base_module gives ${formatShape(beside.shape)}; the two are added.`,
        { parameter: 'out_features', value: last },
      );
    }
    return makeArray(broadcastShapes([shape, beside.shape], 'LoRA'), promoteJax([own, beside]));
  },
});

/** A linear layer with an adapter beside it. */
const loraLinear = (linear: Spec): ClassValue =>
  layer({
    ...linear,
    name: 'LoRALinear',
    fields: `${linear.fields}, lora_rank, lora_dtype=None, lora_param_dtype=None, a_initializer=None, b_initializer=None, lora_param_type=None, lora_promote_dtype=None, a_metadata=None, b_metadata=None`,
    call: 'x, out_sharding=None',
    children: (c) => ({
      lora: c.cx.call(
        lora,
        ['in_features', 'lora_rank', 'out_features'].map((name) => c.field(name)),
        new Map([['rngs', NONE]]),
      ),
    }),
    rule: (c, input) => {
      const made = linear.rule(c, input);
      c.cx.call(c.field('lora'), [input]);
      return made;
    },
  });

/** Normalizes weights of a layer and calls it. */
const around = (name: string, fields: string): ClassValue =>
  layer({
    name,
    fields: `layer_instance, *, ${fields}, epsilon=1e-12, dtype=None, param_dtype=None, rngs`,
    call: 'inputs, *args, **kwargs',
    rule: (c: Call, input): Value => calledWith(c, input),
  });

const calledWith = (c: Call, input: TensorValue): Value =>
  c.field('layer_instance').kind === 'none'
    ? NONE
    : c.cx.call(c.field('layer_instance'), [input, ...c.a.rest], c.a.extra);

export const adapters = (linear: Spec): ClassValue[] => [
  lora,
  loraLinear(linear),
  around('WeightNorm', 'feature_axes=-1, use_scale=True, scale_init=None, variable_filter=None, promote_dtype=None'),
  around('SpectralNorm', 'n_steps=1, error_on_non_matrix=False, update_stats=True'),
];
