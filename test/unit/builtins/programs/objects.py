class A:
    x = 1
    def __init__(self, y=2):
        self.y = y
    def __repr__(self):
        return f'A({self.y})'
a = A(5)
print(a, [a], getattr(a, 'x'), getattr(a, 'z', None), hasattr(a, 'y'), hasattr(a, 'q'), vars(a), callable(A), callable(a), isinstance(a, A), type(a).__name__, A.__name__, a.__class__ is A, a.__dict__)
setattr(a, 'z', 9); print(a.z); delattr(a, 'z'); print(hasattr(a, 'z')); print(str(A), type(A), A.__mro__)
# ---
class A: pass
A().foo
# ---
class A: pass
A(1)
# ---
class A:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return self.x == o.x
    def __hash__(self): return hash(self.x)
    def __lt__(self, o): return self.x < o.x
    def __bool__(self): return self.x > 0
    def __len__(self): return self.x
    def __call__(self, *a, **k): return a, k
    def __getitem__(self, i): return i
    def __contains__(self, i): return i == self.x
    def __add__(self, o): return A(self.x + (o.x if isinstance(o, A) else o))
    __radd__ = __add__
    def __neg__(self): return A(-self.x)
    def __abs__(self): return 'abs'
    def __int__(self): return self.x
    def __float__(self): return float(self.x)
    def __index__(self): return self.x
    def __round__(self, n=None): return ('round', n)
    def __iter__(self): return iter(range(self.x))
    def __reversed__(self): return iter('rev')
a = A(3)
print(a == A(3), a != A(4), {a: 1}[A(3)], a < A(4), bool(A(0)), len(a), a(1, k=2), a[1:2], a['k'], 3 in a, (a + 1).x, (1 + a).x, (-a).x, abs(a), int(a), float(a), [10, 20, 30, 40][a], round(a), round(a, 1), list(a), list(reversed(a)), sum([A(1), A(2)]).x, max(A(1), A(5)).x, sorted([A(2), A(1)])[0].x, range(a), hex(a))
# ---
class P:
    def __init__(self): self._x = 1
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = v * 2
    @staticmethod
    def s(a): return a + 1
    @classmethod
    def c(cls, a): return cls.__name__, a
    y = property(lambda self: 'y')
p = P(); p.x = 5; print(p.x, P.s(1), p.s(2), P.c(3), p.c(4), p.y)
p.y = 1
# ---
class Base:
    def __init__(self, a, **kw):
        super().__init__(**kw); self.a = a
    def hi(self): return 'base'
class M:
    def __init__(self, b=0, **kw):
        super().__init__(**kw); self.b = b
class C(Base, M):
    def __init__(self, c, **kw):
        super().__init__(**kw); self.c = c
    def hi(self): return 'c+' + super().hi() + super(C, self).hi()
c = C(c=1, a=2, b=3); print(c.a, c.b, c.c, c.hi(), [k.__name__ for k in C.__mro__], issubclass(C, M))
# ---
class S:
    _i = None
    def __new__(cls, *a):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
print(S() is S())
# ---
X = type('X', (object,), {'v': 3, 'f': lambda self: self.v}); print(X().f(), X.__name__, isinstance(X(), X))
# ---
class Meta(Exception):
    def __init__(self, code): super().__init__('msg', code); self.code = code
try:
    raise Meta(3)
except Meta as e:
    print(e, e.code, e.args, repr(e), isinstance(e, Exception))
# ---
for f in (lambda: 1 / 0, lambda: [][1], lambda: {}['x'], lambda: int('q'), lambda: None.x, lambda: undefined, lambda: 'a' + 1, lambda: (1, 2)[5], lambda: len(5), lambda: next(iter([])), lambda: [1, 2].foo, lambda: 5(), lambda: {}[[]], lambda: abs('a'), lambda: sum(['a']), lambda: ord('ab'), lambda: chr(-1), lambda: list(5), lambda: dict([1]), lambda: zip(1), lambda: round('a'), lambda: float([]), lambda: int([]), lambda: iter(5), lambda: range('a'), lambda: isinstance(1, 1), lambda: ''.join(5), lambda: set([[]]), lambda: max(1), lambda: int(float('nan')), lambda: 2 < 'a', lambda: -'a', lambda: open):
    try:
        f(); print('fine')
    except Exception as e:
        print(type(e).__name__, e)
