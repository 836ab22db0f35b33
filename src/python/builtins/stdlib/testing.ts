/** `unittest` and `pytest`: test code is model code too; assertions evaluate their arguments and pass. */
import { native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { FALSE, InstanceValue, NONE, TRUE, type ClassValue, type Value } from '../../interpreter/values';
import { exceptionOf, exceptions } from '../exceptions';
import { passThrough, quiet, unknownCall } from './helpers';

/** The context of `pytest.raises`: the exception that is expected ends the block. */
const Raises: ClassValue = nativeClass('pytest', 'RaisesContext', [types.object], {
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, exctype=None, value=None, traceback=None', (a) =>
    a.get('exctype').kind === 'none' ? FALSE : TRUE,
  ),
  value: NONE,
});

const raises = native('raises', '*args, **kwargs', () => new InstanceValue(Raises));

const ASSERTIONS =
  'assertEqual assertNotEqual assertTrue assertFalse assertIs assertIsNot assertIsNone assertIsNotNone assertIn ' +
  'assertNotIn assertIsInstance assertNotIsInstance assertAlmostEqual assertNotAlmostEqual assertGreater ' +
  'assertGreaterEqual assertLess assertLessEqual assertListEqual assertTupleEqual assertDictEqual assertSetEqual ' +
  'assertSequenceEqual assertCountEqual assertRegex setUp tearDown addCleanup';

/** What ends a test where it stands. */
const SkipTest = nativeClass('unittest.case', 'SkipTest', [exceptions.Exception]);

const TestCase = nativeClass('unittest', 'TestCase', [types.object], {
  ...Object.fromEntries(ASSERTIONS.split(' ').map((name) => [name, quiet(name)])),
  skipTest: native('skipTest', 'self, reason', (a, cx) => {
    throw exceptionOf(cx, SkipTest, [a.get('reason')]);
  }),
  fail: native('fail', 'self, msg=None', (a, cx) => {
    throw exceptionOf(cx, exceptions.AssertionError, [a.get('msg')]);
  }),
  assertRaises: raises,
  assertRaisesRegex: raises,
  assertWarns: raises,
  subTest: native('subTest', 'self, *args, **kwargs', () => new InstanceValue(SubTest)),
});
const SubTest: ClassValue = nativeClass('unittest', 'SubTest', [types.object], {
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *exc', () => FALSE),
});

/** A decorator with or without arguments that leaves the function alone. */
function marker(name: string): Value {
  return native(name, '*args, **kwargs', (a) => {
    const [first] = a.rest;
    const bare = a.rest.length === 1 && a.extra.size === 0 && (first.kind === 'function' || first.kind === 'class');
    return bare ? first : passThrough(name);
  });
}

/** `pytest.mark.anything`. */
const Marks = nativeClass('pytest', 'MarkGenerator', [types.object]);
Marks.hooks.getAttr = (_cx, _self, name) => (name.startsWith('__') ? undefined : marker(name));

export const testingModules: LibraryModule[] = [
  {
    name: 'unittest',
    attrs: {
      TestCase,
      SkipTest,
      main: quiet('main'),
      skip: marker('skip'),
      skipIf: native('skipIf', 'condition, reason=None', () => passThrough('skipIf')),
      skipUnless: native('skipUnless', 'condition, reason=None', () => passThrough('skipUnless')),
      expectedFailure: passThrough('expectedFailure'),
    },
  },
  {
    name: 'unittest.mock',
    attrs: Object.fromEntries(
      'Mock MagicMock patch call ANY'.split(' ').map((name) => [name, unknownCall(name, 'it is a mock object')]),
    ),
  },
  {
    name: 'pytest',
    attrs: {
      raises,
      warns: raises,
      mark: new InstanceValue(Marks),
      fixture: marker('fixture'),
      param: native('param', '*values, **kwargs', (a) => a.rest[0] ?? NONE),
      approx: native('approx', 'expected, **kwargs', (a) => a.get('expected')),
      skip: quiet('skip'),
      importorskip: native('importorskip', 'modname, **kwargs', (a, cx) => cx.importModule(a.str('modname') ?? '')),
    },
  },
];
