import math
print(math.ceil(2.1), math.floor(-2.1), math.trunc(-2.7), math.sqrt(16), math.pi, math.e, math.inf, math.nan, math.log(8, 2), math.log2(8), math.log10(1000), math.exp(0), math.pow(2, 3), math.hypot(3, 4), math.gcd(12, 18), math.lcm(4, 6), math.factorial(5), math.comb(5, 2), math.perm(5, 2), math.prod([1, 2, 3]), math.isqrt(17), math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10), math.degrees(math.pi), math.copysign(1, -0.0), math.fmod(-7, 3), math.modf(2.5), math.isnan(math.nan), math.isinf(1.0), math.frexp(8.0), math.ceil(5), math.dist([0, 0], [3, 4]), math.cos(0), math.atan2(1, 1), math.fabs(-2))
# ---
import math
math.sqrt(-1)
# ---
import math
math.log(0)
# ---
from functools import partial, reduce, wraps, lru_cache, cached_property, total_ordering, cmp_to_key, cache
def f(a, b, c=3): return a, b, c
p = partial(f, 1, c=9); print(p(2), p.func is f, p.args, p.keywords, p(2, c=0), partial(p, 5)())
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 7))
def deco(fn):
    @wraps(fn)
    def inner(*a, **k):
        return ('wrapped', fn(*a, **k))
    return inner
@deco
def g(x):
    return x
print(g(1), g.__name__, g.__wrapped__(2))
@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
@cache
def sq(n): return n * n
print(fib(15), sq(4))
class C:
    n = 0
    @cached_property
    def v(self):
        C.n += 1
        return 'v%d' % C.n
c = C(); print(c.v, c.v, C.n)
@total_ordering
class T:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return self.x == o.x
    def __lt__(self, o): return self.x < o.x
print(T(1) < T(2), T(1) <= T(1), T(2) > T(1), T(2) >= T(3), max(T(1), T(4)).x)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
reduce(lambda a, b: a, [])
# ---
from functools import singledispatch
@singledispatch
def show(x): return 'object'
@show.register(int)
def _(x): return 'int'
@show.register
def _(x: str): return 'str'
print(show(1), show('a'), show(1.0), show(True))
# ---
from functools import partial
class A:
    def __init__(self, x, y=0): self.v = (x, y)
    def m(self, *a): return a
    from functools import partialmethod
    pm = partialmethod(m, 1)
print(partial(A, y=5)(1).v, A(1).pm(2), partial(int, base=2)('101'), list(map(partial(pow, 2), [1, 2, 3])))
# ---
from collections import OrderedDict, defaultdict, namedtuple, deque, Counter, ChainMap
o = OrderedDict([('a', 1), ('b', 2)]); o['c'] = 3; o.move_to_end('a'); print(list(o), o.popitem(last=False), OrderedDict(), isinstance(o, dict), o == {'c': 3, 'a': 1})
for k, v in o.items(): print(k, v)
# ---
from collections import defaultdict
d = defaultdict(list); d['a'].append(1); d['b']; print(d, dict(d), d.get('z'), 'z' in d, d['a'], len(d)); e = defaultdict(int, x=1); e['y'] += 5; print(e); n = defaultdict(lambda: defaultdict(int)); n['a']['b'] += 1; print(n['a']['b'])
# ---
from collections import namedtuple
P = namedtuple('P', 'x y'); p = P(1, y=2); print(p, p.x, p[1], p._asdict(), p._replace(x=9), P._fields, tuple(p), p == (1, 2), len(p), isinstance(p, tuple), P._make([5, 6]), [*p])
Q = namedtuple('Q', ['a', 'b', 'c'], defaults=[7, 8]); print(Q(1), Q(1, 2, 3), Q.__name__); x, y = p; print(x, y, {p: 1}[P(1, 2)], max([P(1, 2), P(3, 0)]))
class R(P):
    def area(self): return self.x * self.y
