from torch import nn

from .widths import WIDTH


class Separable(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.pointwise = nn.Conv2d(channels, WIDTH, 1)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))
