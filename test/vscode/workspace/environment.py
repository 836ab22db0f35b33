import torch
from blocks import stem

y = stem()(torch.zeros(1, 3, 32, 32))
