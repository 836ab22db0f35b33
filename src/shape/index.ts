/**
 * Shape arithmetic: dimensions, plans of convolutions and poolings, the rules of shape operations, cost, receptive
 * field, explanation, spelling and solving. Pure: it imports nothing but itself and types of the protocol.
 */
export * from './types';
export * from './errors';
export * from './layout';
export * from './padding';
export * from './dim';
export * from './format';
export * from './conv/types';
export * from './pool/types';
export { axisRoles, defaultBatch, defaultLayout, inputForm } from './conv/roles';
export * from './conv/arguments';
export { planConv } from './conv/plan';
export { planSeparable } from './conv/separable';
export { convSettingsProblem, convWeightShape } from './conv/settings';
export { weightForm } from './conv/weights';
export { planPool } from './pool/plan';
export * from './pool/adaptive';
export * from './cost';
export { boundsOf } from './bounds';
export { effectiveKernel, unreadRows } from './window';
export * from './ops/axes';
export * from './ops/broadcast';
export * from './ops/concat';
export * from './ops/crossEntropy';
export * from './ops/einsum';
export * from './ops/matmul';
export * from './ops/merge';
export * from './ops/reduce';
export * from './ops/repeat';
export * from './ops/reshape';
export * from './ops/slicing';
export * from './ops/split';
export * from './spatial/fold';
export * from './spatial/interpolate';
export * from './spatial/pad';
export * from './spatial/pixel';
export * from './spatial/resize';
export * from './spatial/torchPad';
export * from './receptiveField';
export * from './explain/explain';
export { axisFormula } from './explain/formula';
export * from './explain/numbers';
export * from './explain/words';
export * from './solve';
export * from './spell/spell';
export * from './parse';
