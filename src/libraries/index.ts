/** All modelled libraries. A new library is one line here. */
import type { LibraryModule } from '../python/interpreter/native';
import { modules as accelerate } from './accelerate';
import { modules as configs } from './configs';
import { modules as einops } from './einops';
import { modules as flax } from './flax';
import { modules as jax } from './jax';
import { modules as keras } from './keras';
import { modules as lightning } from './lightning';
import { modules as numpy } from './numpy';
import { modules as opencv } from './opencv';
import { modules as pillow } from './pillow';
import { modules as progress } from './progress';
import { modules as pytest } from './pytest';
import { modules as six } from './six';
import { modules as sklearn } from './sklearn';
import { modules as tensorflow } from './tensorflow';
import { modules as tfds } from './tfds';
import { modules as timm } from './timm';
import { modules as torch } from './torch';
import { modules as torchvision } from './torchvision';

export const libraryModules: readonly LibraryModule[] = [
  ...numpy,
  ...torch,
  ...tensorflow,
  ...tfds,
  ...keras,
  ...jax,
  ...flax,
  ...lightning,
  ...configs,
  ...accelerate,
  ...einops,
  ...six,
  ...sklearn,
  ...opencv,
  ...pillow,
  ...progress,
  ...pytest,
  ...torchvision,
  ...timm,
];
