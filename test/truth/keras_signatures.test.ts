/** The parameters of Keras' functions and layers, in their order and with their defaults, as Keras 3.15 declares them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kerasLayers } from '../../src/libraries/keras/layers';
import { imageFunctions, operations } from '../../src/libraries/keras/ops';
import { randomFunctions } from '../../src/libraries/keras/random';
import { parseSignature, signatureOf, type Parameter } from '../../src/python/interpreter/native';
import type { Value } from '../../src/python/interpreter/values';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'data/keras_signatures.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

const tables: Readonly<Record<string, Record<string, Value>>> = {
  'keras.ops': operations,
  'keras.ops.image': imageFunctions,
  'keras.random': randomFunctions,
  'keras.layers': kerasLayers,
};

/** Layers that are written in another way than by an entry of a table, or wrap what is no shape arithmetic. */
const OTHERS = new Set(
  'FlaxLayer InputLayer JaxLayer Layer MaxNumBoundingBoxes Pipeline StackedRNNCells TFSMLayer TorchModuleWrapper Wrapper'.split(
    ' ',
  ),
);

/** Average pooling had a default size in Keras 2, which programs without Keras 3 rely on. */
function withDefault(name: string, text: string): string {
  const rank = /^(?:AveragePooling|AvgPool)(\d)D$/.exec(name)?.[1];
  return rank ? text.replace('pool_size', `pool_size=${['2', '(2, 2)', '(2, 2, 2)'][Number(rank) - 1]}`) : text;
}

/** What a function takes by position. */
function parametersOf(value: Value | undefined): readonly Parameter[] | undefined {
  const fn = value?.kind === 'class' ? value.lookup('__init__') : value;
  const all = fn?.kind === 'native' ? signatureOf(fn) : undefined;
  return all?.filter(({ name, type }) => name !== 'self' && type !== 'keywordOnly' && type !== 'varKeywords');
}

/** A parameter as plain data: names, and defaults as Python's values. */
function plain(parameters: readonly Parameter[] | undefined): unknown {
  const value = (v: Value): unknown => {
    if (v.kind === 'tuple') return v.items.map(value);
    return 'value' in v ? Number(v.value) || String(v.value) : v.kind;
  };
  return parameters?.map(({ name, default: given }) => [name, given && value(given)]);
}

describe.each(Object.entries(tables))('%s', (module, table) => {
  const names = Object.keys(recorded[module]).filter((name) => !OTHERS.has(name));
  test('has every function', () => {
    expect(names.filter((name) => !(name in table))).toEqual([]);
  });
  test('takes the parameters that Keras takes', () => {
    // einops binds the arguments of `rearrange` itself.
    const wrong = names
      .filter((name) => name !== 'rearrange')
      .map((name) => ({
        name,
        ours: plain(parametersOf(table[name])),
        theirs: plain(parseSignature(withDefault(name, recorded[module][name]))),
      }))
      .filter(({ ours, theirs }) => JSON.stringify(ours) !== JSON.stringify(theirs));
    expect(wrong).toEqual([]);
  });
});
