s = 'Hello, World'
print(s.lower(), s.upper(), s.title(), s.swapcase(), 'abc def'.capitalize(), "they're bill's".title())
# ---
print('  x y '.strip() + '|', '  x'.lstrip() + '|', 'x  '.rstrip() + '|', 'xxaxx'.strip('x'), 'www.example.com'.strip('cmowz.'))
# ---
print('a,b,,c'.split(','), ' a  b c '.split(), 'a b c'.split(' ', 1), 'a b c'.rsplit(' ', 1), ' a  b  c '.split(None, 1), ''.split(), ''.split(','))
# ---
print('-'.join(['a', 'b', 'c']), ''.join(str(i) for i in range(5)), ', '.join([]))
# ---
print('a\nb\r\nc\n'.splitlines(), 'a\nb'.splitlines(True), 'one two'.partition(' '), 'one two three'.rpartition(' '), 'x'.partition('-'))
# ---
print('banana'.count('a'), 'banana'.find('na'), 'banana'.rfind('na'), 'banana'.find('x'), 'banana'.index('n'), 'banana'.replace('a', 'o', 2), 'abc'.replace('', '-'))
# ---
print('banana'.index('x'))
# ---
print('abc'.startswith('ab'), 'abc'.endswith(('x', 'c')), 'abc'.startswith('b', 1), 'test_x'.removeprefix('test_'), 'x.py'.removesuffix('.py'))
# ---
print('42'.zfill(5), '-42'.zfill(5), 'a'.center(5, '*') + '|', 'ab'.center(5) + '|', 'a'.ljust(3) + '|', 'a'.rjust(3, '.'))
# ---
print('123'.isdigit(), 'abc'.isalpha(), 'ab1'.isalnum(), ' '.isspace(), 'Abc'.istitle(), 'ABC'.isupper(), 'abc'.islower(), 'a_b'.isidentifier(), ''.isdigit())
# ---
print('%d %5d|%-5d|%05d %+d' % (3, 42, 42, 42, 7), '%s %r %%' % ('a', 'b'), '%.2f %8.3f %e %g' % (3.14159, 2.5, 12345.678, 0.0001), '%x %X %o %c' % (255, 255, 8, 'z'))
# ---
print('%(a)s-%(b)03d' % {'a': 'x', 'b': 7}, '%s' % (1, ), '%s' % [1, 2], '%*d' % (5, 42), '%5s|%-5s|' % ('a', 'b'), '%i' % 3.7, '%g' % 1e10, '%g' % 100000, '%g' % 1234567)
# ---
print('%d' % 'a')
# ---
print('%s %s' % (1,))
# ---
print('a' % 1)
# ---
print('{} {}'.format(1, 'a'), '{1} {0}'.format('a', 'b'), '{x} {y!r}'.format(x=1, y='z'), '{0[1]} {1.real}'.format([1, 2], 5), '{{}}'.format())
# ---
print('{:5}|{:<5}|{:>5}|{:^5}|{:*^7}|'.format('ab', 'ab', 'ab', 'ab', 'ab'), '{:5}|{:<5}|{:^5}|'.format(42, 42, 42))
# ---
print('{:,} {:_} {:,.2f} {:010,}'.format(1234567, 1234567, 1234567.891, 1234), '{:+} {: } {:-}'.format(5, 5, 5), '{:08.3f} {:+08d}'.format(3.14159, 42))
# ---
print('{:b} {:#b} {:x} {:#x} {:X} {:o} {:c} {:e} {:E} {:g} {:G} {:%} {:.1%}'.format(5, 5, 255, 255, 255, 8, 65, 12345.6789, 0.00012, 1e-10, 1e20, 0.5, 0.123))
# ---
print('{:.3} {:.3} {:.10g} {:.0f} {:.0f} {:.1f} {:g} {:.3g}'.format(3.14159, 100.0, 1/3, 0.5, 1.5, 0.25, 1e6, 1234.5))
# ---
x = 3.14159; n = 42; w = 10
print(f'{x:.2f} {n:05d} {x!r:>10} {n:>{w}}| {n=} {x = :.1f} {"q"!r} {{}} {n:#x} {[1, 2]} {n + 1}')
# ---
print(f'{1234567.891:,.1f} {0.000123:.2e} {True} {None} {True:d} {"a":>3} {12:^6}|')
# ---
print('{:d}'.format('x'))
# ---
print('{0} {1}'.format(1))
# ---
print('{a}'.format(b=1))
# ---
print(repr('it\'s'), repr("say \"hi\""), repr('both \' "'), repr('a\tb\n\\'), repr('\x00\x7fé€'), ascii('é€'))
# ---
print('abc'[0], 'abc'[-1], 'abcdef'[1:4], 'abcdef'[::-1], 'abcdef'[::2], len('héllo'), 'a' in 'abc', 'a' * 3, 'ab' + 'cd')
# ---
print('abc'[5])
# ---
print(str(1.0), str(None), str([1, 'a']), str(True), str(1e-5), repr(1.5), str({'a': 1}), str((1,)), str(b'ab'), str())
# ---
print(b'abc'.decode(), 'é'.encode(), b'a\x00'[1], b'abc'[0:2], bytes([1, 65]), list(b'ab'), b'a' + b'b')
# ---
print('a-b_c'.translate(str.maketrans('-_', '  ')), 'abc'.translate({97: None}), 'x\ty'.expandtabs(4), 'ß'.casefold())
# ---
print(','.join([1]))
# ---
print('abc' 'def', 'a\u0041', '''x
y''', r'\n')
# ---
print(sorted('hello'), list('abc'), set('aa'), tuple('ab'), max('hello'), 'b' > 'a', 'abc' == 'abc')
# ---
class P:
    def __format__(self, spec):
        return 'P<' + spec + '>'
    def __str__(self):
        return 'p'
print(f'{P():abc} {P()} {P()!s:>3}', '{:x}'.format(P()), str(P()))
# ---
# possessive quantifiers give nothing back
import re, sys
if sys.version_info >= (3, 11):
    print(bool(re.match(r'a*+b', 'aaab')), bool(re.match(r'a*+ab', 'aaab')), bool(re.match(r'(?:ab)++c', 'ababc')))
    m = re.compile(r'v?+(?P<a>\d+)(?:\.(?P<b>\d++))?+(?P<c>[+]x)?').match('v12.5')
    print(m.groups(), m.groupdict(), m.span('b'), m.end())
else:
    print(True, False, True)
    print(('12', '5', None), {'a': '12', 'b': '5', 'c': None}, (4, 5), 5)
