import { describe, expect, it } from 'vitest';
import { printed, raised } from './python';

describe('nn.Sequential', () => {
  it('is indexed, cut and extended', () => {
    const source = `
m = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
print(len(m), type(m[-1]).__name__, type(m[:2]).__name__, len(m[1:]))
m.append(nn.Softmax(1))
m.insert(0, nn.Identity())
del m[1]
print([type(x).__name__ for x in m], [name for name, _ in m.named_children()])`;
    expect(printed(source)).toEqual([
      '3 Linear Sequential 2',
      "['Identity', 'ReLU', 'Linear', 'Softmax'] ['0', '1', '2', '3']",
    ]);
  });

  it('takes names from an OrderedDict', () => {
    const source = `
from collections import OrderedDict
m = nn.Sequential(OrderedDict([('fc', nn.Linear(4, 8)), ('act', nn.ReLU())]))
m.add_module('out', nn.Linear(8, 2))
print(m.fc.in_features, [name for name, _ in m.named_children()], m(torch.randn(3, 4)).shape)`;
    expect(printed(source)).toEqual(["4 ['fc', 'act', 'out'] torch.Size([3, 2])"]);
  });

  it('refuses an index that is not there', () => {
    expect(raised('nn.Sequential(nn.ReLU())[3]')).toMatch(/^IndexError: index 3 is out of range/);
  });
});

describe('nn.ModuleList and nn.ModuleDict', () => {
  it('keeps modules in a list', () => {
    const source = `
blocks = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
blocks += [nn.Linear(4, 2)]
x = torch.randn(5, 4)
for i, block in enumerate(blocks):
    x = block(x)
print(x.shape, len(blocks), len(list(blocks.parameters())), blocks[-1].out_features)`;
    expect(printed(source)).toEqual(['torch.Size([5, 2]) 4 8 2']);
  });

  it('keeps modules in a dict', () => {
    const source = `
d = nn.ModuleDict({'a': nn.ReLU()})
d['b'] = nn.Linear(2, 3)
print('b' in d, list(d.keys()), [k for k in d], d['b'](torch.randn(1, 2)).shape)
d.pop('a')
print(len(d), [(k, type(v).__name__) for k, v in d.items()])`;
    expect(printed(source)).toEqual(["True ['a', 'b'] ['a', 'b'] torch.Size([1, 3])", "1 [('b', 'Linear')]"]);
  });

  it('keeps parameters in lists and dicts', () => {
    const source = `
class A(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(torch.ones(2, i + 1)) for i in range(2)])
        self.named = nn.ParameterDict({'x': nn.Parameter(torch.ones(3))})
a = A()
print([name for name, _ in a.named_parameters()], a.weights[1].shape, a.named['x'].shape)`;
    expect(printed(source)).toEqual(["['weights.0', 'weights.1', 'named.x'] torch.Size([2, 2]) torch.Size([3])"]);
  });
});
