a = [3, 1, 2]
a.append(5); a.extend([7, 8]); a.insert(0, 9); print(a, a.pop(), a.pop(0), a)
a.sort(); print(a); a.sort(reverse=True); print(a); a.reverse(); print(a, a.index(3), a.count(1), len(a))
a.remove(3); del a[0]; a[0] = 'x'; a += [1]; a *= 2; print(a, a[1:3], a[::-1], a.copy() == a, 1 in a)
a.clear(); print(a, bool(a))
# ---
[].pop()
# ---
[1].remove(2)
# ---
[1].index(2)
# ---
a = list(range(10)); a[2:5] = ['a']; print(a); a[::2] = [0] * len(a[::2]); print(a); del a[1:3]; print(a)
# ---
d = {'a': 1, 'b': 2}
d['c'] = 3; d.update({'d': 4}, e=5); print(d, list(d), d.keys(), d.values(), d.items())
print(d.get('a'), d.get('z'), d.get('z', 0), d.pop('a'), d.pop('zz', None), d.setdefault('q', []), d.setdefault('b', 9), 'b' in d, len(d))
print(d.popitem(), dict(a=1), dict([('x', 1)]), dict({'y': 2}, z=3), {**d, 'w': 1}, d | {'b': 0}, dict.fromkeys('ab', 0), dict(zip('ab', [1, 2])))
for k, v in d.items(): print(k, v)
del d['b']; print(d); d.clear(); print(d, not d)
# ---
{}['a']
# ---
{'a': 1}.pop('b')
# ---
try:
    {}['k']
except KeyError as e:
    print(e, repr(e), e.args)
# ---
{[]: 1}
# ---
print({(1, 2): 3}[(1, 2)], {None: 1}[None], len({1, 1.0, True}))
# ---
d = {}; d[1] = 'a'; d['1'] = 'b'; print(d, sorted({'b': 1, 'a': 2}), list(reversed({'x': 1, 'y': 2})), max({'a': 1, 'b': 3}, key={'a': 1, 'b': 3}.get))
# ---
print({'a': 1}.keys() & {'a', 'b'}, {'a': 1}.keys() | set(), type({}.keys()).__name__, {'a': 1} == {'a': 1.0}, {'a': 1} != {'b': 1})
# ---
s = {3, 1, 2}; s.add(4); s.discard(9); s.remove(1); print(sorted(s), 2 in s, len(s), sorted(s | {10}), sorted(s & {2, 3}), sorted(s - {2}), sorted(s ^ {2, 99}))
print(s.issuperset({2}), {2} <= s, s.isdisjoint({100}), frozenset([1]), set(), sorted(s.union([7], [8])), s.intersection([2]), {1} == {1}, {1, 2} > {1})
# ---
{1}.remove(5)
# ---
print(hash(frozenset([1, 2])) == hash(frozenset([2, 1])), {frozenset([1]): 'x'}[frozenset([1])], {(1, (2, 'a'))})
# ---
t = (1, 2, 3); print(t + (4,), t * 2, t[1:], t.index(2), t.count(1), len(t), (1,), (), tuple([1, 2]), t == (1, 2, 3), t < (1, 3))
a, *b, c = range(5); print(a, b, c); (x, y), z = (1, 2), 3; print(x, y, z)
# ---
print(list(range(5)), list(range(2, 10, 3)), list(range(5, 0, -2)), range(3), range(1, 10, 2), len(range(0, 10, 3)), 4 in range(5), range(10)[2], range(10)[::2], range(5) == range(0, 5, 1), range(10).index(3))
# ---
print(list(zip([1, 2, 3], 'abc')), list(enumerate('ab', 1)), list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, [1, 2, 3])), list(reversed([1, 2, 3])))
# ---
list(zip([1], [1, 2], strict=True))
# ---
print(sorted([3, 1, 2]), sorted('bac', reverse=True), sorted([('b', 1), ('a', 2)], key=lambda t: t[1]), sorted(['B', 'a'], key=str.lower), sorted([(1, 'b'), (1, 'a')]), sorted({3: 1, 1: 2}))
# ---
sorted([1, 'a'])
# ---
print(any([0, 1]), all([1, 0]), any([]), all([]), any(x > 2 for x in [1, 2, 3]), sum(x for x in range(4)))
# ---
it = iter([1, 2]); print(next(it), next(it), next(it, 'end'))
next(it)
# ---
print([x * y for x in range(3) for y in range(3) if x != y], {x: x ** 2 for x in range(3)}, {x % 2 for x in range(5)}, [[i * j for j in range(2)] for i in range(2)])
# ---
a = [1, [2, 3]]; b = a.copy(); b[1].append(4); print(a, b, a is b, a[1] is b[1])
a = []; a.append(a); print(a); d = {}; d['d'] = d; print(d)
# ---
print(slice(1, 2), slice(None), slice(1, None, 2).indices(5), [1, 2, 3][slice(1, None)], list(iter(lambda: 5, 5)))
# ---
class L(list):
    def __init__(self, *a):
        super().__init__(a)
        self.tag = 't'
    def total(self):
        return sum(self)
l = L(1, 2, 3); l.append(4); print(l, len(l), l.total(), l.tag, isinstance(l, list), l[1:], type(l).__name__)
class D(dict):
    def __getattr__(self, k):
        try:
            return self[k]
        except KeyError:
            raise AttributeError(k)
    def __missing__(self, k):
        return 'missing ' + str(k)
d = D(a=1); d['b'] = 2; print(d.a, d['b'], d, d['zz'], d.get('zz'), len(d), 'a' in d)
# ---
class D(dict):
    def __setitem__(self, k, v):
        super().__setitem__(k, v * 2)
d = D(); d['a'] = 2; d.update(b=3); print(d)
# ---
class T(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, items)
    @property
    def first(self):
        return self[0]
t = T(1, 2); print(t, t.first, len(t), isinstance(t, tuple), t == (1, 2), t + (3,))
