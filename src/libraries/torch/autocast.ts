/**
 * Automatic mixed precision: in which regions it is on, and which dtype calls in them give (PyTorch 2.13, docs/amp.rst,
 * "CUDA Ops that can autocast to float16" and "…to float32"; on the CPU as measured: aten/src/ATen/autocast_mode.cpp).
 */
import { said, type Saying } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass, type Rule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  FALSE,
  FunctionValue,
  InstanceValue,
  NONE,
  TensorValue,
  TupleValue,
  type ClassValue,
  type Value,
} from '../../python/interpreter/values';
import { deviceName } from './device';
import { dtypeName } from './dtypes';

/** One `autocast` object: what is not known is undefined. */
interface Region {
  readonly device: string | undefined;
  readonly dtype: string | undefined;
  readonly on: boolean | undefined;
}

interface State {
  /** The regions that are open, the innermost last. */
  readonly open: Region[];
  /** Functions that run in one. */
  readonly functions: { fn: FunctionValue; region: Region }[];
  /** Objects that nobody has entered yet: what became of them is not known. */
  readonly loose: Set<InstanceValue>;
  /** Whether something was moved to a device: before, tensors lie on the CPU and `autocast('cuda')` leaves them alone. */
  moved: boolean;
}

const stateOf = (cx: Context): State =>
  cx.session('torch.autocast', () => ({ open: [], functions: [], loose: new Set(), moved: false }));

/** Says that the program moves tensors or models to a device. */
export function noteMoved(cx: Context): void {
  stateOf(cx).moved = true;
}

/** Whether what `.to()` is given may be a device other than the CPU. */
export const isDevice = (value: Value): boolean =>
  value.kind === 'str' || value.kind === 'instance'
    ? deviceName(value) !== 'cpu'
    : value.kind === 'unknown' || value.kind === 'int';

/** The region that code runs in; undefined where there is none, or it is switched off. */
function regionOf(cx: Context): Region | undefined {
  const { open, functions } = stateOf(cx);
  const decorated = functions.length > 0 ? ofFunctions(cx, functions) : undefined;
  const region = open.at(-1) ?? decorated;
  if (open.length > 0 && decorated) return { ...region, device: undefined, dtype: undefined, on: undefined };
  return region?.on === false ? undefined : region;
}

function ofFunctions(cx: Context, functions: State['functions']): Region | undefined {
  const sites = cx.site ? [...cx.stack(), cx.site] : cx.stack();
  return functions.findLast(({ fn: { node, site } }) =>
    sites.some(({ file, start }) => file === site.file && node.start <= start && start < node.end),
  )?.region;
}

/** Whether half precision beside single may be converted here. */
export const autocastMay = (cx: Context): boolean => stateOf(cx).loose.size > 0 || regionOf(cx) !== undefined;

/** Says that the program asks something for mixed precision of which it is not known where it holds. */
export function autocastSomewhere(cx: Context): void {
  stateOf(cx).loose.add(new InstanceValue(types.object));
}

/** What a call gives: half precision; single; the widest of its tensors; their dtype; or what is not known. */
type Policy = 'half' | 'single' | 'widest' | 'open';

const table = (policies: Partial<Record<Policy, string>>): ReadonlyMap<string, Policy> =>
  new Map(
    Object.entries(policies).flatMap(([policy, names]) => names.split(' ').map((name) => [name, policy as Policy])),
  );

const CONVOLUTIONS =
  'conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d Conv1d Conv2d Conv3d ConvTranspose1d ' +
  'ConvTranspose2d ConvTranspose3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d ' +
  'LazyConvTranspose3d';
const PRODUCTS =
  'linear Linear LazyLinear prelu PReLU matmul __matmul__ __rmatmul__ mm bmm addmm addbmm baddbmm chain_matmul multi_dot ' +
  'vecdot scaled_dot_product_attention';
