"""Records chains of views and copies, with what PyTorch says of each: its shape, whether it is contiguous, or that view refuses:

    python test/truth/record/torch_views.py > test/truth/data/torch_views.jsonl
"""
import json, random, torch
torch.manual_seed(0); rng = random.Random(20260)
def factor(n):
    out = []
    while n > 1 and len(out) < 4:
        d = rng.choice([d for d in range(2, n + 1) if n % d == 0])
        out.append(d); n //= d
    return out + ([n] if n > 1 or not out else [])
def step(x):
    r = x.dim(); k = rng.randrange(14)
    if k == 0 and r > 1: i, j = rng.sample(range(r), 2); return f'.transpose({i}, {j})'
    if k == 1 and r > 1: p = list(range(r)); rng.shuffle(p); return f'.permute({", ".join(map(str, p))})'
    if k in (2, 3, 4, 5):
        new = factor(x.numel())
        if k == 3 and rng.random() < .5: new.insert(rng.randrange(len(new) + 1), 1)
        if k == 4 and r > 1:
            i = rng.randrange(r - 1); s = list(x.shape); new = s[:i] + [s[i] * s[i + 1]] + s[i + 2:]
        return f'.view({", ".join(map(str, new))})'
    if k == 6: i = rng.randrange(r); n = x.shape[i]; a = rng.randrange(n); b = rng.randrange(a + 1, n + 1); st = rng.choice([1, 1, 2]); return '[' + ', '.join([':'] * i + [f'{a}:{b}:{st}' if st > 1 else f'{a}:{b}']) + ']'
    if k == 7 and r > 1: i = rng.randrange(r); return '[' + ', '.join([':'] * i + [str(rng.randrange(x.shape[i]))]) + ']'
    if k == 8 and 1 in x.shape: s = [rng.choice([2, 3]) if d == 1 else d for d in x.shape]; return f'.expand({", ".join(map(str, s))})'
    if k == 9: return f'.unsqueeze({rng.randrange(r + 1)})'
    if k == 10: return rng.choice(['.squeeze()', '.flatten()', '.contiguous()', '.mT' if r > 1 else '.flatten()'])
    if k == 11: i = rng.randrange(r); return f'.chunk(2, {i})[0]'
    if k == 12 and r > 1: return f'.unbind({rng.randrange(r)})[0]'
    if k == 13: return f'.reshape({", ".join(map(str, factor(x.numel())))})'
    return ''
out = []
while len(out) < 400:
    size = [rng.choice([1, 2, 3, 4, 6]) for _ in range(rng.randrange(1, 5))]
    code = f'torch.zeros({", ".join(map(str, size))})'; x = torch.zeros(size); refused = False
    for _ in range(rng.randrange(2, 6)):
        s = step(x)
        if not s: continue
        code += s
        try: x = eval('x' + s)
        except RuntimeError as e:
            assert 'view size' in str(e), (code, e); refused = True; break
    if x.dim() == 0 and not refused: continue
    out.append({'code': code, 'refused': True} if refused else {'code': code, 'shape': list(x.shape), 'contiguous': x.is_contiguous()})

print(*map(json.dumps, out), sep='\n')
