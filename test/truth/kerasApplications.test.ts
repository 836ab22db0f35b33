/** keras.applications, interpreted from Keras' source: every layer and total as Keras recorded them. */
import { createHash } from 'node:crypto';
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

/** A model in a setting of its own (record/keras_applications.py). */
interface Setting {
  format: string;
  expr: string;
  output?: unknown;
  params?: number;
  layers?: number;
  /** SHA-1 of the rows of all layers, sorted by name. */
  digest?: string;
  /** What Keras refuses to make it for. */
  error?: string;
}

describe.skipIf(!root)('keras.applications in other settings', () => {
  const lines = readFileSync(join(__dirname, 'data/keras_applications_settings.jsonl'), 'utf8').trim().split('\n');
  const settings = lines.map((line) => JSON.parse(line) as Setting);

  it.each(settings)('$expr, $format', ({ format, expr, output, params, layers, digest, error }) => {
    const source = `import keras\nkeras.backend.set_image_data_format('${format}')\n`;
    const trace = () => traceFile(sources, '/project/main.py', source, { call: expr, libraries: environment() });
    if (error !== undefined) {
      expect(trace).toThrow(error);
      return;
    }
    const made = trace();
    expect([made.output, made.params, made.problems]).toEqual([output, params, []]);
    const rows = made.layers.map((row) => [row.name, row.op, row.out, row.params] as const);
    rows.sort(([a], [b]) => (a < b ? -1 : 1));
    expect(rows).toHaveLength(layers!);
    expect(createHash('sha1').update(JSON.stringify(rows)).digest('hex')).toBe(digest);
  });
});
