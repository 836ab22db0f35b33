import type { AxisRoles, BatchRule, DataLayout, Framework, PlanNote, SpatialRank, WindowAxis } from '../conv/types';
import type { ShapeProblem } from '../errors';
import type { PaddingSpec } from '../padding';
import type { Dim, Shape } from '../types';

export type PoolKind = 'max' | 'avg' | 'lp';

/** A pooling layer or call, free of any framework's spelling. */
export interface PoolRequest {
  readonly framework: Framework;
  readonly op: string;
  readonly kind: PoolKind;
  readonly rank: SpatialRank;
  readonly inputShape: Shape;
  readonly layout?: DataLayout;
  readonly batch?: BatchRule;
  readonly kernel: readonly Dim[];
  /** Default: the kernel (PyTorch, Keras); Flax: 1, which the caller passes. */
  readonly stride?: readonly Dim[];
  readonly dilation?: readonly Dim[];
  readonly padding: PaddingSpec;
  /** PyTorch and ONNX: round the number of windows up, dropping one that would start in the padding after. */
  readonly ceilMode?: boolean;
  /** TensorFlow, while a graph is built: every window that does not fit is refused (see ConvRequest). */
  readonly inGraph?: boolean;
}

/** The one record of a pooling operation. With `error` set, the sizes are the best that is known. */
export interface PoolPlan {
  readonly framework: Framework;
  readonly op: string;
  readonly kind: PoolKind;
  readonly rank: SpatialRank;
  readonly roles: AxisRoles;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly axes: readonly WindowAxis[];
  readonly padding: PaddingSpec;
  readonly ceilMode: boolean;
  readonly notes: readonly PlanNote[];
  readonly error?: ShapeProblem;
}
