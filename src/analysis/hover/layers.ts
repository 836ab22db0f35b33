/** A layer that no call reaches: what it is made of. */
import { formatCount, isUnknown, type Language } from '../../shape';
import type { InstanceValue } from '../../python/interpreter/values';
import { hoverWords } from '../language';
import { countParameters, layerPaths } from '../layers';
import type { Described } from './calls';

export function describeLayer(layer: InstanceValue, language: Language): Described | undefined {
  const words = hoverWords(language);
  const params = countParameters(layer);
  const inside = layerPaths(layer).size - 1;
  const parts = [
    ...(params !== 0 && !isUnknown(params) ? [`${formatCount(params)} ${words.params}`] : []),
    ...(inside > 0 ? [words.layers(inside)] : []),
  ];
  return { title: layer.cls.name, lines: parts.length > 0 ? [{ label: words.cost, text: parts.join(' · ') }] : [] };
}
