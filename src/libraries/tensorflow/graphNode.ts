import type { Context } from '../../python/interpreter/context';
import type { InstanceValue, NativeCall, Site, TensorValue, Value } from '../../python/interpreter/values';
import type { Evaluation } from './evaluations';

/** One operation or layer call of a graph. */
export interface GraphNode {
  readonly name: string;
  readonly kind: 'placeholder' | 'operation' | 'layer';
  readonly call: NativeCall;
  /** The call that made it. */
  readonly site?: Site;
  /** Evaluates it again with other arguments. */
  readonly run: (cx: Context, call: NativeCall) => Value;
  /** The Keras layer that was called. */
  readonly layer?: InstanceValue;
  /** Which call of the layer it is, from 0. */
  readonly callIndex?: number;
  /** What it gave: one tensor or a structure of tensors. */
  result?: Value;
  /** The tensors that went into it, once they were asked for. */
  inputs?: readonly TensorValue[];
  /** Its latest evaluations in sessions. */
  evaluations?: Evaluation[];
}
