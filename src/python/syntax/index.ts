/** Python source to typed syntax tree; everything outside this folder imports from here, or types from `ast`. */

export type * from './ast';
export { boundNames } from './localNames';
export { nameUses, namesIn } from './nameUses';
export { identifierAt, nodesAt } from './nodesAt';
export { type CellPosition, cellPositionAt, type NotebookSource, offsetInCell, parseNotebook } from './notebook';
export { loadParser } from './parser';
export { offsetAt, type Position, positionAt, type SourceText, sourceText } from './sourceText';
export { parseModule, parseModuleLazily, type TreeStore } from './parseModule';
export { ModuleReader } from './reader';
export { forEachNode } from './spans';
