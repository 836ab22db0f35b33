/** torchvision.datasets: what one item of each data set looks like. No file is read. */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import type { InstanceValue } from '../../python/interpreter/values';
import { NONE, TensorValue, int, list, tuple, type ClassValue, type Value } from '../../python/interpreter/values';
import type { Dim } from '../../shape';
import { ndarray } from '../numpy/classes';
import { pictureOf, unknownPicture } from '../pillow/picture';
import { datasetType } from '../torch/support/data';
import { tensorOf } from '../torch/tensor';

/** A data set: its constructor, and what is the same for all of its pictures. */
interface Spec {
  readonly signature: string;
  /** Height, width and channels; left out where pictures differ. */
  readonly size?: readonly [height: number, width: number, channels: number];
  readonly channels?: number;
  readonly classes?: number;
  /** How many items the training and the test part have, for those with a `train` flag. */
  readonly items?: readonly [train: number, test: number];
  /** `data` as a tensor (MNIST) or as an array (CIFAR). */
  readonly data?: 'torch' | 'numpy';
}

const TRAIN = 'root=None, train=True, transform=None, target_transform=None, download=False, **kwargs';
const SPLIT = 'root=None, split="train", transform=None, target_transform=None, download=False, **kwargs';
const FOLDER = 'root=None, transform=None, target_transform=None, *args, **kwargs';
const TARGET =
  'root=None, split="train", target_type=None, transform=None, target_transform=None, download=False, **kwargs';

const mnist: Spec = { signature: TRAIN, size: [28, 28, 1], classes: 10, items: [60_000, 10_000], data: 'torch' };
const cifar = (classes: number): Spec => ({
  signature: TRAIN,
  size: [32, 32, 3],
  classes,
  items: [50_000, 10_000],
  data: 'numpy',
});

/** Sizes and counts from the data sets' own pages, signatures from torchvision 0.28. */
const SPECS: Readonly<Record<string, Spec>> = {
  MNIST: mnist,
  FashionMNIST: mnist,
  KMNIST: mnist,
  QMNIST: {
    signature: 'root=None, what=None, compat=True, train=True, transform=None, **kwargs',
    size: [28, 28, 1],
    classes: 10,
  },
  EMNIST: { signature: 'root=None, split="balanced", train=True, transform=None, **kwargs', size: [28, 28, 1] },
  USPS: { signature: TRAIN, size: [16, 16, 1], classes: 10, items: [7291, 2007] },
  CIFAR10: cifar(10),
  CIFAR100: cifar(100),
  SVHN: { signature: SPLIT, size: [32, 32, 3], classes: 10 },
  STL10: {
    signature: 'root=None, split="train", folds=None, transform=None, **kwargs',
    size: [96, 96, 3],
    classes: 10,
  },
  PCAM: { signature: SPLIT, size: [96, 96, 3], classes: 2 },
  EuroSAT: { signature: FOLDER, size: [64, 64, 3], classes: 10 },
  Omniglot: { signature: 'root=None, background=True, transform=None, **kwargs', size: [105, 105, 1] },
  CelebA: { signature: TARGET, size: [218, 178, 3] },
  GTSRB: { signature: SPLIT, channels: 3, classes: 43 },
  Flowers102: { signature: SPLIT, channels: 3, classes: 102 },
  Food101: { signature: SPLIT, channels: 3, classes: 101 },
  StanfordCars: { signature: SPLIT, channels: 3, classes: 196 },
  OxfordIIITPet: { signature: TARGET, channels: 3, classes: 37 },
  FGVCAircraft: { signature: TARGET, channels: 3 },
  DTD: { signature: 'root=None, split="train", partition=1, transform=None, **kwargs', channels: 3, classes: 47 },
  Caltech101: { signature: 'root=None, target_type="category", transform=None, **kwargs', channels: 3 },
  Caltech256: { signature: FOLDER, channels: 3, classes: 257 },
  ImageNet: { signature: 'root=None, split="train", transform=None, **kwargs', channels: 3, classes: 1000 },
  ImageFolder: { signature: FOLDER, channels: 3 },
};

interface Data {
  picture: Value;
  transform: Value;
  targetTransform: Value;
}

const dataOf = (a: Bound): Data => (a.get('self') as InstanceValue).native as Data;

