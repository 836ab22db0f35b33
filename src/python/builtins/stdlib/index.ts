/** The parts of the standard library that model code uses. One file per module or family of modules. */
import type { LibraryModule } from '../../interpreter/native';
import { numbersModule } from './abstract';
import { collectionsModules } from './collections';
import { copyModule } from './copy';
import { dataclassesModule } from './dataclasses';
import { enumModule } from './enums';
import { functoolsModule } from './functools';
import { itertoolsModule } from './itertools';
import { mathModule } from './math';
import { typingModules } from './typing';

/** All modelled modules by dotted name. */
export const modules: LibraryModule[] = [
  mathModule,
  functoolsModule,
  itertoolsModule,
  ...collectionsModules,
  ...typingModules,
  dataclassesModule,
  enumModule,
  copyModule,
  { name: 'numbers', attrs: numbersModule },
];
