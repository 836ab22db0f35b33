import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { loadParser } from '../../src/python/syntax';
import { traceFile } from '../../src/analysis/trace';
import { analyse } from '../../src/analysis/analyse';
import { Sources } from '../../src/analysis/sources';
import { disk } from '../../src/analysis/sourceFiles.node';
test('dbg', async () => {
  await loadParser();
  const text = `import torch, math
depth, w_a, w_0, w_m, QUANT = 22, 24.48, 24, 2.54, 8
widths_cont = torch.arange(depth) * w_a + w_0
block_capacity = torch.round(torch.log(widths_cont / w_0) / math.log(w_m))
d = torch.divide(w_0 * torch.pow(w_m, block_capacity), QUANT)
e = torch.round(d) * QUANT
block_widths = e.int().tolist()
num_stages = len(set(block_widths))
print(widths_cont, block_capacity, d, e, block_widths, num_stages)
split_helper = zip(block_widths + [0], [0] + block_widths, block_widths + [0], [0] + block_widths)
splits = [w != wp or r != rp for w, wp, r, rp in split_helper]
print(splits)
stage_widths = [w for w, t in zip(block_widths, splits[:-1]) if t]
print(stage_widths)
stage_depths = torch.diff(torch.tensor([d for d, t in enumerate(splits) if t])).int().tolist()
print(torch.tensor([d for d, t in enumerate(splits) if t]), stage_depths)
`;
  let out = '';
  const a: any = analyse(new Sources(disk), '/tmp/tv/m.py', text, {} as any);
  for (const n of [
    'widths_cont',
    'block_capacity',
    'd',
    'e',
    'block_widths',
    'num_stages',
    'splits',
    'stage_widths',
    'stage_depths',
  ]) {
    const v = a.names.attrs.get(n);
    out += n + ' ' + (v ? a.ip.str(v) + ' ' + (v.reason ?? '') : 'none') + '\n';
  }
  console.log(out);
});
