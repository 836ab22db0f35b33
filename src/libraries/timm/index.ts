/**
 * The small helpers of timm that models of other authors import (timm 1.0, `timm.layers`): where timm is installed, its source is
 * interpreted and these are not used.
 */
import type { LibraryModule } from '../../python/interpreter/native';
import { native } from '../../python/interpreter/native';
import type { Value } from '../../python/interpreter/values';
import { dropout } from '../torch/functional/activation';
import { layerClass, named } from '../torch/nn/layer';
import { isTraining } from '../torch/nn/state';
import { repeated, repeatedBy } from '../torch/nn/tupleHelpers';
import { initAttributes } from '../torch/support/init';
import { asTensor } from '../torch/tensor';

/** `timm.layers.helpers`: a number for each axis. */
const helpers: Record<string, Value> = {
  to_1tuple: repeated('to_1tuple', 1),
  to_2tuple: repeated('to_2tuple', 2),
  to_3tuple: repeated('to_3tuple', 3),
  to_4tuple: repeated('to_4tuple', 4),
  to_ntuple: repeatedBy('to_ntuple', 'n'),
};

/** `timm.layers.drop`: whole examples are left out in training. */
const drop: Record<string, Value> = {
  drop_path: native('drop_path', 'x, drop_prob=0.0, training=False, scale_by_keep=True', (a, cx) =>
    dropout(asTensor(cx, a.get('x'), 'drop_path', 'x'), a.get('drop_prob'), a.truth('training')),
  ),
  DropPath: layerClass({
    name: 'DropPath',
    module: 'timm.layers.drop',
    signature: 'drop_prob=0.0, scale_by_keep=True',
    inputs: 'x',
    forward: (c) => dropout(c.input, c.get('drop_prob'), isTraining(c.cx, c.self)),
    text: named('drop_prob'),
  }),
};

const weightInit: Record<string, Value> = { trunc_normal_: initAttributes.trunc_normal_ };
const all = { ...helpers, ...drop, ...weightInit };

/** Before timm 0.9 the layers stood below the models; the old place still gives them. */
const layers = (name: string): LibraryModule[] => [
  { name, attrs: all, isFallback: true },
  { name: `${name}.helpers`, attrs: helpers, isFallback: true },
  { name: `${name}.drop`, attrs: drop, isFallback: true },
  { name: `${name}.weight_init`, attrs: weightInit, isFallback: true },
];

export const modules: LibraryModule[] = [
  { name: 'timm', attrs: {}, isFallback: true },
  { name: 'timm.models', attrs: {}, isFallback: true },
  ...layers('timm.layers'),
  ...layers('timm.models.layers'),
];
