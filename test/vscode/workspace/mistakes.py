import torch
import torch.nn.functional as F
from torch import nn


class Channels(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3)

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 5)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(16 * 16 * 16, 10)

    def forward(self, x):
        x = self.pool(self.conv(x))
        return self.fc(torch.flatten(x, 1))


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 24, 3)
        self.bn = nn.BatchNorm2d(num_features=32)

    def forward(self, x):
        return self.bn(self.conv(x))


class Groups(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(6, 16, 3, groups=4)

    def forward(self, x):
        return self.conv(x)


class Kernel(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 8, 11),
        )

    def forward(self, x):
        return self.features(x)


class Same(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding="same")

    def forward(self, x):
        return self.conv(x)


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(3, padding=2)

    def forward(self, x):
        return self.pool(x)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        return x + self.conv(x)


class Join(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(8, 3, 2, stride=2)

    def forward(self, x):
        return torch.cat([x, self.up(self.down(x))], dim=1)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(64, 192)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        return (q @ k).softmax(-1) @ v


class View(nn.Module):
    def forward(self, x):
        return x.view(-1, 100)


images = torch.randn(2, 3, 32, 32)
Channels()(images)
Features()(images)
Norm()(images)
Groups()(torch.randn(2, 6, 32, 32))
Kernel()(images)
Same()(images)
Pool()(images)
Residual()(torch.randn(2, 8, 32, 32))
Join()(torch.randn(2, 3, 33, 33))
Attention()(torch.randn(2, 10, 64))
View()(torch.randn(2, 3, 7, 7))
