/**
 * `argparse`: `parse_args()` gives the declared defaults, which is what the program is without options. A required
 * argument is unknown and says by which option it comes.
 */
import type { Context } from '../../interpreter/context';
import { native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { programOptions } from '../../interpreter/openArguments';
import { types } from '../../interpreter/types';
import { ClassValue, FALSE, InstanceValue, NONE, TRUE, list, str, tuple, type Value } from '../../interpreter/values';
import { exceptions } from '../exceptions';
import { reprOf } from '../repr';
import { quiet, unknownCall } from './helpers';
import { said } from '../../../protocol/say';

const Namespace = nativeClass('argparse', 'Namespace', [types.object], {
  __init__: native('__init__', 'self, **kwargs', (a, cx) => {
    for (const [name, value] of a.extra) cx.setAttr(a.get('self'), name, value);
    return NONE;
  }),
  __repr__: native('__repr__', 'self', (a, cx) => {
    const self = a.get('self');
    const attrs = self.kind === 'instance' ? [...self.attrs] : [];
    return str(`Namespace(${attrs.map(([name, value]) => `${name}=${reprOf(cx, value)}`).join(', ')})`);
  }),
  __contains__: native('__contains__', 'self, key', (a) => {
    const [self, key] = [a.get('self'), a.str('key')];
    return self.kind === 'instance' && key !== undefined && self.attrs.has(key) ? TRUE : FALSE;
  }),
});

/** Declared arguments are (name, default) pairs in a list that groups and subparsers share with their parser. */
function declared(parser: Value): Value[] {
  const known = parser.kind === 'instance' ? parser.attrs.get('_defaults') : undefined;
  return known?.kind === 'list' ? known.items : [];
}

/** The attribute an argument is stored in: `dest`, else the first long option, else the first name. */
function destination(names: readonly string[], dest: string | undefined): string | undefined {
  const name = dest ?? names.find((n) => n.startsWith('--')) ?? names[0];
  return name?.replace(/^-+/, '').replaceAll('-', dest === undefined && name.startsWith('-') ? '_' : '-');
}

/** The value an argument has when the command line does not give it. */
function defaultOf(a: Bound, cx: Context, positional: boolean, name: string): Value {
  const action = a.extra.get('action');
  const kind = action?.kind === 'str' ? action.value : 'store';
  const value = a.extra.get('default');
  const optionalPositional = ['?', '*'].includes(textOf(a.extra.get('nargs')));
  const required = a.extra.get('required');
  if (!value && ((positional && !optionalPositional) || (required && cx.truth(required)))) {
    return cx.unknown(said`it is given on the command line as ${name}`);
  }
  if (!value) {
    if (kind === 'store_true') return FALSE;
    if (kind === 'store_false') return TRUE;
    return positional && textOf(a.extra.get('nargs')) === '*' ? list([]) : NONE;
  }
  // A default that is text passes through `type`, any other stands as it is (library/argparse.html#default).
  const type = a.extra.get('type');
  return value.kind === 'str' && type ? cx.call(type, [value]) : value;
}

const textOf = (value: Value | undefined): string => (value?.kind === 'str' ? value.value : '');

function addArgument(a: Bound, cx: Context): Value {
  const names = a.rest.map((value) => (value.kind === 'str' ? value.value : ''));
  const action = textOf(a.extra.get('action'));
  const dest = destination(names, textOf(a.extra.get('dest')) || undefined);
  const made = new InstanceValue(Action);
  if (dest === undefined || action === 'help' || action === 'version') return made;
  const positional = !names.some((name) => name.startsWith('-'));
  const value = defaultOf(a, cx, positional, names.find((n) => n.startsWith('--')) ?? names[0] ?? dest);
  made.attrs.set('dest', str(dest));
  made.attrs.set('default', value);
  setDefault(cx, a.get('self'), dest, value, false);
  return made;
}

const Action = nativeClass('argparse', 'Action', [types.object]);

function setDefault(cx: Context, parser: Value, dest: string, value: Value, replace: boolean): void {
  const known = parser.kind === 'instance' ? parser.attrs.get('_defaults') : undefined;
  if (known?.kind !== 'list') return;
  cx.touch(known);
  const at = known.items.findIndex((item) => item.kind === 'tuple' && textOf(item.items[0]) === dest);
  const entry = tuple([str(dest), value]);
  if (at < 0) known.items.push(entry);
  else if (replace) known.items[at] = entry;
}

/** The namespace of all defaults. A list of arguments given in the code makes every value open to it. */
function parse(a: Bound, cx: Context): Value {
  const given = a.isNone('args') ? undefined : cx.sequence(a.get('args'));
  const explicit = !a.isNone('args') && !(given && given.length === 0);
  const namespace = a.get('namespace');
  const result = namespace.kind === 'instance' ? namespace : new InstanceValue(Namespace);
  if (explicit && !given) return cx.unknown('the arguments that are parsed are not known');
  const words = given?.map(textOf) ?? [];
  if (!explicit) programOptions(cx).read = true;
  for (const item of declared(a.get('self'))) {
    if (item.kind !== 'tuple') continue;
    const name = textOf(item.items[0]);
    const mentioned = words.some(
      (word) => !word.startsWith('-') || word.replace(/^-+/, '').split('=')[0].replaceAll('-', '_') === name,
    );
    cx.setAttr(
      result,
      name,
      explicit && mentioned ? cx.unknown(said`it is parsed from ${reprOf(cx, a.get('args'))}`) : item.items[1],
    );
  }
  return result;
}

const Container = nativeClass('argparse', '_ActionsContainer', [types.object], {
  add_argument: native('add_argument', 'self, *names, **kwargs', addArgument),
  add_argument_group: native('add_argument_group', 'self, *args, **kwargs', (a) => a.get('self')),
  add_mutually_exclusive_group: native('add_mutually_exclusive_group', 'self, **kwargs', (a) => a.get('self')),
  set_defaults: native('set_defaults', 'self, **kwargs', (a, cx) => {
    for (const [name, value] of a.extra) setDefault(cx, a.get('self'), name, value, true);
    return NONE;
  }),
  get_default: native('get_default', 'self, dest', (a) => {
    const dest = a.str('dest');
    const entry = declared(a.get('self')).find((item) => item.kind === 'tuple' && textOf(item.items[0]) === dest);
    return entry?.kind === 'tuple' ? entry.items[1] : NONE;
  }),
});

/** Which subcommand runs is decided on the command line: each declares its options on a parser of its own. */
const SubParsers = nativeClass('argparse', '_SubParsersAction', [types.object], {
  add_parser: native('add_parser', 'self, name, **kwargs', (_a, cx) => cx.call(ArgumentParser)),
});

const ArgumentParser = nativeClass('argparse', 'ArgumentParser', [Container], {
  __init__: native('__init__', 'self, *args, **kwargs', (a, cx) => {
    cx.setAttr(a.get('self'), '_defaults', list([]));
    for (const parent of cx.sequence(a.extra.get('parents') ?? list([])) ?? []) {
      for (const item of declared(parent)) {
        if (item.kind === 'tuple') setDefault(cx, a.get('self'), textOf(item.items[0]), item.items[1], false);
      }
    }
    return NONE;
  }),
  add_subparsers: native('add_subparsers', 'self, **kwargs', (a, cx) => {
    const dest = a.extra.get('dest');
    if (dest?.kind === 'str')
      setDefault(cx, a.get('self'), dest.value, cx.unknown('the subcommand is given on the command line'), true);
    return new InstanceValue(SubParsers);
  }),
  parse_args: native('parse_args', 'self, args=None, namespace=None', parse),
  parse_known_args: native('parse_known_args', 'self, args=None, namespace=None', (a, cx) =>
    tuple([parse(a, cx), list([])]),
  ),
  print_help: quiet('print_help'),
  print_usage: quiet('print_usage'),
  format_help: unknownCall('format_help', 'the help text of the program'),
  error: native('error', 'self, message', (_a, cx) => cx.unknown('the program ends with a usage error')),
});

export const argparseModule: LibraryModule = {
  name: 'argparse',
  attrs: {
    ArgumentParser,
    Namespace,
    Action,
    BooleanOptionalAction: str('BooleanOptionalAction'),
    REMAINDER: str('...'),
    SUPPRESS: str('==SUPPRESS=='),
    ONE_OR_MORE: str('+'),
    ZERO_OR_MORE: str('*'),
    OPTIONAL: str('?'),
    ...Object.fromEntries(
      'HelpFormatter ArgumentDefaultsHelpFormatter RawTextHelpFormatter RawDescriptionHelpFormatter MetavarTypeHelpFormatter'
        .split(' ')
        .map((name) => [name, nativeClass('argparse', name, [types.object])]),
    ),
    ArgumentTypeError: new ClassValue('ArgumentTypeError', [exceptions.Exception], {}, 'argparse'),
  },
};
