/**
 * Data sets of TensorFlow Datasets 4.9, as their builders declare them (tensorflow_datasets/image_classification and others):
 * shapes of features, numbers of classes, examples in each split. `?` is a side that differs from picture to picture.
 */
export interface Entry {
  /** Features by name: a shape and element type, `text`, or a number of classes. */
  readonly features: Readonly<Record<string, Feature>>;
  /** The features that `as_supervised` gives. */
  readonly supervised: readonly [string, string];
  readonly splits: Readonly<Record<string, number>>;
}

export interface Feature {
  readonly shape: readonly (number | undefined)[];
  readonly dtype: string;
  readonly classes?: number;
}

const picture = (text: string): Feature => ({
  shape: text.split('×').map((side) => (side === '?' ? undefined : Number(side))),
  dtype: 'uint8',
});
const label = (classes: number): Feature => ({ shape: [], dtype: 'int64', classes });
const TEXT: Feature = { shape: [], dtype: 'string' };

/** A data set of pictures with one label: name, picture, classes, examples by split, names of texts beside them. */
type Row = readonly [name: string, size: string, classes: number, splits: Record<string, number>, ...texts: string[]];

const ROWS: readonly Row[] = [
  ['mnist', '28×28×1', 10, { train: 60000, test: 10000 }],
  ['fashion_mnist', '28×28×1', 10, { train: 60000, test: 10000 }],
  ['kmnist', '28×28×1', 10, { train: 60000, test: 10000 }],
  ['emnist', '28×28×1', 62, { train: 697932, test: 116323 }],
  ['cifar10', '32×32×3', 10, { train: 50000, test: 10000 }, 'id'],
  ['svhn_cropped', '32×32×3', 10, { train: 73257, test: 26032, extra: 531131 }],
  ['stl10', '96×96×3', 10, { train: 5000, test: 8000, unlabelled: 100000 }],
  ['cats_vs_dogs', '?×?×3', 2, { train: 23262 }, 'image/filename'],
  ['tf_flowers', '?×?×3', 5, { train: 3670 }],
  ['horses_or_humans', '300×300×3', 2, { train: 1027, test: 256 }],
  ['rock_paper_scissors', '300×300×3', 3, { train: 2520, test: 372 }],
  ['beans', '500×500×3', 3, { train: 1034, validation: 133, test: 128 }],
  ['food101', '?×?×3', 101, { train: 75750, validation: 25250 }],
  ['oxford_flowers102', '?×?×3', 102, { train: 1020, test: 6149, validation: 1020 }, 'file_name'],
  ['caltech101', '?×?×3', 102, { train: 3057, test: 6084 }, 'image/file_name'],
  ['colorectal_histology', '150×150×3', 8, { train: 5000 }, 'filename'],
  ['eurosat', '64×64×3', 10, { train: 27000 }, 'filename'],
  ['malaria', '?×?×3', 2, { train: 27558 }],
  ['imagenette', '?×?×3', 10, { train: 9469, validation: 3925 }],
  ['imagenet2012', '?×?×3', 1000, { train: 1281167, validation: 50000 }, 'file_name'],
];

const entries = ROWS.map(([name, size, classes, splits, ...texts]): [string, Entry] => [
  name,
  {
    features: {
      ...Object.fromEntries(texts.map((text) => [text, TEXT])),
      image: picture(size),
      label: label(classes),
    },
    supervised: ['image', 'label'],
    splits,
  },
]);

export const CATALOG: ReadonlyMap<string, Entry> = new Map([
  ...entries,
  [
    'cifar100',
    {
      features: { coarse_label: label(20), id: TEXT, image: picture('32×32×3'), label: label(100) },
      supervised: ['image', 'label'],
      splits: { train: 50000, test: 10000 },
    },
  ],
  [
    'oxford_iiit_pet',
    {
      features: {
        file_name: TEXT,
        image: picture('?×?×3'),
        label: label(37),
        segmentation_mask: picture('?×?×1'),
        species: label(2),
      },
      supervised: ['image', 'label'],
      splits: { train: 3680, test: 3669 },
    },
  ],
  [
    'imdb_reviews',
    {
      features: { label: label(2), text: TEXT },
      supervised: ['text', 'label'],
      splits: { train: 25000, test: 25000, unsupervised: 50000 },
    },
  ],
]);