print(R(3, 4).area(), R(3, 4))
# ---
from collections import deque
d = deque([1, 2, 3], maxlen=3); d.append(4); print(d, len(d), d[0]); d.appendleft(0); print(d, d.pop(), d.popleft(), list(d)); e = deque(range(5)); e.rotate(2); print(e); e.rotate(-1); print(e); e.extendleft([9, 8]); print(e, 9 in e, max(e)); e.clear(); print(e, bool(e))
# ---
from collections import Counter
c = Counter('abracadabra'); print(c, c['a'], c['z'], c.most_common(2), sum(c.values()), sorted(c.elements())[:3], c.total()); c.update('aaa'); print(c['a'], Counter(a=3) + Counter(a=1, b=2), Counter(a=3) - Counter(a=1), Counter([1, 1, 2]), Counter())
# ---
from collections import ChainMap
m = ChainMap({'a': 1}, {'a': 2, 'b': 3}); print(m['a'], m['b'], 'b' in m, sorted(m), len(m), m.get('q', 0)); m['z'] = 5; print(m.maps[0])
# ---
from collections.abc import Iterable, Sequence, Mapping, Callable, Iterator, Hashable, Sized
print([isinstance(x, Iterable) for x in ([], 'a', 1, {}, (i for i in []))], [isinstance(x, Sequence) for x in ([], 'a', {}, (1,), {1})], isinstance({}, Mapping), isinstance(len, Callable), isinstance(iter([]), Iterator), isinstance([], Hashable), isinstance((), Sized))
class I:
    def __iter__(self): return iter([])
class S(Sequence):
    def __len__(self): return 2
    def __getitem__(self, i): return i
