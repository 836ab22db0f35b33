/**
 * Shape arithmetic: dimensions, plans of convolutions and poolings, the rules of shape operations, cost, receptive
 * field, explanation and solving. Pure: it imports nothing but itself.
 */
export * from './types';
export * from './errors';
export * from './padding';
export * from './dim';
export * from './format';
export * from './conv/types';
export * from './pool/types';
export * from './pending';