const LOSSES =
  'nll_loss mse_loss l1_loss smooth_l1_loss huber_loss kl_div margin_ranking_loss triplet_margin_loss hinge_embedding_loss ' +
  'multi_margin_loss multilabel_margin_loss soft_margin_loss poisson_nll_loss cosine_embedding_loss cross_entropy ' +
  'binary_cross_entropy_with_logits NLLLoss MSELoss L1Loss SmoothL1Loss HuberLoss KLDivLoss MarginRankingLoss ' +
  'TripletMarginLoss HingeEmbeddingLoss MultiMarginLoss MultiLabelMarginLoss SoftMarginLoss PoissonNLLLoss ' +
  'CosineEmbeddingLoss CrossEntropyLoss BCEWithLogitsLoss';

const ON_CPU = table({
  half: `${CONVOLUTIONS} ${PRODUCTS} RNN LSTM RNNCell MultiheadAttention multi_head_attention_forward`,
  single:
    `${LOSSES} binary_cross_entropy BCELoss CTCLoss ctc_loss LocalResponseNorm local_response_norm prod quantile nanquantile ` +
    'stft cdist avg_pool3d AvgPool3d grid_sample trace inverse inv svd svdvals max_unpool1d max_unpool2d max_unpool3d ' +
    'MaxUnpool1d MaxUnpool2d MaxUnpool3d',
  widest: 'index_copy cat concat concatenate stack',
  open: 'einsum GRU LSTMCell GRUCell',
});

const ON_CUDA = table({
  half: `${CONVOLUTIONS} ${PRODUCTS} einsum addmv addr mv RNN LSTM GRU RNNCell LSTMCell GRUCell multi_head_attention_forward`,
  single:
    `${LOSSES} acos asin cosh erfinv exp expm1 log log10 log2 log1p reciprocal rsqrt sinh tan pow __pow__ __rpow__ softplus ` +
    'Softplus layer_norm LayerNorm rms_norm RMSNorm group_norm GroupNorm norm vector_norm matrix_norm cosine_similarity ' +
    'CosineSimilarity dist pdist cdist renorm logsumexp interpolate upsample Upsample UpsamplingNearest2d ' +
    'UpsamplingBilinear2d prod softmax log_softmax softmin Softmax LogSoftmax Softmin Softmax2d cumprod cumsum sum',
  widest: 'addcdiv addcmul atan2 bilinear Bilinear cross dot vdot grid_sample index_put tensordot scatter_add',
  open: 'MultiheadAttention',
});

/** Losses of probabilities, which autocast refuses on a CUDA device. */
const BANNED = new Set(['binary_cross_entropy', 'BCELoss']);

const LISTED: ReadonlySet<string> = new Set([...ON_CPU.keys(), ...ON_CUDA.keys(), ...BANNED]);

/** Dtypes that autocast converts. */
const EASED: ReadonlySet<string> = new Set(['float32', 'float16', 'bfloat16']);

/** A rule whose result has the dtype that it has under autocast. */
export function autocasting(name: string, rule: Rule): Rule {
  if (!LISTED.has(name)) return rule;
  return (a, cx) =>
    autocast(
      cx,
      name,
      () => rule(a, cx),
      () => tensorsIn([...a.all(), ...a.rest]),
    );
}

/** The tensors among arguments, and those in lists of them. */
export function tensorsIn(values: readonly Value[]): TensorValue[] {
  const flat = values.flatMap((value) => (value.kind === 'list' || value.kind === 'tuple' ? value.items : [value]));
  return flat.filter((value): value is TensorValue => value.kind === 'tensor');
}

/**
 * Runs a call and gives its result the dtype that it has under autocast.
 * @throws PyError RuntimeError for losses of probabilities on a CUDA device
 */
