/**
 * Flags of a program's command line (`tf.app.flags`, `tf.flags`, `absl.flags`). A flag has its default, which is what the
 * program runs with when it is started without arguments, as with `argparse`.
 */
import { native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { Context } from '../../python/interpreter/context';
import { InstanceValue, NONE, list, str, type Value } from '../../python/interpreter/values';
import { loggingFunctions } from './functions';
import { said } from '../../protocol/say';

const storeClass = nativeClass('absl.flags', 'FlagHolder', [types.object]);

/** The flags defined so far, as attributes: one object for all modules of the program. */
const storeOf = (cx: Context): InstanceValue => cx.session('absl.flags', () => new InstanceValue(storeClass));

function setFlag(cx: Context, name: string, value: Value): void {
  const store = storeOf(cx);
  cx.touch(store);
  store.attrs.set(name, value);
}

const flagValues = nativeClass('absl.flags', 'FlagValues', [types.object], {
  __getattr__: native('__getattr__', 'self, name', (a, cx) => {
    const name = a.str('name') ?? '?';
    return storeOf(cx).attrs.get(name) ?? cx.unknown(said`the flag ${name} is not defined here`);
  }),
  __setattr__: native('__setattr__', 'self, name, value', (a, cx) => {
    setFlag(cx, a.str('name') ?? '?', a.get('value'));
    return NONE;
  }),
  __getitem__: native('__getitem__', 'self, name', (_a, cx) => cx.unknown('a flag with all that is declared of it')),
  __call__: native('__call__', 'self, argv=None, known_only=False', () => list([str('main')])),
  flag_values_dict: native('flag_values_dict', 'self', (_a, cx) => cx.unknown('the flags of the program')),
  _parse_flags: native('_parse_flags', 'self, args=None', () => NONE),
  is_parsed: native('is_parsed', 'self', (_a, cx) => cx.unknown('it depends on how the program is started')),
});

/** `DEFINE_integer('batch_size', 128, 'Number of images.')`. */
function define(kind: string): Value {
  const first = kind === 'enum_class' || kind === 'multi_enum' || kind === 'enum' ? ', enum_values=None' : '';
  const signature = `name, default=None${first}, help=None, *args, default_value=None, docstring=None, flag_name=None, **kwargs`;
  return native(`DEFINE_${kind}`, signature, (a, cx) => {
    const name = a.str('name') ?? '?';
    const value = a.has('default_value') ? a.get('default_value') : a.get('default');
    setFlag(cx, name, value);
    return NONE;
  });
}

const KINDS = ['string', 'integer', 'float', 'boolean', 'bool', 'enum', 'enum_class', 'list', 'spaceseplist'];
const MULTIPLE = ['multi_string', 'multi_integer', 'multi_float', 'multi_enum'];

const nothing = (name: string): Value => native(name, '*args, **kwargs', () => NONE);

export const flagFunctions: Record<string, Value> = {
  FLAGS: new InstanceValue(flagValues),
  ...Object.fromEntries([...KINDS, ...MULTIPLE].map((kind) => [`DEFINE_${kind}`, define(kind)])),
  ...Object.fromEntries(
    [
      'mark_flag_as_required',
      'mark_flags_as_required',
      'register_validator',
      'declare_key_flag',
      'adopt_module_key_flags',
    ].map((name) => [name, nothing(name)]),
  ),
};

/** `app.run(main)` calls the program's `main` with the arguments that are no flags. */
export const appFunctions: Record<string, Value> = {
  run: native('run', 'main=None, argv=None, **kwargs', (a, cx) => {
    const main = a.isNone('main') ? cx.currentModule && cx.findAttr(cx.currentModule, 'main') : a.get('main');
    return main ? cx.call(main, [list([str('main')])]) : NONE;
  }),
  UsageError: types.object,
};

/** `absl`, on which TensorFlow's flags are built. */
export const abslModules: LibraryModule[] = [
  { name: 'absl', attrs: {} },
  { name: 'absl.flags', attrs: flagFunctions },
  { name: 'absl.app', attrs: appFunctions },
  { name: 'absl.logging', attrs: loggingFunctions },
];
