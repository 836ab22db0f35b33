import { analyse, type Analysis, type AnalysisOptions } from '../../../src/analysis/analyse';
import { Sources } from '../../../src/analysis/sources';

/** The file the programs of these tests stand in. */
export const FILE = '/project/model.py';

/** Analyses a program; `files` are further files by path. The parser must be loaded. */
export function analysed(text: string, options: AnalysisOptions = {}, files: Record<string, string> = {}): Analysis {
  const known: Record<string, string> = { [FILE]: text, ...files };
  const sources = new Sources({ read: (path) => known[path], isDirectory: () => false });
  return analyse(sources, FILE, text, options);
}

/** A model of two convolutions, called with an image unless `call` says otherwise. */
export const net = (second = 'nn.Conv2d(16, 32, 3)', call = 'Net()(torch.randn(1, 3, 32, 32))'): string => `
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.relu = nn.ReLU()
        self.conv2 = ${second}

    def forward(self, x):
        x = self.relu(self.conv1(x))
        return self.conv2(x)

${call}
`;
