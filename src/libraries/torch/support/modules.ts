/** The modules around torch.nn, and the functions of the torch module that are no tensor operations. */
import { classMethod, native, nativeClass, type LibraryModule } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  bool,
  FALSE,
  int,
  NONE,
  str,
  tuple,
  TRUE,
  type NativeFunction,
  type Value,
} from '../../../python/interpreter/values';
import { packingAttributes } from '../nn/packed';
import { parallelLayers } from '../nn/dataParallel';
import { parametrizationAttributes, parametrizeAttributes } from '../nn/parametrize';
import { pruneAttributes } from '../nn/reparameterize';
import { moduleType } from '../nn/state';
import { cpuDevice } from '../device';
import { autocastType } from '../autocast';
import { gradientSwitch, setRequiresGradient, unrecorded } from '../gradients';
import { dtypeName, dtypeValue, isFloating } from '../dtypes';
import { defaultDtype } from '../ops/creation';
import { functionsOf } from '../family';
import { elementwiseOps } from '../ops/elementwise';
import { linalgOps } from '../ops/decompositions';
import { linearOps } from '../ops/linear';
import { sparseFunctions } from '../ops/sparse';
import { placingOps } from '../ops/placing';
import { reductionOps } from '../ops/reductions';
import { finfo, iinfo } from './numberInfo';
import { seed } from '../random';
import { typedTensors } from '../tensorClasses';
import { fourierFunctions } from '../ops/fourier';
import { TORCH_VERSION } from '../version';
import { compilerModules } from './compiler';
import { distributionModules } from './distributions';
import { quantizationModules } from './quantization';
import { compiledVisionOps } from './vision';
import { averaging } from '../training/averaging';
import { transformModules, vmap } from './transforms';
import { addGraph, jitTrace, onnxExport, summaryModules } from './summaries';
import {
  always,
  callThrough,
  checkpointSequential,
  contextDecorator,
  nothing,
  unknowable,
  wrapper,
} from './passThrough';
import { pytreeAttributes } from './pytree';
import { dataAttributes } from './data';
import { grad } from '../training/gradientValues';
import { fxModules } from './fx';
import { optimizers } from '../training/optimizers';
import { schedulers } from '../training/schedulers';
import { nnUtilsAttributes, opaqueClass } from './utilities';

const table = (names: readonly string[], make: (name: string) => Value): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

const context = (module: string, ...names: string[]): Record<string, Value> =>
  table(names, (name) => contextDecorator(module, name));

const gradientSwitches = (module: string, ...names: string[]): Record<string, Value> =>
  table(names, (name) => gradientSwitch(module, name));

const autocastClass = autocastType('torch');

const manualSeed: NativeFunction = native('manual_seed', 'seed', (a, cx) => {
  seed(cx, a.number('seed') ?? 0);
  return opaqueClass('torch', 'Generator', ['manual_seed', 'seed']);
});

const generator = opaqueClass('torch', 'Generator', ['seed'], {
  manual_seed: native('manual_seed', 'self, seed', (a) => a.get('self')),
});

/** Functions of the torch module beside the tensor operations. */
export const torchFunctions: Record<string, Value> = {
  ...gradientSwitches('torch', 'no_grad', 'inference_mode', 'set_grad_enabled'),
  ...context('torch', 'enable_grad'),
  autocast: autocastClass,
  ...typedTensors,
  compile: wrapper('compile'),
  vmap,
  manual_seed: manualSeed,
  seed: always('seed', int(0)),
  Generator: generator,
  finfo,
  iinfo,
  save: nothing('save'),
  load: unknowable('load', 'torch.load reads a file: what it holds is not known'),
  set_default_dtype: native('set_default_dtype', 'd', (a, cx) => {
    const name = dtypeName(a.get('d'));
    if (name && isFloating(name)) defaultDtype(cx).name = name;
    return NONE;
  }),
  get_default_device: always('get_default_device', cpuDevice),
  get_default_dtype: native('get_default_dtype', '', (_a, cx) => dtypeValue(defaultDtype(cx).name)),
  is_grad_enabled: always('is_grad_enabled', TRUE),
  is_inference_mode_enabled: always('is_inference_mode_enabled', FALSE),
  get_num_threads: always('get_num_threads', int(1)),
  ...table(
    [
      'set_num_threads',
      'set_num_interop_threads',
      'set_printoptions',
      'set_default_tensor_type',
      'set_float32_matmul_precision',
      'use_deterministic_algorithms',
      'set_default_device',
      '_assert',
      '_log_api_usage_once',
    ],
    nothing,
  ),
};

