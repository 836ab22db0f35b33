class AttrDict(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self
cfg = AttrDict(a=1, b=2); print(cfg['a'], len(cfg))
# ---
from collections import OrderedDict
from functools import partial
def make(name, **kw):
    return (name, sorted(kw.items()))
specs = OrderedDict()
for i, (c, n) in enumerate([(16, 1), (24, 2)]):
    for j in range(n):
        specs['block%d_%s' % (i, chr(ord('a') + j))] = partial(make, 'conv', out=c, stride=2 if j == 0 else 1)
for k, fn in specs.items():
    print(k, fn(first=j == 0))
# ---
def _make_divisible(v, divisor=8, min_value=None):
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v
print([_make_divisible(x * m) for x in (16, 24, 32, 96) for m in (0.35, 0.5, 0.75, 1.0, 1.4)])
# ---
import math
def round_filters(filters, width, divisor=8):
    filters *= width
    new = int(filters + divisor / 2) // divisor * divisor
    return int(new + divisor if new < 0.9 * filters else new)
print([round_filters(f, w) for f in (32, 16, 1280) for w in (1.0, 1.1, 1.2, 1.4, 1.8)], [int(math.ceil(d * r)) for d in (1, 2, 3) for r in (1.0, 1.1, 1.8)])
# ---
import re
_re = re.compile(r'^(.*?denselayer\d+\.(?:norm|relu|conv))\.((?:[12])\.(?:weight|bias|running_mean|running_var))$')
for k in ['features.denselayer1.norm.1.weight', 'features.denselayer12.conv.2.weight', 'x']:
    r = _re.match(k); print(r.group(1) + r.group(2) if r else None)
def decode(block):
    ops = block.split('_'); opts = {}
    for op in ops[1:]:
        s = re.split(r'(\d.*)', op)
        if len(s) >= 2: opts[s[0]] = s[1]
    return ops[0], opts
print(decode('ir_r2_k3_s2_e6_c24_se0.25'), [decode(b) for b in ['ds_r1_k3_s1_c16']])
# ---
from itertools import repeat
import collections.abc
def _ntuple(n):
    def parse(x):
        if isinstance(x, collections.abc.Iterable) and not isinstance(x, str):
            return tuple(x)
        return tuple(repeat(x, n))
    return parse
to_2tuple = _ntuple(2); print(to_2tuple(3), to_2tuple((1, 2)), to_2tuple('a'), _ntuple(3)([1]))
# ---
from dataclasses import dataclass, field, asdict
from typing import Optional, List, Tuple, Union, Callable, Dict, Any
from enum import Enum
class Act(str, Enum):
    RELU = 'relu'
    GELU = 'gelu'
@dataclass
class Stage:
    depth: int
    width: int
    act: Act = Act.RELU
    extra: Dict[str, Any] = field(default_factory=dict)
@dataclass
class Config:
    stages: Tuple[Stage, ...] = (Stage(2, 64), Stage(2, 128, Act('gelu')))
    drop: float = 0.
    norm: Optional[Callable] = None
    @property
    def widths(self) -> List[int]:
        return [s.width for s in self.stages]
    @classmethod
    def tiny(cls, **kw): return cls(stages=(Stage(1, 8),), **kw)
c = Config(); print(c.widths, Config.tiny(drop=0.1), c.stages[1].act == 'gelu', asdict(Config.tiny()), sum(s.depth for s in c.stages))
# ---
registry = {}
def register(fn=None, *, name=None):
    def wrap(f):
        registry[name or f.__name__] = f
        return f
    return wrap(fn) if fn else wrap
@register
def resnet(depth, *, width=64, **kwargs): return ('resnet', depth, width, kwargs)
@register(name='vgg16')
def vgg(*a, **k): return ('vgg', a, k)
print(registry['resnet'](18, pretrained=False), registry['vgg16'](1, b=2), sorted(registry), [n for n in registry if n.startswith('res')])
# ---
class Registry(object):
    def __init__(self, name):
        self._name = name
        self._module_dict = dict()
    def __repr__(self):
        return self.__class__.__name__ + '(name={}, items={})'.format(self._name, list(self._module_dict.keys()))
    def get(self, key): return self._module_dict.get(key, None)
    def register_module(self, cls):
        if not isinstance(cls, type): raise TypeError('module must be a class')
        self._module_dict[cls.__name__] = cls
        return cls
R = Registry('backbone')
@R.register_module
class Net:
    def __init__(self, depth): self.depth = depth
def build(cfg, registry, default_args=None):
    assert isinstance(cfg, dict) and 'type' in cfg
    args = cfg.copy(); t = args.pop('type')
    if default_args is not None:
        for k, v in default_args.items(): args.setdefault(k, v)
    return registry.get(t)(**args)
print(R, build(dict(type='Net'), R, dict(depth=50)).depth)
# ---
arch = {'resnet18': ([2, 2, 2, 2], 'basic'), 'resnet50': ([3, 4, 6, 3], 'bottleneck')}
for name, (layers, kind) in arch.items():
    print(f'{name:<10}|{sum(layers) * (2 if kind == "basic" else 3) + 2:>4}|{kind!r:^14}|{[f"{i}:{n}" for i, n in enumerate(layers, start=1)]}')
print('%-20s %10.2fM' % ('params', 11689512 / 1e6), '{:,}'.format(11689512), f'{11689512:>12,d}', f'{0.76130:.2%}')
# ---
x = [1, 2, 3, 4]
first, *rest = x; a, (b, c), *_ = [1, (2, 3), 4, 5]; print(first, rest, a, b, c, x[-2:], x[::2], x[1:-1])
print({k: v for k, v in zip('abc', x)}, {**{'a': 1}, 'b': 2}, [*x, *range(2)], (lambda *a, k=1, **kw: (a, k, kw))(*x, z=1), [y for y in x if y % 2 if y > 1], any(v == 3 for v in x), dict(map(lambda p: (p[0], p[1] * 2), {'q': 1}.items())))
n = 0
while True:
    n += 1
    if n == 3: continue
    if n > 5: break
else:
    print('no')
for i in range(3):
    if i == 5: break
else:
    print('else', n)
print(x.index(3) if 3 in x else -1, (w := 5) + w, not x, x and 'y', [] or 'z', 1 if x else 0, 1 < 2 < 3 != 4)
# ---
dilation, kernel, stride, size = 2, 3, 2, 56
out = (size + 2 * ((kernel - 1) * dilation // 2) - dilation * (kernel - 1) - 1) // stride + 1
print(out, [int(s / 2 ** i) for s in (224, 299) for i in range(6)], [round(s * 0.5) for s in (7, 9, 11)], -(-7 // 2), 7.0 // 2, int(7 * 0.25), 2 ** (5 - 1), 10 // 3 * 3 + 10 % 3)
# ---
import copy
base = {'layers': [1, 2], 'opt': {'lr': .1}}
new = copy.deepcopy(base); new['opt']['lr'] = 1; new['layers'].append(3); shallow = dict(base); shallow['layers'].append(9); print(base, new)
def merge(a, b):
    for k, v in b.items():
        if isinstance(v, dict) and k in a: merge(a[k], v)
        else: a[k] = v
    return a
print(merge({'m': {'x': 1, 'y': 2}}, {'m': {'y': 3}, 'n': 1}))
# ---
from types import SimpleNamespace
from typing import NamedTuple
class Out(NamedTuple):
    logits: int
    aux: int = None
o = Out(1); l, aux = o; print(o, l, aux, o._asdict(), Out(aux=2, logits=1)[1])
ns = SimpleNamespace(**{'lr': .1, 'betas': (0.9, 0.999)}); print(ns.lr, ns, vars(ns))
# ---
class Module:
    def __init__(self): self._modules = {}
    def __setattr__(self, name, value):
        if isinstance(value, Module): self.__dict__.setdefault('_modules', {})[name] = value
        object.__setattr__(self, name, value)
    def named_modules(self, prefix=''):
        yield prefix, self
        for n, m in self.__dict__['_modules'].items():
            yield from m.named_modules(prefix + ('.' if prefix else '') + n)
class Leaf(Module): pass
class Net(Module):
    def __init__(self):
        super().__init__(); self.a = Leaf(); self.b = Leaf()
print([n for n, _ in Net().named_modules()], hasattr(Net(), 'a'))
# ---
from string import Template
cfgs = {'A': [64, 'M', 128, 'M'], 'B': [64, 64, 'M']}
def make_layers(cfg, bn=False):
    layers, c = [], 3
    for v in cfg:
        if v == 'M': layers += ['pool']
        else:
            layers += [f'conv({c},{v})'] + (['bn'] if bn else []) + ['relu']; c = v
    return layers
for k in cfgs: print(k, make_layers(cfgs[k]), make_layers(cfgs[k], bn=True))
