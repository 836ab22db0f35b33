import operator as op
print(op.add(1, 2), op.mul(3, 4), op.itemgetter(1)([5, 6]), op.itemgetter('a', 'b')({'a': 1, 'b': 2}), op.attrgetter('real')(3), op.methodcaller('upper')('a'), op.lt(1, 2), op.not_(0), op.contains([1], 1), op.neg(3), op.truth([]), op.getitem([1, 2], 1), sorted([(1, 'b'), (0, 'c')], key=op.itemgetter(1)), op.iadd(1, 2), op.floordiv(7, 2), op.is_(None, None))
# ---
import contextlib
@contextlib.contextmanager
def cm(x):
    yield x + 1
with cm(1) as v:
    print(v)
with contextlib.suppress(ValueError, KeyError):
    raise KeyError('a')
print('after')
with contextlib.nullcontext(5) as n:
    print(n)
with contextlib.ExitStack() as stack:
    a = stack.enter_context(cm(10)); stack.callback(print, 'bye'); print(a)
print('end')
# ---
import abc
from abc import ABC, abstractmethod, ABCMeta
class A(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def p(self): ...
class B(A):
    def f(self): return 'f'
    @property
    def p(self): return 'p'
print(B().f(), B().p, isinstance(B(), A))
class C(metaclass=ABCMeta):
    def g(self): return 'g'
print(C().g())
# ---
import warnings, logging
warnings.warn('x'); warnings.filterwarnings('ignore')
logging.basicConfig(level=logging.INFO); log = logging.getLogger(__name__); log.debug('hi %s', 1); print(logging.INFO, log.name)
with warnings.catch_warnings():
    warnings.simplefilter('ignore'); print('in')
# ---
import sys
print(sys.version_info >= (3, 6), sys.version_info[0], sys.version_info.major, sys.version_info[:1] == (3,), sys.byteorder)
sys.stdout.write('hello\n'); print('err', file=sys.stderr)
if sys.version_info < (3,): text = unicode
else: text = str
print(text('a'), isinstance(sys.path, list), isinstance(sys.argv, list))
sys.exit(3)
# ---
import types
n = types.SimpleNamespace(a=1, b='x'); n.c = 2; print(n, n.a, n == types.SimpleNamespace(a=1, b='x', c=2), vars(n))
def f(self): return self.a
n.m = types.MethodType(f, n); print(n.m(), isinstance(f, types.FunctionType), isinstance(lambda: 0, types.LambdaType), isinstance(n.m, types.MethodType), isinstance(sys if False else types, types.ModuleType))
# ---
import os, os.path as osp
print(os.path.join('a', 'b', 'c.py'), os.path.join('a', '/b'), os.path.join('a/', 'b'), os.path.basename('/x/y.txt'), os.path.dirname('/x/y.txt'), os.path.splitext('a/b.tar.gz'), os.path.splitext('.bashrc'), os.path.split('/a/b'), osp.normpath('a/../b/./c'), os.path.isabs('/a'), os.sep, os.linesep == '\n')
# ---
from pathlib import Path
p = Path('a') / 'b' / 'c.tar.gz'; print(p, p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parts, p.with_suffix('.x'), p.with_name('d'), Path('a', 'b') == Path('a/b'), str(Path('/x/../y')), Path('.') / 'q', p.parent.parent, 'z' / Path('y'), repr(Path('a//b/')), Path('/a/b').relative_to('/a'), Path('a').joinpath('b', 'c'), Path('/a').is_absolute(), list(map(str, Path('/a/b').parents)), f'{p}', p.as_posix(), isinstance(p, Path))
# ---
import json
print(json.loads('{"a": [1, 2.0, null, true, "x\\u00e9"], "b": {"c": -1e3}}'), json.dumps({'a': [1, 2.5, None, True, 'é'], 1: (2,)}), json.dumps([1, {'b': 2, 'a': 1}], indent=2, sort_keys=True), json.dumps({'a': 1}, separators=(',', ':')), json.dumps([]), json.dumps('a"b\n'), json.dumps({'e': {}}, indent=4), json.dumps('é', ensure_ascii=False))
# ---
import json
json.dumps({1, 2})
# ---
import re
m = re.match(r'(\w+)-(?P<n>\d+)', 'abc-42 rest'); print(m.group(), m.group(1), m.group('n'), m.groups(), m.groupdict(), m.start(), m.end(2), m.span(), m[1], bool(m), m)
print(re.search('b+', 'aabbb').group(), re.match('b', 'ab'), re.fullmatch(r'\d+', '123') is not None, re.fullmatch(r'\d+', '123a'), re.findall(r'\d+', 'a1b22'), re.findall(r'(\w)(\d)', 'a1 b2'), re.split(r'[,;]\s*', 'a, b;c'), re.split(r'(,)', 'a,b'), re.sub(r'\d', '#', 'a1b2'), re.sub(r'(\w)(\d)', r'\2\1', 'a1 b2'), re.sub('a', lambda m: m.group().upper(), 'banana', count=2), re.subn('a', 'b', 'aa'), [x.group() for x in re.finditer('a.', 'abac')])
p = re.compile(r'^x', re.M | re.I); print(p.findall('x\nX\ny'), p.pattern, p.sub('-', 'xa'), re.escape('a.b*c'), re.sub(r'(?P<a>x)', r'<\g<a>>', 'axb'), re.compile(r'layer(\d+)\.').match('layer12.conv').group(1), re.search(r'(a)|(b)', 'b').groups())
# ---
import string, textwrap
print(string.ascii_lowercase[:5], string.digits, string.Template('$a ${b} $$').substitute(a=1, b='x'), repr(textwrap.dedent('  a\n    b\n')), textwrap.indent('a\nb', '> '), textwrap.wrap('aaa bbb ccc', 7), textwrap.fill('aaa bbb ccc', 7), string.capwords('hello world'))
# ---
import argparse
ap = argparse.ArgumentParser(description='x')
ap.add_argument('--width', type=int, default=64)
ap.add_argument('-v', '--verbose', action='store_true')
ap.add_argument('--no-x', dest='x', action='store_false')
ap.add_argument('--lr', type=float, default='0.1')
ap.add_argument('--name')
ap.add_argument('--data-dir', default='d')
ap.add_argument('files', nargs='*')
g = ap.add_argument_group('g'); g.add_argument('--depth', default=3)
ap.set_defaults(extra=5)
a = ap.parse_args([]); print(a.width, a.verbose, a.x, a.lr, a.name, a.data_dir, a.files, a.depth, a.extra, vars(a)['width'], 'width' in a)
print(ap.parse_known_args([])[0].width, argparse.Namespace(a=1, b='q'))
# ---
import inspect
def f(a, b=1, *c, d=2, **e): pass
s = inspect.signature(f); print(list(s.parameters), s.parameters['b'].default, s.parameters['a'].default is inspect.Parameter.empty, 'd' in s.parameters, inspect.isclass(int), inspect.isfunction(f), inspect.isfunction(len), [p.kind == p.VAR_KEYWORD for p in s.parameters.values()])
class A:
    def __init__(self, x, y=2): pass
    def m(self): pass
print(list(inspect.signature(A).parameters), list(inspect.signature(A(1).m).parameters), inspect.getfullargspec(A.__init__).args, inspect.ismethod(A(1).m), [n for n, _ in inspect.getmembers(A, inspect.isfunction)])
# ---
import bisect, heapq, statistics
l = [1, 3, 5]; print(bisect.bisect(l, 3), bisect.bisect_left(l, 3)); bisect.insort(l, 4); print(l)
h = []
for x in (5, 1, 3): heapq.heappush(h, x)
print(heapq.heappop(h), heapq.heappop(h), heapq.nlargest(2, [1, 5, 3]), heapq.nsmallest(2, [(2, 'b'), (1, 'a')]))
print(statistics.mean([1, 2, 3]), statistics.mean([1, 2]), statistics.median([3, 1, 2]), statistics.stdev([1, 2, 3]), statistics.pvariance([1, 1]))
# ---
import unittest
class T(unittest.TestCase):
    def test(self):
        self.assertEqual(1, 1)
        with self.assertRaises(ValueError):
            raise ValueError('x')
        return 'done'
print(T('test').test())
# ---
import random, time, math
random.seed(0); x = random.random(); t = time.time(); print(random.choice([7, 7]), random.randint(3, 3), len(random.sample([1, 2, 3], 2)), isinstance(x, float), isinstance(t, float))
# ---
import importlib
m = importlib.import_module('math'); print(m.sqrt(4), __import__('math').pi)
from importlib import import_module
print(import_module('os.path').join('a', 'b'))
# ---
import io, pprint
s = io.StringIO(); print('a', 1, file=s); s.write('x'); print(repr(s.getvalue())); pprint.pprint({'a': [1]}); print(pprint.pformat((1,)))
# ---
import threading, weakref, gc, atexit, traceback, platform, uuid, hashlib, glob, shutil, subprocess, tempfile, multiprocessing, queue, datetime, numbers
lock = threading.Lock()
with lock: print('locked')
class A: pass
a = A(); print(weakref.ref(a)() is a, isinstance(3, numbers.Number), isinstance(3.5, numbers.Integral), isinstance('a', numbers.Number), datetime.timedelta(minutes=2).total_seconds(), gc.collect() >= 0)
# ---
import sys
try:
    sys.exit('bye')
except SystemExit as e:
    print('exit', e.code)
try:
    raise RuntimeError('a') from ValueError('b')
except RuntimeError as e:
    print(e)
try:
    [][0]
except (IndexError, KeyError) as e:
    print(type(e), e, isinstance(e, LookupError))
finally:
    print('finally')
# ---
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as ex: print(list(ex.map(lambda x: x * 2, [1, 2])), ex.submit(pow, 2, 3).result())
# ---
import fnmatch, ast, keyword, shlex, builtins
print(fnmatch.fnmatch('layer1.conv', 'layer?.*'), fnmatch.filter(['a.py', 'b.txt'], '*.py'), fnmatch.fnmatch('a', '[!a]'), ast.literal_eval("{'a': [1, -2.5, (None, True)], 'b': {1}}"), keyword.iskeyword('for'), builtins.len([1]), builtins.max is max)

# ---
# paths in order
from pathlib import Path
print([p.as_posix() for p in sorted([Path('b'), Path('a/c'), Path('a'), Path('a.b')])])
print(Path('a') < Path('a/b'), Path('a/b') >= Path('a'), Path('b') <= Path('a'))