const cudaAttributes: Record<string, Value> = {
  is_available: always('is_available', FALSE),
  // Batch sizes are multiples of it: with none, every batch would be empty.
  device_count: always('device_count', int(1)),
  current_device: always('current_device', int(0)),
  is_current_stream_capturing: always('is_current_stream_capturing', FALSE),
  get_device_name: always('get_device_name', str('cpu')),
  memory_allocated: always('memory_allocated', int(0)),
  max_memory_allocated: always('max_memory_allocated', int(0)),
  memory_reserved: always('memory_reserved', int(0)),
  get_device_capability: always('get_device_capability', tuple([int(0), int(0)])),
  ...table(
    [
      'manual_seed',
      'manual_seed_all',
      'empty_cache',
      'synchronize',
      'set_device',
      'reset_peak_memory_stats',
      'init',
      'seed_all',
    ],
    nothing,
  ),
  ...context('torch.cuda', 'device', 'stream'),
  ...typedTensors,
  Event: opaqueClass('torch.cuda', 'Event', ['record', 'synchronize', 'wait']),
  Stream: opaqueClass('torch.cuda', 'Stream', ['synchronize', 'wait_stream']),
};

const gradScaler = opaqueClass(
  'torch.cuda.amp',
  'GradScaler',
  ['step', 'update', 'unscale_', 'state_dict', 'load_state_dict'],
  {
    scale: native('scale', 'self, outputs', (a) => a.get('outputs')),
  },
);
const amp: Record<string, Value> = {
  GradScaler: gradScaler,
  custom_fwd: wrapper('custom_fwd'),
  custom_bwd: wrapper('custom_bwd'),
};

const jit: Record<string, Value> = {
  script: wrapper('script'),
  trace: jitTrace,
  ignore: wrapper('ignore'),
  unused: wrapper('unused'),
  export: wrapper('export'),
  script_if_tracing: wrapper('script_if_tracing'),
  interface: wrapper('interface'),
  freeze: wrapper('freeze'),
  optimize_for_inference: wrapper('optimize_for_inference'),
  is_scripting: always('is_scripting', FALSE),
  is_tracing: always('is_tracing', FALSE),
  isinstance: native('isinstance', 'obj, target_type', (a, cx) => {
    const [value, cls] = [a.get('obj'), a.get('target_type')];
    if (value.kind === 'unknown' || cls.kind !== 'class') return cx.unknown('whether a value is of a scripted type');
    return bool(cx.isInstance(value, cls));
  }),
  annotate: native('annotate', 'the_type, the_value', (a) => a.get('the_value')),
  Final: types.object,
  save: nothing('save'),
  load: unknowable('load', 'torch.jit.load reads a file: what it holds is not known'),
  ScriptModule: nativeClass('torch.jit', 'ScriptModule', [moduleType], {}),
  script_method: wrapper('script_method'),
};

const functionContext = opaqueClass('torch.autograd.function', 'FunctionCtx', [
  'save_for_backward',
  'mark_dirty',
  'mark_non_differentiable',
  'set_materialize_grads',
]);

/** `MyFunction.apply(*args)` runs forward, with a context in front unless `setup_context` takes it. */
const applyFunction = classMethod(
  native('apply', 'cls, *args', (a, cx) => {
    const cls = a.get('cls');
    const separate = cls.kind === 'class' && cls.lookup('setup_context') !== undefined;
    const args = separate ? a.rest : [cx.call(functionContext), ...a.rest];
    return unrecorded(cx, () => cx.call(cx.getAttr(cls, 'forward'), args));
  }),
);

const autograd: Record<string, Value> = {
  Variable: native('Variable', 'data, requires_grad=False, volatile=False', (a, cx) => {
    const data = a.get('data');
    const tensor = data.kind === 'tensor' ? cx.getAttr(data, 'data') : data;
    if (tensor.kind === 'tensor' && a.truth('requires_grad') !== false)
      setRequiresGradient(cx, tensor, a.get('requires_grad'));
    return tensor;
  }),
  ...gradientSwitches('torch.autograd', 'no_grad', 'inference_mode', 'set_grad_enabled'),
  ...context('torch.autograd', 'enable_grad', 'set_detect_anomaly', 'detect_anomaly'),
  grad,
  backward: nothing('backward'),
  Function: nativeClass('torch.autograd', 'Function', [types.object], { apply: applyFunction }),
};

