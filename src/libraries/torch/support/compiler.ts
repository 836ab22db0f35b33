/**
 * The machinery around compiling and tracing code: torch.compiler, torch._dynamo, torch.overrides, torch._C.
 * Code is read here as it runs eagerly, neither compiled nor exported.
 */
import { native, type LibraryModule } from '../../../python/interpreter/native';
import { FALSE, NONE, type Value } from '../../../python/interpreter/values';
import { inputOf } from '../family';
import { tensorOf } from '../tensor';
import { always, nothing, wrapper } from './passThrough';
import { opaqueClass } from './utilities';

const each = (names: string, make: (name: string) => Value): Record<string, Value> =>
  Object.fromEntries(names.split(' ').map((name) => [name, make(name)]));

const no = (name: string): Value => always(name, FALSE);

const compiling: Record<string, Value> = {
  ...each('is_compiling is_dynamo_compiling is_exporting', no),
  ...each('disable allow_in_graph assume_constant_result substitute_in_graph nonstrict_trace', wrapper),
  ...each('cudagraph_mark_step_begin reset mark_dynamic mark_static graph_break', nothing),
};

/** `_shape_as_tensor(input)`: the sizes as a tensor of their number. */
const shapeAsTensor = native('shape_as_tensor', 'x', (a, cx) => {
  const shape = inputOf(a, 'x').shape;
  return tensorOf([shape ? shape.length : cx.unknownDim('the rank of the tensor is not known')], 'int64');
});

const overrides: Record<string, Value> = each(
  'has_torch_function has_torch_function_unary has_torch_function_variadic is_tensor_method_or_property',
  no,
);

/** `@custom_op(name, …)`, or `custom_op(name, fn, …)`: the function itself, which is called as it is written. */
const decoratorFor = (name: string): Value =>
  native(name, 'name, function=None, /, *args, **kwargs', (a) =>
    a.isNone('function') || a.get('function').kind === 'str' ? wrapper(name) : a.get('function'),
  );

export const compilerModules: LibraryModule[] = [
  { name: 'torch.compiler', attrs: compiling },
  { name: 'torch._dynamo', attrs: compiling },
  { name: 'torch._dynamo.config', attrs: {} },
  { name: 'torch.overrides', attrs: overrides },
  { name: 'torch._jit_internal', attrs: each('_overload _overload_method unused ignore export', wrapper) },
  {
    name: 'torch._C',
    attrs: {
      _get_tracing_state: always('_get_tracing_state', NONE),
      ...each('_log_api_usage_once _jit_set_profiling_executor _jit_set_profiling_mode', nothing),
      ...each('_is_tracing', no),
    },
  },
  // Tensors that stand for others while a program is traced: none of them is met here.
  { name: 'torch._subclasses', attrs: { FakeTensor: opaqueClass('torch._subclasses', 'FakeTensor', []) } },
  {
    name: 'torch.library',
    attrs: {
      ...each('custom_op register_fake register_kernel impl triton_op impl_abstract', decoratorFor),
      ...each('register_autograd register_vmap define', nothing),
    },
  },
  { name: 'torch.onnx.operators', attrs: { shape_as_tensor: shapeAsTensor } },
];
