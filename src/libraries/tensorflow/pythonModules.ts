/** `tensorflow.python.*`: where the functions really stand. Programs import some of them from there. */
import { native, type LibraryModule } from '../../python/interpreter/native';
import { NONE, type Value } from '../../python/interpreter/values';

type Table = Readonly<Record<string, Value>>;

/** Modules of `tensorflow.python.ops` that only hold functions which the root module has as well. */
const OF_ROOT = [
  'array_ops',
  'math_ops',
  'control_flow_ops',
  'check_ops',
  'random_ops',
  'init_ops',
  'variable_scope',
  'variables',
  'state_ops',
  'clip_ops',
  'functional_ops',
  'sparse_ops',
  'parsing_ops',
  'io_ops',
  'data_flow_ops',
  'script_ops',
  'gen_math_ops',
  'gen_array_ops',
  'linalg_ops',
  'logging_ops',
  'string_ops',
  'gradients',
  'gradients_impl',
  'resource_variable_ops',
];

/** What modules say about their names; `make_all` lists those that have documentation, which counts for `import *` alone. */
const publicNames: Table = {
  make_all: native('make_all', 'module_name, doc_string_modules=None', (_a, cx) => cx.unknown('the names of a module')),
  remove_undocumented: native('remove_undocumented', '*args, **kwargs', () => NONE),
};

/**
 * The modules, made of the root module's table and those of its parts.
 * @param parts tables by their names below the root, such as `nn` and `nn.rnn_cell`
 */
export function pythonModules(root: Table, parts: Readonly<Record<string, Table>>): LibraryModule[] {
  const initializers = { ...root, ...parts.initializers };
  const modules: Record<string, Table> = {
    '': {},
    ops: {},
    framework: {},
    training: {},
    platform: {},
    ...Object.fromEntries(OF_ROOT.map((name) => [`ops.${name}`, name === 'init_ops' ? initializers : root])),
    'ops.nn': parts.nn,
    'ops.nn_ops': parts.nn,
    'ops.nn_impl': parts.nn,
    'ops.gen_nn_ops': parts.nn,
    'ops.image_ops': parts.image,
    'ops.rnn_cell': parts['nn.rnn_cell'],
    'ops.rnn_cell_impl': parts['nn.rnn_cell'],
    'ops.rnn': parts.nn,
    'framework.ops': root,
    'framework.dtypes': root,
    'framework.tensor_shape': root,
    'framework.constant_op': root,
    'training.moving_averages': {},
    util: {},
    'util.all_util': publicNames,
    'platform.gfile': parts.gfile,
    'platform.flags': parts.flags,
    'platform.app': parts.app,
    'platform.tf_logging': parts.logging,
  };
  return Object.entries(modules).map(([name, attrs]) => ({
    name: name ? `tensorflow.python.${name}` : 'tensorflow.python',
    attrs: { ...attrs },
  }));
}