const distributed: Record<string, Value> = {
  is_available: always('is_available', FALSE),
  is_initialized: always('is_initialized', FALSE),
  get_rank: always('get_rank', int(0)),
  get_world_size: always('get_world_size', int(1)),
  // What is gathered lies in tensors that are there before.
  ...table(
    (
      'init_process_group destroy_process_group barrier all_reduce broadcast all_gather all_gather_into_tensor ' +
      'gather reduce reduce_scatter scatter all_gather_object broadcast_object_list send recv'
    ).split(' '),
    nothing,
  ),
};

const profiler: Record<string, Value> = context('torch.profiler', 'profile', 'record_function', 'schedule');

const reductionTable = functionsOf(reductionOps, 'torch');
const linearTable = functionsOf(linearOps, 'torch');

/** A norm over all axes, or those named; its order changes no shape. */
const norm = (name: string, input: string, order: string) =>
  native(name, `${input}, ord=${order}, dim=None, keepdim=False, *, dtype=None, out=None`, (a, cx) =>
    cx.call(reductionTable.norm, [a.get(input), a.get('ord'), a.get('dim'), a.get('keepdim')]),
  );

/** torch.linalg under its own names. */
const linalg: Record<string, Value> = {
  norm: norm('norm', 'A', 'None'),
  vector_norm: norm('vector_norm', 'x', '2'),
  matrix_norm: native('matrix_norm', "A, ord='fro', dim=(-2, -1), keepdim=False, dtype=None", (a, cx) =>
    cx.call(reductionTable.norm, [a.get('A'), a.get('ord'), a.get('dim'), a.get('keepdim')]),
  ),
  matmul: linearTable.matmul,
  det: linearTable.det,
  cross: linearTable.cross,
  diagonal: native('diagonal', 'A, *, offset=0, dim1=-2, dim2=-1', (a, cx) =>
    cx.call(linearTable.diagonal, [a.get('A'), a.get('offset'), a.get('dim1'), a.get('dim2')]),
  ),
  vander: functionsOf(placingOps, 'torch').vander,
  ...functionsOf(linalgOps, 'torch'),
};

const elementwiseTable = functionsOf(elementwiseOps, 'torch');

/** torch.special: most are functions of torch under another name. */
const specialFunctions: Record<string, Value> = {
  ...Object.fromEntries(
    ['digamma', 'erf', 'erfc', 'erfinv', 'exp2', 'expm1', 'i0', 'log1p', 'logit', 'round', 'sinc', 'xlogy'].map(
      (name) => [name, elementwiseTable[name]],
    ),
  ),
  expit: elementwiseTable.sigmoid,
  gammaln: elementwiseTable.lgamma,
  psi: elementwiseTable.digamma,
  multigammaln: elementwiseTable.mvlgamma,
  gammainc: elementwiseTable.igamma,
  gammaincc: elementwiseTable.igammac,
  logsumexp: reductionTable.logsumexp,
  ...Object.fromEntries(
    ['entr', 'erfcx', 'i0e', 'i1', 'i1e', 'log_ndtr', 'ndtr', 'ndtri', 'bessel_j0', 'bessel_j1'].map((name) => [
      name,
      elementwiseTable.lgamma,
    ]),
  ),
};