# ---
raise ValueError
# ---
raise ValueError('a', 1)
# ---
raise NotImplementedError('later')
# ---
class A:
    def __setattr__(self, k, v):
        object.__setattr__(self, k, v * 2)
    def __getattr__(self, k):
        return 'no ' + k
a = A(); a.x = 4; print(a.x, a.y)
# ---
class A:
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw); cls.reg = cls.__name__.lower()
class B(A): pass
print(B.reg)
# ---
print(NotImplemented, ..., Ellipsis, None, type(None), type(...), print is print, [print][0] is print, __debug__, __name__)
# ---
def f(a, b=1, *c, d, e=2, **g): return a, b, c, d, e, g
print(f(1, d=4), f(1, 2, 3, 4, d=5, z=6), f(*[1, 2], **{'d': 3}))
# ---
def f(a): pass
f(b=1)
# ---
print(id(1) == id(1), hash(None) == hash(None), repr(type), repr(int), repr(len), dir([])[:1] != [], ascii('x'), format(3.5, '.2f'), format('a', '>3'))
# ---
class A:
    __slots__ = ('a',)
    def __init__(self): self.a = 1
    def __enter__(self): return self
    def __exit__(self, *a): print('exit', a[0]); return True
with A() as x:
    print(x.a)
    raise ValueError('swallowed')
print('after')
# ---
def g():
    x = yield 1
    yield from [2, 3]
    return 4
print(list(g()), sum(g()), [*g()], dict(a=1, **{'b': 2}))
# ---
print(*[1, 2], sep='-', end='!\n'); print(); print(1, 'a', [1, 'a'], None, 2.0, sep=', ')
import sys; print('err', file=sys.stderr)
# ---
class F:
    def __class_getitem__(cls, k): return ('got', k)
print(F[int], list[int] is not None)
# ---
class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return NotImplemented
    def __radd__(self, o): return ('radd', o)
    def __iadd__(self, o): self.x += o; return self
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __repr__(self): return f'V({self.x!r})'
    def __matmul__(self, o): return 'mat'
    def __getattr__(self, n):
        if n.startswith('no'): raise AttributeError(n)
        return n
v = V(1); v += 4
print(v, 3 + v, [1] + [v], v == V(5), v != V(5), v in [V(5)], [V(5)].index(v), v @ 1, v.foo, getattr(v, 'nope', 'dflt'), hasattr(v, 'nope'), hasattr(v, 'yes'), 'a' + V(2), [0] + V(2))
try:
    {v: 1}
except TypeError as e:
    print(e)
try:
    v + 1
except TypeError as e:
    print(e)
# ---
class D:
    def __get__(self, obj, owner): return ('get', obj is not None)
    def __set_name__(self, owner, name): self.n = name
class K:
    d = D()
print(K().d, K.__dict__['d'].n)
# ---
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
c = counter(); c(); print(c(5), c.__name__, counter.__name__, (lambda: 0).__name__)
def f(*args, sep=' ', **kw): return args, sep, kw
f.tag = 'x'; print(f.tag, f(*'ab', **{'sep': '-', 'k': 1}), f.__name__)
# ---
class A:
    items = []
    count = 0
    def __init__(self): A.count += 1; self.items.append(A.count)
A(); A(); print(A.items, A.count, A().items is A.items, A.__name__, A.__module__, A.__qualname__)
class B(A):
    def __init__(self, *a, **k): super().__init__(*a, **k); self.k = 'k'
print(B().k, B.__bases__, B.__mro__[1] is A, issubclass(B, (int, A)), isinstance(B(), object))
# ---
print(*map(lambda f: f(3), [float, str, bool, complex, lambda x: -x]), list(map(int, ['1', '2'])), sorted(map(abs, [-3, 1])), bool([]), bool('a'), bool(0.0), bool(None))
print(b'%s-%d' % (b'a', 3), bytes(3), b'ab'.hex(), bytes.fromhex('6162'), 'é'.encode('utf-8').decode(), b'abc'.startswith(b'a'))
# ---
a = b = []; a.append(1); print(b, a is b); x, y = 1, 2; x, y = y, x; print(x, y); i = 0; l = [0, 0]; i, l[i] = 1, 9; print(i, l)
del x
try:
    x