print(isinstance(I(), Iterable), isinstance(S(), Sequence), isinstance([], S))
# ---
import itertools as it
print(list(it.chain([1], [2, 3])), list(it.chain.from_iterable([[1], [2]])), list(it.islice(it.count(5, 2), 3)), list(it.repeat('a', 2)), list(it.product([1, 2], 'ab')), list(it.product([0, 1], repeat=2)))
print(list(it.zip_longest([1, 2, 3], 'a', fillvalue='-')), list(it.accumulate([1, 2, 3])), list(it.accumulate([1, 2, 3], lambda a, b: a * b)), list(it.accumulate([1, 2], initial=10)))
print(list(it.combinations('abc', 2)), list(it.permutations([1, 2, 3], 2)), list(it.combinations_with_replacement('ab', 2)), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.pairwise([1, 2, 3])))
print([(k, list(g)) for k, g in it.groupby('aabbc')], [(k, len(list(g))) for k, g in it.groupby([1, 3, 2, 4], key=lambda x: x % 2)], list(it.islice(it.cycle('ab'), 5)), list(it.islice('abcdef', 1, 5, 2)), list(it.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(it.dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(it.filterfalse(None, [0, 1])), list(it.compress('abc', [1, 0, 1])))
a, b = it.tee([1, 2]); print(list(a), list(b)); c = it.count(); print(next(c), list(zip(c, 'ab')), next(c)); i = it.islice(c, 2); print(list(i), next(c)); print(len(list(it.permutations(range(4)))))
# ---
from dataclasses import dataclass, field, replace, asdict, astuple, fields, is_dataclass
@dataclass
class A:
    x: int
    y: float = 2.0
    z: list = field(default_factory=list)
    w: int = field(default=0, repr=False)
a = A(1); b = A(1); a.z.append(5); print(a, b, a == b, A(1) == b, replace(b, x=7), asdict(a), astuple(b), [f.name for f in fields(A)], is_dataclass(a), A.y)
@dataclass
class B(A):
    k: str = 'k'
    def __post_init__(self): self.sum = self.x + self.y
print(B(1, k='q'), B(3).sum, isinstance(B(1), A))
# ---
from dataclasses import dataclass, field, FrozenInstanceError
@dataclass(frozen=True, order=True)
class V:
    a: int
    b: int = 1
print(V(1) < V(2), {V(1): 'x'}[V(1, 1)], sorted([V(2), V(1, 5), V(1)]), hash(V(1)) == hash(V(1)), V(1) in {V(1)})
try:
    V(1).a = 3
except FrozenInstanceError as e:
    print('frozen', e)
@dataclass(kw_only=True)
class K:
    a: int = 1
    b: int
print(K(b=2))
# ---
from dataclasses import dataclass, InitVar, field
from typing import ClassVar, Optional, List
@dataclass
class C:
    n: int
    scale: InitVar[int] = 2
    shared: ClassVar[list] = []
    total: int = field(init=False, default=0)
    opt: Optional[int] = None
    items: List[int] = field(default_factory=lambda: [1])
    def __post_init__(self, scale): self.total = self.n * scale
print(C(3), C(3, 5).total, C.shared, C(1).items is C(1).items)
# ---
from dataclasses import dataclass
@dataclass
class A:
    x: int = []
# ---
from dataclasses import dataclass, asdict
@dataclass
class In:
    v: int = 1
@dataclass
class Out:
    i: In
    l: list
    def __repr__(self): return 'Out!'
print(asdict(Out(In(), [In(2)])), Out(In(), []), In() == In(1), In() == 1)
# ---
from enum import Enum, IntEnum, Flag, auto, unique
class Color(Enum):
    RED = 1
    GREEN = 'g'
    BLUE = auto()
    CRIMSON = 1
    def nice(self): return self.name.lower()
    @property
    def first(self): return self.name[0]
    @classmethod
    def default(cls): return cls.RED
print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(1), Color['GREEN'], list(Color), len(Color), Color.RED is Color.CRIMSON, Color.RED.nice(), Color.RED.first, Color.default(), isinstance(Color.RED, Color), Color.RED == Color.RED, Color.RED == 1, {Color.RED: 'x'}[Color.RED], Color.RED in Color, [c.value for c in Color], f'{Color.RED}', Color.RED != Color.BLUE, Color.__members__.keys())
Color(99)
# ---
from enum import IntEnum, Enum, Flag, IntFlag, auto
class N(IntEnum):
    A = 1
    B = 2
print(N.A + 1, N.A < N.B, N.B == 2, [10, 20, 30][N.A], int(N.B), N(2), sorted([N.B, N.A]), N.A, repr(N.A), N.A * 3, max(N), range(N.B), {1: 'x'}[N.A], f'{N.A}', isinstance(N.A, int))
class S(str, Enum):
    X = 'x'
    Y = 'y'
print(S.X == 'x', S('y'), S.X.value, S.X.upper(), {'x': 1}[S.X], isinstance(S.X, str), S.X in ('x', 'z'), 'a' + S.X, S.X + 'b', repr(S.X))
class F(Flag):
    R = auto()
    W = auto()
    E = auto()
print(F.R | F.W, F.R & F.W, F.R in (F.R | F.W), bool(F.R & F.E), F.R.value, F.E.value, (F.R | F.E).value, ~F.R)
# ---
from enum import Enum
class P(Enum):
    E = (3.3, 6.4)
    M = (1.0, 2.0)
    def __init__(self, mass, radius):
        self.mass = mass; self.radius = radius
    @property
    def g(self): return self.mass * self.radius
print(P.E.mass, P.M.g, P.E.value, P((1.0, 2.0)), P.E)
A = Enum('A', 'X Y'); print(list(A), A.X.value); B = Enum('B', {'P': 5}); print(B.P)
P['Q']
# ---
from enum import StrEnum, auto
class M(StrEnum):
    TRAIN = auto()
    TEST = 'tst'
print(M.TRAIN, M.TEST == 'tst', f'{M.TRAIN}', M('train'), repr(M.TEST), M.TRAIN.upper(), [m.value for m in M])
# ---
import copy
a = [1, [2, 3], {'k': (4, [5])}]
b = copy.copy(a); c = copy.deepcopy(a); a[1].append(9); a[2]['k'][1].append(8); print(b, c, b[1] is a[1], c[1] is a[1])
class N:
    def __init__(self): self.l = [1]; self.me = self
n = N(); m = copy.deepcopy(n); m.l.append(2); print(n.l, m.l, m.me is m, copy.copy(n).l is n.l, type(m).__name__)
class D:
    def __deepcopy__(self, memo): return 'deep'
    def __copy__(self): return 'shallow'
print(copy.copy(D()), copy.deepcopy([D()]))
# ---
from typing import *
def f(a: List[int], b: Optional[Dict[str, Union[int, str]]] = None, c: 'Tuple[int, ...]' = ()) -> Any: return a
T = TypeVar('T', bound=int)
class G(Generic[T]):
    def m(self): return 'm'
class H(G[int]): pass
class NT(NamedTuple):
    a: int
    b: str = 'x'
    def go(self): return self.a
print(f([1]), G().m(), G[int]().m(), H().m(), NT(1), NT(1, b='y').b, NT(2).go(), NT._fields, cast(int, 5), TYPE_CHECKING, Optional[int] is not None)
class TD(TypedDict, total=False):
    a: int
print(TD(a=1), get_args(Literal['x', 'y']), isinstance(5, Callable), isinstance(len, Callable), isinstance([], Sequence), isinstance(1, Hashable), NewType('U', int)(5))
@overload
def g(a): ...
def g(a): return a
class Pr(Protocol):
    def q(self) -> int: ...
print(g(1), get_type_hints(NT) == {'a': int, 'b': str}, List is not None, get_origin(Union[int, str]) is Union)
def h(x: int | None = None, *, y: list[int] | str = 'a') -> None: return x
print(h(), isinstance(1, int | str), isinstance(1.0, int | str))
