"""Mistakes that need no run to be found. Each is underlined, with what is wrong and what would be right."""

import torch
from torch import nn
import torch.nn.functional as F

image = torch.randn(1, 3, 64, 64)


# The second layer is written for other channels than the first one makes.
def channels(x):
    x = nn.Conv2d(3, 32, 3, padding=1)(x)
    return nn.Conv2d(64, 64, 3, padding=1)(x)


# The features behind `flatten` were counted for images of 32 × 32.
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 16 * 16, 10)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.conv(x)), 2)
        return self.fc(torch.flatten(x, 1))


# Down by two and up by two is not where it began: 63 becomes 32 becomes 64.
def skip(x):
    x = x[..., :63, :63]
    down = F.max_pool2d(x, 2, ceil_mode=True)
    up = F.interpolate(down, scale_factor=2)
    return torch.cat([x, up], dim=1)


# 100 filters cannot be shared out among 32 channels: every channel needs equally many.
depthwise = nn.Conv2d(32, 100, 3, groups=32)

channels(image)
Classifier()(image)
skip(image)
