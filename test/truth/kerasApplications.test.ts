/** keras.applications, interpreted from Keras' source: every layer and total as Keras recorded them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Environment } from '../../src/analysis/environment';
import { ParseCache, Sources } from '../../src/analysis/sources';
import { disk } from '../../src/analysis/sourceFiles.node';
import { traceFile } from '../../src/analysis/trace';
import { loadParser } from '../../src/python/syntax';
import { kerasRoot } from './packages';

interface Recorded {
  expr: string;
  output: unknown;
  params: number;
  layers: { name: string; class: string; out: unknown; params: number }[];
}

const data = join(__dirname, 'data/keras_applications');
const root = kerasRoot();
const cache = new ParseCache();
const shared = new Environment(cache);
const sources = new Sources(disk, cache);

/** What all models are made of, run once. */
const environment = () => shared.at([root!], disk);

beforeAll(() => loadParser());

describe.skipIf(!root)('keras.applications, where pip has the sources', () => {
  it.each(readdirSync(data).map((file) => file.replace('.json', '')))('%s', (name) => {
    const recorded = JSON.parse(readFileSync(join(data, `${name}.json`), 'utf8')) as Recorded;
    const trace = traceFile(sources, '/project/main.py', 'import keras\n', {
      call: recorded.expr,
      libraries: environment(),
    });
    const rows = new Map(trace.layers.map((row) => [row.name, { class: row.op, out: row.out, params: row.params }]));
    // Inputs are no calls, and a Sequential inside a model shows as the layers it is made of.
    for (const { name: layer, class: cls, out, params } of recorded.layers) {
      if (cls !== 'InputLayer' && cls !== 'Sequential')
        expect([layer, rows.get(layer)]).toEqual([layer, { class: cls, out, params }]);
    }
    expect(trace.params).toBe(recorded.params);
    expect(trace.output).toEqual(recorded.output);
    expect(trace.problems).toEqual([]);
  });
});
