import { describe, expect, it } from 'vitest';
import { analysed, printed, raised } from './python';

const NET = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.head = nn.Linear(8, 10)
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer('mean', torch.zeros(3))
    def forward(self, x):
        x = F.relu(self.norm(self.conv(x - self.mean.view(1, 3, 1, 1))))
        return self.head(x.mean((2, 3)) * self.scale)
net = Net()
`;

describe('nn.Module', () => {
  it('calls forward and gives the shape', () => {
    expect(printed(`${NET}print(net(torch.randn(2, 3, 16, 16)).shape)`)).toEqual(['torch.Size([2, 10])']);
  });

  it('counts every parameter once, and buffers apart', () => {
    const source = `${NET}
net.again = net.conv
print(sum(p.numel() for p in net.parameters()))
print([name for name, _ in net.named_parameters()])
print(list(net.state_dict().keys()))
print([name for name, _ in net.named_buffers()])`;
    expect(printed(source)).toEqual([
      String(3 * 8 * 9 + 8 + 16 + 90 + 1),
      "['scale', 'conv.weight', 'conv.bias', 'norm.weight', 'norm.bias', 'head.weight', 'head.bias']",
      "['scale', 'mean', 'conv.weight', 'conv.bias', 'norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var', 'norm.num_batches_tracked', 'head.weight', 'head.bias', 'again.weight', 'again.bias']",
      "['mean', 'norm.running_mean', 'norm.running_var', 'norm.num_batches_tracked']",
    ]);
  });

  it('walks children and modules in order', () => {
    const source = `${NET}
print([name for name, _ in net.named_children()])
print([type(m).__name__ for m in net.modules()])
print(net.get_submodule('conv') is net.conv, isinstance(net.conv, nn.Module))`;
    expect(printed(source)).toEqual([
      "['conv', 'norm', 'head']",
      "['Net', 'Conv2d', 'BatchNorm2d', 'Linear']",
      'True True',
    ]);
  });

  it('replaces and deletes registered modules', () => {
    const source = `${NET}
net.head = nn.Identity()
print([name for name, _ in net.named_children()], net(torch.randn(1, 3, 4, 4)).shape)
net.head = None
print([name for name, _ in net.named_children()])`;
    expect(printed(source)).toEqual(["['conv', 'norm', 'head'] torch.Size([1, 8])", "['conv', 'norm']"]);
  });

  it('switches training below, and tells children through their own train()', () => {
    const source = `
class Frozen(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)
model = nn.Sequential(nn.Dropout(), Frozen(4))
model.train()
print(model.training, model[0].training, model[1].training)
model.eval()
print(model[0].training)`;
    expect(printed(source)).toEqual(['True True False', 'False']);
  });

  it('honours settings and weights that user code changes', () => {
    const source = `
conv = nn.Conv2d(3, 8, 3)
conv.stride = (2, 2)
print(conv(torch.randn(1, 3, 9, 9)).shape)
conv.weight = nn.Parameter(torch.zeros(8, 1, 3, 3))
print(conv(torch.randn(1, 1, 9, 9)).shape)`;
    expect(printed(source)).toEqual(['torch.Size([1, 8, 4, 4])', 'torch.Size([1, 8, 4, 4])']);
  });

  it('runs hooks, which may replace the output, until they are removed', () => {
    const source = `
seen = []
relu = nn.ReLU()
handle = relu.register_forward_hook(lambda module, inputs, output: seen.append(tuple(output.shape)))
double = relu.register_forward_hook(lambda module, inputs, output: torch.cat([output, output], 1))
print(relu(torch.randn(2, 3)).shape)
handle.remove()
double.remove()
print(relu(torch.randn(2, 3)).shape, seen)`;
    expect(printed(source)).toEqual(['torch.Size([2, 6])', 'torch.Size([2, 3]) [(2, 3)]']);
  });

  it('gives lazy layers their sizes at the first call', () => {
    const source = `
model = nn.Sequential(nn.LazyConv2d(8, 3), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(5))
print(model(torch.randn(2, 3, 6, 6)).shape, model[0].in_channels, model[3].weight.shape)`;
    expect(printed(source)).toEqual(['torch.Size([2, 5]) 3 torch.Size([5, 128])']);
  });

  it('has the classes between Module and the layers', () => {
    const source = `
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.utils import _pair
print(isinstance(nn.BatchNorm2d(3), _BatchNorm), isinstance(nn.GroupNorm(1, 3), _BatchNorm), _pair(3), _pair((1, 2)))
print(isinstance(nn.Conv2d(1, 1, 1), nn.modules.conv._ConvNd))`;
    expect(printed(source)).toEqual(['True False (3, 3) (1, 2)', 'True']);
  });

  it('runs the forward of autograd functions', () => {
    const source = `
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.cat([x, x])
print(Double.apply(torch.ones(2, 3)).shape)`;
    expect(printed(source)).toEqual(['torch.Size([4, 3])']);
  });

  it('refuses modules before Module.__init__, and children that are none', () => {
    expect(raised('class A(nn.Module):\n    def __init__(self):\n        self.a = nn.ReLU()\nA()')).toMatch(
      /^AttributeError: cannot assign module before Module.__init__\(\) call/,
    );
    expect(raised('nn.Sequential([nn.ReLU()])')).toMatch(/^TypeError: list is not a Module subclass.*\* in front/);
    expect(raised('nn.Sequential(nn.ReLU)')).toMatch(/Call it: ReLU\(…\)/);
  });

  it('prints like PyTorch', () => {
    const source = `
print(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Linear(3, 4)))`;
    expect(printed(source)).toEqual([
      'Sequential(',
      '  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)',
      '  (1): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
      '  (2): ReLU(inplace=True)',
      '  (3): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)',
      '  (4): Linear(in_features=3, out_features=4, bias=True)',
      ')',
    ]);
  });

  it('records leaf layers with plan and MACs', () => {
    const { recorder } = analysed(`${NET}net(torch.randn(1, 3, 16, 16))`);
    const layers = recorder.calls.filter((call) => call.kind === 'layer');
    expect(layers.map((call) => call.op)).toEqual(['Conv2d', 'BatchNorm2d', 'Linear']);
    expect(layers[0].detail.macs).toBe(16 * 16 * 8 * 27);
    expect(layers[2].detail.macs).toBe(80);
  });

  it('names the channels of a layer, not its weight, and offers the repair', () => {
    const { problems } = analysed('nn.Conv2d(16, 8, 3)(torch.randn(1, 3, 9, 9))').findings;
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'channel-mismatch', fix: { parameter: 'in_channels', value: 3 } });
  });

  it('assumes a batch of named sizes for an input nobody described', () => {
    const { problems } = analysed(
      'class A(nn.Module):\n    def forward(self, x):\n        return nn.Conv2d(3, 8, 3)(x)',
    ).findings;
    expect(problems).toEqual([]);
  });
});
