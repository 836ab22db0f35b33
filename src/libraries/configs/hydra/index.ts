/** `hydra` 1.3: `main` is called with the configuration that lies with the program. */
import { quiet, unknownCall } from '../../../python/builtins/stdlib/helpers';
import { manager } from '../../../python/builtins/stdlib/context';
import type { Context } from '../../../python/interpreter/context';
import { getter, native, nativeClass, staticMethod, type LibraryModule } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { FunctionValue, InstanceValue, NONE, TRUE, str, type Value } from '../../../python/interpreter/values';
import { setFlag } from '../omegaconf/classes';
import { compose, stored } from './compose';
import { instantiate, objectAt } from './instantiate';

const folderOf = (file: string | undefined): string => file?.replace(/[^/]*$/, '') ?? '';

/** The folder that a path names in a file; undefined where none is searched. */
function searched(path: Value, file: string | undefined): string | undefined {
  if (path.kind !== 'str') return undefined;
  const joined = path.value.startsWith('/') ? path.value : `${folderOf(file)}${path.value}`;
  return joined.replace(/\/+$/, '') || '.';
}

function configuration(cx: Context, folder: string | undefined, name: Value, options: readonly Value[] = []): Value {
  if (name.kind !== 'str') return cx.unknown('which configuration is used is not known');
  const made = compose(cx, folder, name.value, options);
  if (made.kind === 'dict') setFlag(cx, made, 'struct', TRUE);
  return made;
}

/** Without an argument, what is decorated is called with the configuration; with one, it is the configuration. */
const main = native('main', "config_path=None, config_name=None, version_base='1.1', strict=None", (a) => {
  const [path, name] = [a.get('config_path'), a.get('config_name')];
  return native('main_decorator', 'task_function', (b) => {
    const fn = b.get('task_function');
    const file = fn instanceof FunctionValue ? fn.site.file : undefined;
    return native('decorated_main', 'cfg_passthrough=None', (c, inner) => {
      if (!c.isNone('cfg_passthrough')) return inner.call(fn, [c.get('cfg_passthrough')]);
      inner.call(fn, [configuration(inner, ...placeOf(path, name, file))]);
      return NONE;
    });
  });
});

/** Old programs give the path of the file itself as `config_path`. */
function placeOf(path: Value, name: Value, file: string | undefined): [folder: string | undefined, name: Value] {
  if (name.kind !== 'none' || path.kind !== 'str' || !/\.ya?ml$/.test(path.value)) return [searched(path, file), name];
  const folder = path.value.includes('/') ? path.value.replace(/\/[^/]*$/, '') : '.';
  return [searched(str(folder), file), str(path.value.replace(/^.*\//, ''))];
}

const initialized = (cx: Context): { folder?: string } => cx.session('hydra', () => ({}));

const starts = (name: string, signature: string, argument: string): Value =>
  native(name, signature, (a, cx) => {
    initialized(cx).folder = searched(a.get(argument), cx.currentModule?.file);
    return manager(NONE);
  });

const top: Record<string, Value> = {
  main,
  initialize: starts(
    'initialize',
    'config_path=None, job_name=None, caller_stack_depth=1, version_base=None',
    'config_path',
  ),
  initialize_config_dir: starts('initialize_config_dir', 'config_dir, job_name=None, version_base=None', 'config_dir'),
  compose: native('compose', 'config_name=None, overrides=(), return_hydra_config=False, strict=None', (a, cx) => {
    const options = cx.sequence(a.get('overrides'));
    return options
      ? configuration(cx, initialized(cx).folder, a.get('config_name'), options)
      : cx.unknown('the options that are merged are not known');
  }),
};

const instantiation = native('instantiate', 'config, *args, **kwargs', (a, cx) =>
  instantiate(cx, a.get('config'), a.rest, a.extra),
);
const object = (name: string): Value => native(name, 'path', (a, cx) => objectAt(cx, a.get('path')));
const utils: Record<string, Value> = {
  instantiate: instantiation,
  call: instantiation,
  get_class: object('get_class'),
  get_method: object('get_method'),
  get_object: object('get_object'),
  get_original_cwd: unknownCall('get_original_cwd', 'the folder that the program is started in'),
  to_absolute_path: unknownCall('to_absolute_path', 'the folder that the program is started in'),
};

/** Keeps configurations by name and group, for files and options to choose them. */
const configStore = nativeClass('hydra.core.config_store', 'ConfigStore', [types.object], {
  instance: staticMethod(native('instance', '*args', () => new InstanceValue(configStore))),
  store: native('store', 'self, name, node, group=None, package=None, provider=None', (a, cx) => {
    const [name, group] = [a.str('name'), a.str('group')];
    if (name !== undefined)
      stored(cx).set([group, name.replace(/\.yaml$/, '')].filter(Boolean).join('/'), a.get('node'));
    return NONE;
  }),
  repo: getter('repo', (_self, cx) => cx.unknown('what is stored for Hydra')),
});

const hydraConfig = nativeClass('hydra.core.hydra_config', 'HydraConfig', [types.object], {
  get: staticMethod(unknownCall('get', 'the settings of Hydra itself')),
  instance: staticMethod(unknownCall('instance', 'the settings of Hydra itself')),
  initialized: staticMethod(unknownCall('initialized', 'the settings of Hydra itself')),
});
const globalHydra = nativeClass('hydra.core.global_hydra', 'GlobalHydra', [types.object], {
  instance: staticMethod(native('instance', '*args', () => new InstanceValue(globalHydra))),
  clear: quiet('clear'),
  is_initialized: unknownCall('is_initialized', 'the settings of Hydra itself'),
});

export const hydraModules: LibraryModule[] = [
  { name: 'hydra', attrs: top },
  { name: 'hydra.utils', attrs: utils },
  { name: 'hydra.core', attrs: {} },
  { name: 'hydra.core.config_store', attrs: { ConfigStore: configStore } },
  { name: 'hydra.core.hydra_config', attrs: { HydraConfig: hydraConfig } },
  { name: 'hydra.core.global_hydra', attrs: { GlobalHydra: globalHydra } },
  { name: 'hydra.experimental', attrs: top },
];
