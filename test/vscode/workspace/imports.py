import torch
from parts import Separable

y = Separable(32)(torch.randn(1, 32, 20, 20))