except NameError as e:
    print(e)
assert True, 'fine'
assert 1 == 2, 'not equal'
# ---
class Stack:
    def __init__(self): self._d = {}
    def __setitem__(self, k, v): self._d[k] = v
    def __getitem__(self, k): return self._d[k]
    def __delitem__(self, k): del self._d[k]
    def __len__(self): return len(self._d)
    def __iter__(self): return iter(self._d)
    def keys(self): return self._d.keys()
s = Stack(); s['a'] = 1; s['b'] = 2; del s['a']; print(len(s), list(s), dict(s), {**s}, bool(s), 'b' in s, s['b'])
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Seq()), 10 in Seq(), [x for x in Seq()], tuple(Seq()), max(Seq()))
# ---
# what is written into a namespace is an attribute, and the other way round
class Box:
    pass
box = Box()
box.__dict__['x'] = 3
vars(box).update(y=4)
box.z = 5
print(box.x, box.y, box.__dict__, len(vars(box)), 'z' in box.__dict__, box.__dict__ is vars(box))
del box.__dict__['x']
print(hasattr(box, 'x'), [k for k in vars(box)])
# ---
# keyword arguments as attributes
class Options:
    def __init__(self, **options):
        self.__dict__.update(options)
        self.__dict__['ready'] = True
o = Options(width=8)
print(o.width, o.ready, sorted(o.__dict__.items()))
# ---
# a dict whose keys are its attributes
class Settings(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self
s = Settings(a=1)
s.b = 2
s['c'] = 3
print(s.a, s['b'], s.c, s, hasattr(s, 'd'))
# ---
# objects that share their attributes
class Shared:
    state = {}
    def __init__(self):
        self.__dict__ = self.state
Shared().x = 4
print(Shared().x, Shared.state)
# ---
# names made at module level
for name in ['small', 'large']:
    globals()[f'make_{name}'] = lambda name=name: name
print(make_small(), make_large(), '__name__' in globals())
def later():
    globals().update(late=1)
    locals()['never'] = 2
later()
print(late, 'never' in globals())
# ---
# exec binds names where it is told to
space = {'k': 2}
exec('def times(x):\n    return x * k\nz = 7', space)
print(space['z'], space['times'](4))
exec('top = 11')
exec('other = 12', globals())
print(top, other)
# ---
# a dataclass that is a dict
from collections import OrderedDict
from dataclasses import dataclass, fields
class Output(OrderedDict):
    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                self[field.name] = value
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        super().__setattr__(key, value)
@dataclass
class Sample(Output):
    sample: int
    other: int = None
made = Sample(sample=3)
print(made.sample, made['sample'], len(made), dict(made), made.other)
# ---
# what getfullargspec says of functions, classes and objects that can be called
import inspect
class Layer:
    def __init__(self, a, b=2, *, c=3):
        pass
    def __call__(self, x, *rest, **options):
        return x
def f(x, y=1, *args, k=2, **kw):
    pass
for value in (Layer, Layer(1), f):
    spec = inspect.getfullargspec(value)
    print(spec.args, spec.varargs, spec.varkw, spec.kwonlyargs, spec.defaults)
# ---
# objects of classes derived from built-in ones have attributes of their own
class Node(dict):
    def __init__(self):
        super().__init__()
        self.__dict__['frozen'] = False
    def __setattr__(self, name, value):
        self[name] = value
node = Node()
node.width = 3
print(node, node.__dict__, node.frozen)
# ---
# unions of classes
import types
from typing import Optional, get_args, get_origin
u = int | None
print(u, get_args(u), get_origin(u) is types.UnionType)
print(isinstance(3, int | str), isinstance(3.0, int | str), isinstance(None, u))
print((int | str) | (str | float), int | int)
print(get_args(Optional[int] | str))
try:
    print(3 | int)
except TypeError as e:
    print(e)
class Flag:
    def __or__(self, other):
        return 'own'
print(Flag() | Flag())
# ---
# __getattribute__ of user code
class Config:
    attribute_map = {'hidden_size': 'n_embd'}
    def __init__(self):
        self.n_embd = 48
    def __getattribute__(self, key):
        if key != 'attribute_map' and key in super().__getattribute__('attribute_map'):
            key = super().__getattribute__('attribute_map')[key]
        return super().__getattribute__(key)
    def __getattr__(self, key):
        if key == 'extra':
            return 'late'
        raise AttributeError(key)
c = Config()
print(c.hidden_size, c.n_embd, c.extra, getattr(c, 'none', 'default'), hasattr(c, 'hidden_size'), hasattr(c, 'x'))
# ---
# functions know themselves
import functools, inspect, types
def f(a, b: int = 2, /, c=3, *rest, d, e=5, **more) -> str:
    """doc"""
    x = [i for i in rest]
    for y, (z, *w) in []:
        pass
    with open('f') as g:
        import os.path as p
    return x
print(f.__code__.co_argcount, f.__code__.co_posonlyargcount, f.__code__.co_kwonlyargcount, f.__code__.co_name)
print(f.__code__.co_varnames)
print(f.__defaults__, f.__kwdefaults__, (lambda: 0).__defaults__)
print(f.__annotations__, inspect.signature(f).parameters['b'].annotation)
print(f.__code__.co_flags & 12, f.__code__ is f.__code__)
class A:
    def m(self):
        pass
    print(m.__qualname__)
print(A.m.__qualname__, f.__qualname__)
def g(x, y=1):
    return x, y
h = types.FunctionType(g.__code__, g.__globals__, name='h', argdefs=(7, 8), closure=g.__closure__)
print(h(), h(1), h.__name__, functools.update_wrapper(h, g).__name__)
# ---
# what collections.abc gives
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence, Set
class M(MutableMapping):
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
m = M()
m['a'] = 1
m.update({'b': 2}, c=3)
print(list(m.keys()), list(m.values()), list(m.items()), 'a' in m, 'z' in m, m.get('z', 0), m.get('a'))
print(m.pop('a'), m.pop('q', None), m.setdefault('b', 9), m.setdefault('n', 9), dict(m))
print({**m}, isinstance(m, Mapping), len(m))
m.clear()
print(dict(m))
class S(MutableSequence):
    def __init__(self, *xs): self.xs = list(xs)
    def __getitem__(self, i): return self.xs[i]
    def __setitem__(self, i, v): self.xs[i] = v
    def __delitem__(self, i): del self.xs[i]
    def __len__(self): return len(self.xs)
    def insert(self, i, v): self.xs.insert(i, v)
s = S(1, 2, 2)
s.append(4)
s.extend([5, 6])
s += [7]
print(list(s), s.index(2), s.count(2), 5 in s, 9 in s, s.pop(), s.pop(0), list(s))
class B(Set):
    def __init__(self, xs): self.xs = sorted(set(xs))
    def __contains__(self, x): return x in self.xs
    def __iter__(self): return iter(self.xs)
    def __len__(self): return len(self.xs)
print(list(B([1, 2, 3]) & B([2, 3, 4])), list(B([1]) | B([2])), list(B([1, 2]) - B([2])), B([1]).isdisjoint(B([2])))
# ---
# context variables
from contextvars import ContextVar
v = ContextVar('v', default=0)
t = v.set(5)
print(v.get(), t.old_value is t.MISSING)
v.reset(t)
print(v.get(), ContextVar('w').get('none'))
# ---
# lines that a loop looks for
text = 'a = 1\n__all__ = ["x",\n"y"]\n\nend'
at = None
for i, line in enumerate(text.splitlines()):
    if line.startswith('__all__'):
        at = i
print(at, i, line)
for line in ['b', 'ab']:
    if line.endswith('b'):
        print(line)
        break
for line in ['c']:
    if line.startswith('x'):
        print('never')
print(line, 'a\r\nb\n\nc'.splitlines(), 'a\nb\n'.splitlines(True), ''.splitlines(), '\n'.splitlines())
