import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3)
        self.depthwise = nn.Conv2d(64, 128, 3, padding=1, groups=64)

    def forward(self, x):
        return self.depthwise(self.stem(x))


net = Net()
maps = net(torch.randn(1, 3, 224, 224))