export const otherModules: LibraryModule[] = [
  { name: 'torch.nn.utils', attrs: nnUtilsAttributes },
  { name: 'torch.nn.utils.rnn', attrs: packingAttributes },
  { name: 'torch.nn.utils.parametrize', attrs: parametrizeAttributes },
  { name: 'torch.nn.utils.parametrizations', attrs: parametrizationAttributes },
  { name: 'torch.nn.utils.prune', attrs: pruneAttributes },
  { name: 'torch.nn.utils.weight_norm', attrs: nnUtilsAttributes },
  { name: 'torch.nn.utils.fusion', attrs: nnUtilsAttributes },
  { name: 'torch.nn.utils.spectral_norm', attrs: nnUtilsAttributes },
  {
    name: 'torch.nn.parallel',
    attrs: Object.fromEntries(parallelLayers.map((cls) => [cls.name, cls])),
  },
  { name: 'torch.optim', attrs: optimizers },
  { name: 'torch.optim.optimizer', attrs: { Optimizer: optimizers.Optimizer } },
  { name: 'torch.optim.lr_scheduler', attrs: schedulers },
  { name: 'torch.optim.swa_utils', attrs: averaging },
  { name: 'torch.utils', attrs: {} },
  { name: 'torch.utils._pytree', attrs: pytreeAttributes },
  { name: 'torch.utils.data', attrs: dataAttributes },
  { name: 'torch.utils.data.dataset', attrs: dataAttributes },
  { name: 'torch.utils.data.dataloader', attrs: dataAttributes },
  { name: 'torch.utils.data.sampler', attrs: dataAttributes },
  { name: 'torch.utils.data.distributed', attrs: dataAttributes },
  {
    name: 'torch.utils.checkpoint',
    attrs: { checkpoint: callThrough('checkpoint'), checkpoint_sequential: checkpointSequential },
  },
  {
    name: 'torch.utils.tensorboard',
    attrs: {
      SummaryWriter: opaqueClass(
        'torch.utils.tensorboard',
        'SummaryWriter',
        [
          'add_scalar',
          'add_image',
          'add_histogram',
          'close',
          'flush',
          'add_scalars',
          'add_images',
          'add_text',
          'add_embedding',
        ],
        { add_graph: addGraph },
      ),
    },
  },
  { name: 'torch.utils.model_zoo', attrs: { load_url: unknowable('load_url', 'weights are not read') } },
  {
    name: 'torch.hub',
    attrs: {
      load: unknowable('load', 'torch.hub.load fetches code: what it gives is not known'),
      load_state_dict_from_url: unknowable('load_state_dict_from_url', 'weights are not read'),
    },
  },
  { name: 'torch.jit', attrs: jit },
  { name: 'torch.jit.annotations', attrs: {} },
  ...fxModules,
  { name: 'torch.onnx', attrs: { export: onnxExport, is_in_onnx_export: always('is_in_onnx_export', FALSE) } },
  { name: 'torch.cuda', attrs: cudaAttributes },
  { name: 'torch.cuda.amp', attrs: { ...amp, autocast: autocastType('torch.cuda.amp', 'cuda') } },
  { name: 'torch.cpu.amp', attrs: { ...amp, autocast: autocastType('torch.cpu.amp', 'cpu') } },
  { name: 'torch.amp', attrs: { ...amp, autocast: autocastClass } },
  { name: 'torch.backends', attrs: {} },
  {
    name: 'torch.backends.cudnn',
    attrs: {
      benchmark: FALSE,
      deterministic: FALSE,
      enabled: TRUE,
      is_available: always('is_available', FALSE),
      version: always('version', NONE),
    },
  },
  {
    name: 'torch.backends.mps',
    attrs: { is_available: always('is_available', FALSE), is_built: always('is_built', FALSE) },
  },
  { name: 'torch.backends.cuda', attrs: { is_built: always('is_built', FALSE) } },
  {
    name: 'torch.xpu',
    attrs: { is_available: always('is_available', FALSE), device_count: always('device_count', int(0)) },
  },
  { name: 'torch.mps', attrs: { is_available: always('is_available', FALSE) } },
  { name: 'torch.version', attrs: { __version__: str(TORCH_VERSION), cuda: NONE, hip: NONE } },
  { name: 'torch.types', attrs: {} },
  { name: 'torch.autograd', attrs: autograd },
  { name: 'torch.autograd.profiler', attrs: profiler },
  { name: 'torch.profiler', attrs: profiler },
  { name: 'torch.distributed', attrs: distributed },
  { name: 'torch.random', attrs: { manual_seed: manualSeed } },
  { name: 'torch.linalg', attrs: linalg },
  { name: 'torch.sparse', attrs: functionsOf(sparseFunctions, 'torch') },
  { name: 'torch.special', attrs: specialFunctions },
  { name: 'torch.fft', attrs: fourierFunctions },
  ...compilerModules,
  ...distributionModules,
  ...quantizationModules,
  ...compiledVisionOps,
  ...summaryModules,
  ...transformModules,
];
