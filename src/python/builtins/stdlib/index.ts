/** The parts of the standard library that model code uses. One file per module or family of modules. */
import type { LibraryModule } from '../../interpreter/native';
import { builtins } from '..';
import { numbersModule } from './abstract';
import { algorithmModules } from './algorithms';
import { argparseModule } from './argparse';
import { collectionsModules } from './collections';
import { concurrencyModules } from './concurrency';
import { contextModules } from './context';
import { contextvarsModule } from './contextvars';
import { copyModule } from './copy';
import { dataModules } from './data';
import { dataclassesModule } from './dataclasses';
import { enumModule } from './enums';
import { functoolsModule } from './functools';
import { inspectModule } from './inspect';
import { itertoolsModule } from './itertools';
import { loggingModules } from './logging';
import { mathModule } from './math';
import { operatorModule } from './operator';
import { otherModules } from './others';
import { pathModules } from './paths';
import { randomModules } from './random';
import { regexModules } from './regex';
import { systemModules } from './system';
import { testingModules } from './testing';
import { textModules } from './text';
import { typingModules } from './typing';

/** All modelled modules by dotted name. */
export const modules: LibraryModule[] = [
  mathModule,
  { name: 'numbers', attrs: numbersModule },
  functoolsModule,
  itertoolsModule,
  operatorModule,
  ...collectionsModules,
  ...typingModules,
  dataclassesModule,
  enumModule,
  copyModule,
  ...contextModules,
  contextvarsModule,
  ...systemModules,
  inspectModule,
  argparseModule,
  ...loggingModules,
  ...pathModules,
  ...dataModules,
  ...regexModules,
  ...textModules,
  ...algorithmModules,
  ...randomModules,
  ...concurrencyModules,
  ...testingModules,
  ...otherModules,
  { name: 'builtins', attrs: () => builtins },
];
