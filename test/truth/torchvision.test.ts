/** torchvision's models, interpreted from their source: every leaf call, parameter and MAC as PyTorch recorded them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Environment } from '../../src/analysis/environment';
import { ParseCache, Sources } from '../../src/analysis/sources';
import { disk } from '../../src/analysis/sourceFiles.node';
import { traceFile } from '../../src/analysis/trace';
import { loadParser } from '../../src/python/syntax';
import { torchvisionRoot } from './packages';

interface Recorded {
  expr: string;
  input: number[][];
  output: unknown;
  totals: { params: number; macs: number };
  modules: { name: string; class: string }[];
  calls: { m?: number; out: unknown }[];
}

const data = join(__dirname, 'data/torchvision');
const root = torchvisionRoot();
const cache = new ParseCache();
const shared = new Environment(cache);
const sources = new Sources(disk, cache);

/** What all models are made of, run once. */
const environment = () => shared.at([root!], disk);

beforeAll(() => loadParser());

describe.skipIf(!root)('torchvision, where Debian has its sources', () => {
  it.each(readdirSync(data).map((file) => file.replace('.json', '')))('%s', (name) => {
    const recorded = JSON.parse(readFileSync(join(data, `${name}.json`), 'utf8')) as Recorded;
    const request = { call: recorded.expr, inputs: recorded.input, libraries: environment() };
    const trace = traceFile(sources, '/project/main.py', 'import torchvision\n', request);
    const expected = recorded.calls.flatMap(({ m, out }) =>
      m === undefined ? [] : [{ name: recorded.modules[m].name, op: recorded.modules[m].class, out }],
    );
    expect(trace.layers.map(({ name, op, out }) => ({ name, op, out }))).toEqual(expected);
    expect({ params: trace.params, macs: trace.macs }).toEqual({
      params: recorded.totals.params,
      macs: recorded.totals.macs,
    });
    expect(trace.output).toEqual(recorded.output);
    expect(trace.problems).toEqual([]);
  });
});