export function autocast(cx: Context, name: string, run: () => Value, inputs: () => readonly TensorValue[]): Value {
  const region = LISTED.has(name) ? regionOf(cx) : undefined;
  if (!region) return run();
  const certain = region.on === true && (region.device === 'cpu' || (region.device === 'cuda' && stateOf(cx).moved));
  if (BANNED.has(name) && region.on === true && region.device === 'cuda') {
    if (certain) throw new PyError('RuntimeError', unsafe(name), 'dtype-mismatch');
    cx.inform('dtype-mismatch', unsafe(name));
  }
  const result = run();
  const given = inputs();
  const policy = (region.device === 'cpu' ? ON_CPU : ON_CUDA).get(name) ?? (region.device ? undefined : 'open');
  return policy ? recast(result, (tensor) => dtypeOf(tensor, policy, region.dtype, certain, given), given) : result;
}

function dtypeOf(
  { dtype }: TensorValue,
  policy: Policy,
  half: string | undefined,
  certain: boolean,
  given: readonly TensorValue[],
): string | undefined {
  if (dtype === undefined || !EASED.has(dtype)) return dtype;
  switch (policy) {
    case 'half':
      return certain || dtype === half ? half : undefined;
    case 'single':
      return certain || dtype === 'float32' ? 'float32' : undefined;
    case 'widest':
      return given.some((tensor) => tensor.dtype === 'float32') ? 'float32' : dtype;
    case 'open':
      return undefined;
  }
}

/** The same result of other dtypes; what a call hands on as it is stays as it is for others. */
function recast(
  value: Value,
  dtypeFor: (tensor: TensorValue) => string | undefined,
  given: readonly TensorValue[],
): Value {
  if (value instanceof TupleValue)
    return new TupleValue(
      value.items.map((item) => recast(item, dtypeFor, given)),
      value.cls,
    );
  if (value.kind !== 'tensor') return value;
  const dtype = dtypeFor(value);
  if (dtype === value.dtype) return value;
  if (!given.includes(value)) {
    value.dtype = dtype;
    return value;
  }
  const other = new TensorValue(value.cls, value.shape, dtype, value.reason);
  other.receptiveField = value.receptiveField;
  return other;
}

const unsafe = (name: string): Saying =>
  said`${name}: autocast refuses it on a CUDA device, where half precision does not hold its logarithms. Leave the sigmoid out and use BCEWithLogitsLoss, or call it outside of autocast on x.float().`;

/** What autocast converts to where nobody says. */
const DEFAULT_HALF: Partial<Record<string, string>> = { cpu: 'bfloat16', cuda: 'float16' };

/**
 * A class of regions, as blocks and as decorators.
 * @param device of which it is; undefined where the first argument says so
 */
export function autocastType(module: string, device?: string): ClassValue {
  const signature = device
    ? 'self, enabled=True, dtype=None, cache_enabled=True'
    : 'self, device_type=None, dtype=None, enabled=True, cache_enabled=None';
  return nativeClass(module, 'autocast', [types.object], {
    __init__: native('autocast', signature, (a, cx) => {
      const self = a.get('self');
      if (!(self instanceof InstanceValue)) return NONE;
      const on = device ?? a.str('device_type')?.split(':')[0];
      const named = a.get('dtype');
      const dtype = named.kind === 'none' ? on && DEFAULT_HALF[on] : dtypeName(named);
      self.native = { device: on, dtype, on: a.truth('enabled') } satisfies Region;
      stateOf(cx).loose.add(self);
      return NONE;
    }),
    __enter__: native('__enter__', 'self', (a, cx) => {
      const self = a.get('self');
      const { open, loose } = stateOf(cx);
      if (self instanceof InstanceValue) {
        loose.delete(self);
        open.push(self.native as Region);
      }
      return self;
    }),
    __exit__: native('__exit__', 'self, *args', (_a, cx) => {
      stateOf(cx).open.pop();
      return FALSE;
    }),
    __call__: native('__call__', 'self, func', (a, cx) => {
      const [self, fn] = [a.get('self'), a.get('func')];
      if (!(self instanceof InstanceValue) || !(fn instanceof FunctionValue)) return fn;
      const { functions, loose } = stateOf(cx);
      loose.delete(self);
      functions.push({ fn, region: self.native as Region });
      return fn;
    }),
  });
}
