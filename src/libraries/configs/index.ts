/** Libraries that hold a program's configuration, and what is made of one. */
import type { LibraryModule } from '../../python/interpreter/native';
import { addictModules } from './addict';
import { boxModules } from './box';
import { easydictModule } from './easydict';
import { fvcoreModules } from './fvcore';
import { hydraModules } from './hydra';
import { mlCollectionsModules } from './mlCollections';
import { munchModule } from './munch';
import { omegaconfModules } from './omegaconf';
import { yacsModules } from './yacs';

export const modules: LibraryModule[] = [
  easydictModule,
  munchModule,
  ...addictModules,
  ...boxModules,
  ...yacsModules,
  ...fvcoreModules,
  ...mlCollectionsModules,
  ...omegaconfModules,
  ...hydraModules,
];
