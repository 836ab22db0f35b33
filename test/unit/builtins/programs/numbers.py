for a, b in [(7, 2), (-7, 2), (7, -2), (-7, -2), (0, 3), (6, 3)]:
    print(a // b, a % b, divmod(a, b), a / b, a * b, a - b, a ** 2)
# ---
for a, b in [(7.5, 2), (-7.5, 2), (7.5, -2), (1, 0.1), (-0.0, 1.0), (6.0, -3.0), (5, float('inf')), (-5, float('inf'))]:
    print(a // b, a % b, a / b)
# ---
print(1 / 3, 0.1 + 0.2, 1e-5, 1e16, 1e15, 123456789.123, 1e300 * 10, -1e-7, 1.0, 100.0, 1e22, 5e-324)
# ---
print(2 ** 64, 1 << 40, 255 & 15, 255 | 256, 5 ^ 3, ~5, -1 >> 1, 10 ** 20 // 10 ** 18)
# ---
print(2 ** -1, 2 ** 0.5, 4 ** 0.5, 0 ** 0, (-2) ** 3, True + True, True / 2, not 0)
# ---
print([round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1e16)])
print(round(2.675, 2), round(1.005, 2), round(0.125, 2), round(2.5, 0), round(1234.567, -2), round(15, -1), round(25, -1), round(7))
# ---
print(int('42'), int(' -7 '), int('ff', 16), int('0b101', 0), int('1_000'), int(3.99), int(-3.99), int(True), int())
# ---
print(float('1.5'), float('inf'), float('-inf'), float('nan'), float('1e3'), float(7), float())
# ---
int('x1')
# ---
int('1.5')
# ---
float('abc')
# ---
1 // 0
# ---
1.0 / 0
# ---
1 % 0
# ---
print(abs(-3), abs(-2.5), abs(3 + 4j), pow(2, 10), pow(2, 10, 1000), divmod(-7, 3), divmod(7.5, 2))
# ---
print(hex(255), hex(-255), oct(8), bin(5), bin(-5), chr(97), ord('a'), chr(8364))
# ---
print(min(3, 1, 2), max([4, 9, 2]), min('b', 'a'), max((1, 'a'), (1, 'b')), min([], default=5), max([1, -5, 3], key=abs))
# ---
print(sum([1, 2, 3]), sum([0.1] * 3), sum([[1], [2]], []), sum(range(10), 100))
# ---
print(1 < 2 < 3, 1 == 1.0, 1 == True, 0.1 + 0.2 == 0.3, 3 > 2.5, 'a' < 'b', [1, 2] < [1, 3], (1,) < (1, 0))
# ---
print(isinstance(True, int), isinstance(1, float), isinstance(1.0, (int, float)), issubclass(bool, int), type(1), type(1.0) is float)
# ---
print((3.0).is_integer(), (3.5).is_integer(), (255).bit_length(), (1.5).as_integer_ratio(), (3 + 4j).real, (3 + 4j).conjugate(), 5 .real)
# ---
print(1 + 2j, (1 + 2j) * (3 - 1j), 2j, complex(1, -2), -1j, (1 + 2j) / (1 - 1j), 1j ** 2)
# ---
print(float('inf') > 10 ** 10, float('nan') == float('nan'), -float('inf'))
# ---
print(hash(5), hash(-1), hash(1.0), hash(True), hash(7) == hash(7.0), hash('a') == hash('a'), hash((1, 2)) == hash((1, 2)))
# ---
print(10 ** 3, 10 ** -2, 1e3, 1_000, 0x1F, 0b11, 0o17)
# ---
print('3' + 4)
# ---
print([1] + (2,))
# ---
print(-7 // 2 * 2, -7 % 5, int(-7 / 2), 7 & -2, 1 << 3 + 1)
