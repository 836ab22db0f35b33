import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { loadParser } from '../../src/python/syntax';
import { traceFile } from '../../src/analysis/trace';
import { Sources } from '../../src/analysis/sources';
import { disk } from '../../src/analysis/sourceFiles.node';
test('tv', async () => {
  await loadParser();
  const dir = '/work/shared/truth/torchvision';
  const out: string[] = [];
  for (const name of readdirSync(dir)) {
    const t: any = JSON.parse(readFileSync(`${dir}/${name}`, 'utf8'));
    const t0 = Date.now();
    try {
      const r: any = traceFile(new Sources(disk), '/tmp/tv/m.py', 'import torchvision\n', {
        call: t.expr,
        inputs: t.input,
        roots: ['/tmp/tv/usr/lib/python3/dist-packages'],
        pythonPath: ['/tmp/tv/usr/lib/python3/dist-packages'],
      } as any);
      const leaf = t.calls.filter((c: any) => c.m !== undefined);
      const ok =
        JSON.stringify(r.output) === JSON.stringify(t.output) &&
        r.params === t.totals.params &&
        r.macs === t.totals.macs &&
        r.layers.length === leaf.length;
      let first = '';
      for (let i = 0; i < Math.max(leaf.length, r.layers.length) && !first; i++) {
        const a = leaf[i],
          b = r.layers[i];
        const nm = a && t.modules[a.m].name;
        if (
          !a ||
          !b ||
          b.name !== nm ||
          JSON.stringify(a.out) !== JSON.stringify(b.out) ||
          JSON.stringify(a.in) !== JSON.stringify(b.in)
        )
          first = `@${i} want ${nm} ${JSON.stringify(a?.in)}->${JSON.stringify(a?.out)} got ${b?.name} ${JSON.stringify(b?.in)}->${JSON.stringify(b?.out)}`;
      }
      out.push(
        `${ok && !first ? 'ok' : 'BAD'} ${name} ${Date.now() - t0}ms out=${JSON.stringify(r.output)} want ${JSON.stringify(t.output)} params ${r.params}/${t.totals.params} macs ${r.macs}/${t.totals.macs} layers ${r.layers.length}/${leaf.length} ${first} ${ok ? '' : JSON.stringify(r.problems).slice(0, 400)}`,
      );
    } catch (e) {
      out.push(`EXC ${name} ${(e as Error).stack?.slice(0, 500)}`);
    }
  }
  writeFileSync('/tmp/tv/res.txt', out.join('\n'));
}, 600000);
