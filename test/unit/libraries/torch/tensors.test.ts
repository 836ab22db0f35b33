import { describe, expect, it } from 'vitest';
import { analysed, printed, raised } from './python';

describe('tensors', () => {
  it('answers sizes as torch.Size and ints', () => {
    const source = `
x = torch.zeros(2, 3, 4)
n, c, l = x.shape
print(x.shape, x.size(-1), x.dim(), x.numel(), n * c, tuple(x.shape[1:]), x.size()[0], x.shape.numel())`;
    expect(printed(source)).toEqual(['torch.Size([2, 3, 4]) 4 3 24 6 (3, 4) 2 24']);
  });

  it('splits at indices and into sections, by either name', () => {
    const source = `
x = torch.zeros(1, 1, 10, 4)
a, b = torch.tensor_split(x, indices=(1,), dim=2)
print(tuple(a.shape), tuple(b.shape), [t.shape[2] for t in x.tensor_split(3, dim=2)], len(torch.tensor_split(x, sections=2, dim=3)))`;
    expect(printed(source)).toEqual(['(1, 1, 1, 4) (1, 1, 9, 4) [4, 3, 3] 2']);
  });

  it('gives named results', () => {
    const source = `
x = torch.tensor([[1., 3., 2.], [6., 5., 4.]])
values, indices = x.max(dim=1)
print(values.tolist(), x.min(1).indices.tolist(), x.topk(2).values.tolist(), torch.sort(x, descending=True)[0].tolist())`;
    expect(printed(source)).toEqual(['[3.0, 6.0] [0, 2] [[3.0, 2.0], [6.0, 5.0]] [[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]']);
  });

  it('computes with small numbers', () => {
    const source = `
x = torch.arange(6).view(2, 3)
print(x.t().tolist(), x.flip(1).tolist(), torch.cat([x, x], 1).tolist())
print(torch.stack([x[0], x[1]], 1).tolist(), x.float().mean().item(), (x @ x.t()).tolist())
print(torch.diff(torch.tensor([1, 4, 9])).tolist(), F.pad(x, (1, 0), value=9).tolist(), torch.roll(x, 1, 1).tolist())`;
    expect(printed(source)).toEqual([
      '[[0, 3], [1, 4], [2, 5]] [[2, 1, 0], [5, 4, 3]] [[0, 1, 2, 0, 1, 2], [3, 4, 5, 3, 4, 5]]',
      '[[0, 3], [1, 4], [2, 5]] 2.5 [[5, 14], [14, 50]]',
      '[3, 5] [[9, 0, 1, 2], [9, 3, 4, 5]] [[2, 0, 1], [5, 3, 4]]',
    ]);
  });

  it('convolves and pools numbers', () => {
    const source = `
x = torch.arange(16.).view(1, 1, 4, 4)
print(F.conv2d(x, torch.ones(1, 1, 3, 3)).tolist())
print(F.max_pool2d(x, 2).tolist(), F.avg_pool2d(x, 2).tolist())
conv = nn.Conv2d(1, 2, 1)
nn.init.constant_(conv.weight, 2.0)
nn.init.zeros_(conv.bias)
print(conv(x).sum().item(), nn.Linear(3, 4)(torch.ones(1, 3)).tolist() != None)`;
    expect(printed(source)).toEqual([
      '[[[[45.0, 54.0], [81.0, 90.0]]]]',
      '[[[[5.0, 7.0], [13.0, 15.0]]]] [[[[2.5, 4.5], [10.5, 12.5]]]]',
      '480.0 True',
    ]);
  });

  it('makes the same random numbers after the same seed, others without', () => {
    const source = `
torch.manual_seed(3)
a = torch.randn(4)
b = torch.randn(4)
torch.manual_seed(3)
c = torch.randn(4)
print(torch.equal(a, c), torch.equal(a, b), torch.randint(0, 5, (100,)).max().item() < 5)`;
    expect(printed(source)).toEqual(['True False True']);
  });

  it('changes tensors in place without changing what was computed before', () => {
    const source = `
conv = nn.Conv2d(1, 1, 1, bias=False)
nn.init.ones_(conv.weight)
x = torch.ones(1, 1, 2, 2)
y = conv(x)
x.add_(1)
x[0, 0, 0, 0] = 7
print(y.tolist(), x.tolist())`;
    expect(printed(source)).toEqual(['[[[[1.0, 1.0], [1.0, 1.0]]]] [[[[7.0, 2.0], [2.0, 2.0]]]]']);
  });

  it('writes through parameter.data and obeys requires_grad', () => {
    const source = `
fc = nn.Linear(2, 1, bias=False)
fc.weight.data.fill_(3)
print(fc(torch.ones(1, 2)).tolist(), fc.weight.requires_grad)
fc.weight.requires_grad = False
fc.weight.data = torch.zeros(4, 2)
print(fc.weight.requires_grad, fc(torch.ones(1, 2)).shape)`;
    expect(printed(source)).toEqual(['[[6.0]] True', 'False torch.Size([1, 4])']);
  });

  it('refuses what PyTorch refuses, with its exceptions', () => {
    expect(raised('torch.zeros(2, 3).view(4)')).toMatch(/^RuntimeError: .*6 elements/);
    expect(raised('torch.zeros(2).unsqueeze(5)')).toMatch(/^IndexError/);
    expect(raised('torch.zeros(2, 3).add_(torch.zeros(4, 2, 3))')).toMatch(/^RuntimeError: add_: the result has shape/);
    expect(raised('nn.Conv2d(1, 1, 1)(torch.zeros(1, 1, 2, 2).long())')).toMatch(
      /RuntimeError: .*int64.*float32.*one dtype/,
    );
    expect(raised('nn.Linear(3, 4)(torch.tensor([[1., 2., 3.]]).double())')).toMatch(/float64/);
  });

  it('follows dtypes', () => {
    const source = `
x = torch.arange(3)
print(x.dtype, (x / 2).dtype, (x + 0.5).dtype, x.float().half().dtype, x.sum().dtype, (x > 1).dtype, x.mean.__name__ == 'mean')
print((torch.ones(2, dtype=torch.float16) * torch.ones(2)).dtype, torch.tensor([1.5]).to(torch.int64).tolist())`;
    expect(printed(source)).toEqual([
      'torch.int64 torch.float32 torch.float32 torch.float16 torch.int64 torch.bool True',
      'torch.float32 [1]',
    ]);
  });

  it('keeps what is known of an unknown input', () => {
    const source = `
def f(path):
    x = torch.load(path)
    y = nn.Conv2d(3, 8, 3)(x)
    return y.flatten(1)
out = f('a')`;
    const { problems } = analysed(source).findings;
    expect(problems).toEqual([]);
  });
});
