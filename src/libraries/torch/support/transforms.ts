/**
 * torch.func, torch.nn.attention, torch.export, torch.fx: functions made of functions. What is called is what counts; the
 * results of derivatives have the shapes of what they are taken of.
 */
import { dictOfNames } from '../../../python/builtins/containers';
import { native, nativeClass, type LibraryModule } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { InstanceValue, int, NONE, tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { equalDims, normalizeAxis, ShapeError, type Dim } from '../../../shape';
import { mapTree } from '../../common/trees';
import { textOf, torchFunction } from '../arguments';
import { inputOf } from '../family';
import { tensorOf } from '../tensor';
import { derivativeModules, directional } from './derivatives';
import { contextDecorator, unknowable, wrapper } from './passThrough';

/** A value without the mapped axis of its tensors, whose sizes are added to `sizes`. */
function without(value: Value, axes: Value, sizes: Dim[]): Value {
  return mapTree(value, [axes], (leaf, axis) => {
    if (leaf.kind !== 'tensor' || !leaf.shape || axis.kind !== 'int' || typeof axis.value !== 'number') return leaf;
    const at = normalizeAxis(axis.value, leaf.shape.length, 'vmap');
    sizes.push(leaf.shape[at]);
    return tensorOf(
      leaf.shape.filter((_, i) => i !== at),
      leaf.dtype,
    );
  });
}

/** @throws ShapeError where the mapped axes certainly differ in size (torch/_functorch/vmap.py, `_validate_and_get_batch_size`) */
function commonSize(sizes: readonly Dim[]): Dim | undefined {
  const other = sizes.find((size) => equalDims(size, sizes[0]) === false);
  if (other === undefined) return sizes[0];
  throw new ShapeError(
    'broadcast-mismatch',
    said`vmap: the axes that it maps over have ${textOf(sizes[0])} and ${textOf(other)}; they must be equal. Give in_dims=None for what is the same in every call.`,
  );
}

/** Results of one call with the mapped axis put in at `out`. */
function withAxis(value: Value, size: Dim, out: number): Value {
  return mapTree(value, [], (leaf) => {
    if (leaf.kind !== 'tensor' || !leaf.shape) return leaf;
    const shape = [...leaf.shape];
    shape.splice(normalizeAxis(out, shape.length + 1, 'vmap'), 0, size);
    return tensorOf(shape, leaf.dtype);
  });
}

/** `vmap(f, in_dims, out_dims)`: f sees its tensors without the mapped axis, which stands in the results again. */
export const vmap: NativeFunction = native(
  'vmap',
  'func, in_dims=0, out_dims=0, randomness=None, *, chunk_size=None',
  (a) => {
    const [func, dims, out] = [a.get('func'), a.get('in_dims'), a.number('out_dims')];
    return native('wrapped', '*args, **kwargs', (call, cx) => {
      const listed = dims.kind === 'tuple' || dims.kind === 'list' ? dims.items : call.rest.map(() => dims);
      const sizes: Dim[] = [];
      const args = call.rest.map((value, i) => without(value, listed[i] ?? NONE, sizes));
      const size = commonSize(sizes);
      if (size === undefined || out === undefined) return cx.unknown('the axis that vmap maps over is not known');
      return withAxis(cx.call(func, args, new Map(call.extra)), size, out);
    });
  },
);

/** `functional_call(module, parameters, args, kwargs)`: the module's forward pass with other parameters of the same shapes. */
const functionalCall = native(
  'functional_call',
  'module, parameter_and_buffer_dicts, args=None, kwargs=None, **rest',
  (a, cx) => {
    const given = a.get('args');
    const args = given.kind === 'none' ? [] : given.kind === 'tuple' ? given.items : [given];
    const names = a.get('kwargs');
    const kwargs = new Map<string, Value>();
    if (names.kind === 'dict')
      for (const { key, value } of names.entries.values()) if (key.kind === 'str') kwargs.set(key.value, value);
    return cx.call(a.get('module'), [...args], kwargs);
  },
);

/** A derivative by the first argument (or those that `argnums` names): as the argument, beside what else is asked for. */
const gradient = (name: string, withValue: boolean): NativeFunction =>
  native(name, 'func, argnums=0, has_aux=False', (a) =>
    native('wrapped', '*args, **kwargs', (call, cx) => {
      const output = cx.call(a.get('func'), call.rest, new Map(call.extra));
      const picked = a.get('argnums');
      const of = (index: Value): Value =>
        index.kind === 'int' && typeof index.value === 'number'
          ? (call.rest[index.value] ?? NONE)
          : cx.unknown('by what is derived');
      const grads = picked.kind === 'tuple' ? tuple(picked.items.map(of)) : of(picked);
      const auxiliary = a.truth('has_aux') === true && output.kind === 'tuple' ? output.items[1] : undefined;
      if (withValue) return tuple([grads, output]);
      return auxiliary ? tuple([grads, auxiliary]) : grads;
    }),
  );

/** The derivatives of every output by every input: the output's axes, then the input's. */
const jacobian = (name: string): NativeFunction =>
  native(name, 'func, argnums=0, *args, **kwargs', (a) =>
    native('wrapped', '*args, **kwargs', (call, cx) => {
      const output = cx.call(a.get('func'), call.rest, new Map(call.extra));
      const at = a.number('argnums');
      const input = at === undefined ? undefined : call.rest[at];
      return output.kind === 'tensor' && output.shape && input?.kind === 'tensor' && input.shape
        ? tensorOf([...output.shape, ...input.shape], output.dtype)
        : cx.unknown('the shape of a Jacobian');
    }),
  );

/** The second derivatives: the output's axes, then the input's twice. */
const hessian = native('hessian', 'func, argnums=0', (a) =>
  native('wrapped', '*args, **kwargs', (call, cx) => {
    const output = cx.call(a.get('func'), call.rest, new Map(call.extra));
    const at = a.number('argnums');
    const input = at === undefined ? undefined : call.rest[at];
    return output.kind === 'tensor' && output.shape && input?.kind === 'tensor' && input.shape
      ? tensorOf([...output.shape, ...input.shape, ...input.shape], output.dtype)
      : cx.unknown('the shape of a Jacobian');
  }),
);

/** Parameters and buffers of modules that are built alike, by name, each stacked along a new first axis. */
const stackModuleState = native('stack_module_state', 'models', (a, cx) => {
  const models = cx.sequence(a.get('models'));
  if (!models?.length) return cx.unknown('how many models are stacked is not known');
  const stacked = (members: string): Value => {
    const named: [string, Value][] = [];
    for (const pair of cx.sequence(cx.call(cx.getAttr(models[0], members), [])) ?? []) {
      const [name, tensor] = cx.sequence(pair) ?? [];
      if (name?.kind === 'str') named.push([name.value, withAxis(tensor, models.length, 0)]);
    }
    return dictOfNames(named);
  };
  return tuple([stacked('named_parameters'), stacked('named_buffers')]);
});

const func: Record<string, Value> = {
  vmap,
  hessian,
  stack_module_state: stackModuleState,
  functional_call: functionalCall,
  grad: gradient('grad', false),
  grad_and_value: gradient('grad_and_value', true),
  jacrev: jacobian('jacrev'),
  jacfwd: jacobian('jacfwd'),
  functionalize: wrapper('functionalize'),
  ...directional,
};

/** Attention whose scores a function changes: (…, L, E) with values (…, S, V) gives (…, L, V). */
const flexAttention = torchFunction(
  'flex_attention',
  'query, key, value, score_mod=None, block_mask=None, scale=None, enable_gqa=False, return_lse=False, *args, **kwargs',
  (a, cx) => {
    const [query, value] = [inputOf(a, 'query'), inputOf(a, 'value')];
    if (!query.shape || !value.shape) return cx.unknown('the shape of a query or value');
    return tensorOf([...query.shape.slice(0, -1), value.shape[value.shape.length - 1]], query.dtype);
  },
);

const backends = nativeClass('torch.nn.attention', 'SDPBackend', [types.object], {
  ...Object.fromEntries(
    ['MATH', 'FLASH_ATTENTION', 'EFFICIENT_ATTENTION', 'CUDNN_ATTENTION'].map((name, i) => [name, int(i)]),
  ),
});

const exportedProgram = nativeClass('torch.export', 'ExportedProgram', [types.object], {
  module: native('module', 'self', (a, cx) => cx.getAttr(a.get('self'), '_module')),
});

/** `torch.export.export(model, args)` runs the model once; `.module()` gives it back. */
const exportModel = native('export', 'mod, args=(), kwargs=None, *rest, **settings', (a, cx) => {
  const model = a.get('mod');
  cx.call(model, [...(cx.sequence(a.get('args')) ?? [])]);
  const program = new InstanceValue(exportedProgram);
  program.attrs.set('_module', model);
  return program;
});

export const transformModules: LibraryModule[] = [
  ...derivativeModules,
  { name: 'torch.func', attrs: func },
  { name: 'torch.nn.utils.stateless', attrs: { functional_call: functionalCall } },
  {
    name: 'torch.nn.attention',
    attrs: { SDPBackend: backends, sdpa_kernel: contextDecorator('torch.nn.attention', 'sdpa_kernel') },
  },
  {
    name: 'torch.nn.attention.flex_attention',
    attrs: {
      flex_attention: flexAttention,
      BlockMask: nativeClass('torch.nn.attention.flex_attention', 'BlockMask', [types.object]),
      create_block_mask: unknowable('create_block_mask', 'a mask of blocks'),
      create_mask: unknowable('create_mask', 'a mask of blocks'),
    },
  },
  {
    name: 'torch.export',
    attrs: { export: exportModel, ExportedProgram: exportedProgram, Dim: unknowable('Dim', 'a size that may vary') },
  },
];