function itemOf(cx: Context, { picture, transform, targetTransform }: Data): Value {
  const label = int(cx.unknownDim('the label of an item'));
  return tuple([
    transform.kind === 'none' ? picture : cx.call(transform, [picture]),
    targetTransform.kind === 'none' ? label : cx.call(targetTransform, [label]),
  ]);
}

function pictureIn(cx: Context, { size, channels }: Spec): Value {
  return size ? pictureOf({ height: size[0], width: size[1], channels: size[2] }) : unknownPicture(cx, channels);
}

const visionDataset = nativeClass('torchvision.datasets.vision', 'VisionDataset', [datasetType], {
  __init__: native(
    'VisionDataset',
    'self, root=None, transforms=None, transform=None, target_transform=None',
    (a, cx) => {
      for (const name of ['root', 'transforms', 'transform', 'target_transform'])
        cx.setAttr(a.get('self'), name, a.get(name));
      return NONE;
    },
  ),
});

function dataset(name: string, spec: Spec): ClassValue {
  return nativeClass('torchvision.datasets', name, [visionDataset], {
    __init__: native(name, `self, ${spec.signature}`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      const given = (argument: string): Value => (a.has(argument) ? a.get(argument) : (a.extra.get(argument) ?? NONE));
      const data = {
        picture: pictureIn(cx, spec),
        transform: given('transform'),
        targetTransform: given('target_transform'),
      };
      self.native = data satisfies Data;
      cx.setAttr(self, 'transform', data.transform);
      cx.setAttr(self, 'target_transform', data.targetTransform);
      describe(cx, self, spec, countOf(a, cx, spec));
      return NONE;
    }),
    __getitem__: native('__getitem__', 'self, index', (a, cx) => itemOf(cx, dataOf(a))),
    __len__: native('__len__', 'self', (a, cx) => {
      const count = (a.get('self') as InstanceValue).attrs.get('_count');
      return count ?? cx.unknown('how many pictures there are');
    }),
  });
}

function countOf(a: Bound, cx: Context, { items }: Spec): Dim {
  const train = items ? a.truth('train') : undefined;
  return items && train !== undefined ? items[train ? 0 : 1] : cx.unknownDim('how many pictures there are');
}

/** The attributes that programs look at: classes, targets, the pictures as one array. */
function describe(cx: Context, self: InstanceValue, { classes, data, size }: Spec, count: Dim): void {
  const names = () => cx.unknown('the name of a class');
  const unknown = cx.unknown('the classes are the folders');
  cx.setAttr(self, 'classes', classes === undefined ? unknown : list(Array.from({ length: classes }, names)));
  cx.setAttr(self, '_count', int(count));
  if (!data || !size) return;
  const shape = size[2] === 1 ? [count, size[0], size[1]] : [count, ...size];
  cx.setAttr(self, 'data', data === 'torch' ? tensorOf(shape, 'uint8') : new TensorValue(ndarray, shape, 'uint8'));
  cx.setAttr(self, 'targets', data === 'torch' ? tensorOf([count], 'int64') : cx.unknown('the labels'));
}

const fakeData = nativeClass('torchvision.datasets', 'FakeData', [visionDataset], {
  __init__: native(
    'FakeData',
    'self, size=1000, image_size=(3, 224, 224), num_classes=10, transform=None, target_transform=None, random_offset=0',
    (a, cx) => {
      const self = a.get('self') as InstanceValue;
      const [channels, height, width] = (cx.sequence(a.get('image_size')) ?? []).map((side) => cx.dim(side));
      const picture = width === undefined ? unknownPicture(cx) : pictureOf({ height, width, channels });
      self.native = {
        picture,
        transform: a.get('transform'),
        targetTransform: a.get('target_transform'),
      } satisfies Data;
      cx.setAttr(self, '_count', a.get('size'));
      return NONE;
    },
  ),
  __getitem__: native('__getitem__', 'self, index', (a, cx) => itemOf(cx, dataOf(a))),
  __len__: native('__len__', 'self', (a) => (a.get('self') as InstanceValue).attrs.get('_count')!),
});

export const visionDatasets: Record<string, Value> = {
  ...Object.fromEntries(Object.entries(SPECS).map(([name, spec]) => [name, dataset(name, spec)])),
  FakeData: fakeData,
  VisionDataset: visionDataset,
};
