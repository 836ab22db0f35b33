/**
 * `tf.contrib.seq2seq` of TensorFlow 1: helpers that feed a decoder, decoders, and `dynamic_decode`, which runs one until all
 * sequences have ended. How many steps that takes is not known before (tensorflow/contrib/seq2seq/python/ops, 1.15).
 */
import { isNumber, mul, numElements, type Dim, type Shape } from '../../../shape';
import { namedTupleClass } from '../../../python/builtins/stdlib/namedTuples';
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  InstanceValue,
  NONE,
  TupleValue,
  tuple,
  type ClassValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { convert } from '../convert';
import { mapTensors } from '../node';
import { operation, quiet } from '../operation';
import { result, withTensor } from '../ops/tensors';
import { sameBatch } from '../rnn/state';
import { insideGivenScope } from '../scopes';
import { stepOf } from '../rnn/unroll';
import { NONE_DIM, readSize } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { SEQ2SEQ } from './attention';

/** A class whose objects keep what they were made with under the names of its parameters. */
function keeping(name: string, signature: string, kept: readonly string[]): ClassValue {
  return nativeClass('tensorflow.contrib.seq2seq', name, [types.object], {
    __init__: native('__init__', `self, ${signature}`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      for (const key of kept) self.attrs.set(key, a.get(key));
      return NONE;
    }),
  });
}

const GIVEN = ['inputs', 'sequence_length', 'time_major'];
const FED_BACK = ['embedding', 'start_tokens', 'end_token'];
const GREEDY = 'embedding, start_tokens, end_token';
const DECODER = ['cell', 'helper', 'initial_state', 'output_layer'];
const BEAM = ['cell', 'embedding', 'start_tokens', 'end_token', 'initial_state', 'beam_width', 'output_layer'];

export const decoderClasses: Readonly<Record<string, ClassValue>> = {
  TrainingHelper: keeping('TrainingHelper', 'inputs, sequence_length, time_major=False, name=None', GIVEN),
  ScheduledEmbeddingTrainingHelper: keeping(
    'ScheduledEmbeddingTrainingHelper',
    'inputs, sequence_length, embedding, sampling_probability, time_major=False, seed=None, scheduling_seed=None, name=None',
    GIVEN,
  ),
  ScheduledOutputTrainingHelper: keeping(
    'ScheduledOutputTrainingHelper',
    'inputs, sequence_length, sampling_probability, time_major=False, seed=None, next_inputs_fn=None, auxiliary_inputs=None, name=None',
    GIVEN,
  ),
  GreedyEmbeddingHelper: keeping('GreedyEmbeddingHelper', GREEDY, FED_BACK),
  SampleEmbeddingHelper: keeping('SampleEmbeddingHelper', `${GREEDY}, softmax_temperature=None, seed=None`, FED_BACK),
  BasicDecoder: keeping('BasicDecoder', 'cell, helper, initial_state, output_layer=None', DECODER),
  BeamSearchDecoder: keeping(
    'BeamSearchDecoder',
    'cell, embedding, start_tokens, end_token, initial_state, beam_width, output_layer=None, length_penalty_weight=0.0, ' +
      'coverage_penalty_weight=0.0, reorder_tensor_arrays=True',
    BEAM,
  ),
};

const basicOutput = namedTupleClass('BasicDecoderOutput', ['rnn_output', 'sample_id'], SEQ2SEQ);
const beamOutput = namedTupleClass(
  'FinalBeamSearchDecoderOutput',
  ['predicted_ids', 'beam_search_decoder_output'],
  SEQ2SEQ,
);

/** What a decoder's first step gets. */
interface Feed {
  readonly batch: Dim;
  readonly input: TensorValue;
}

const partOf = (self: Value, name: string): Value =>
  (self instanceof InstanceValue ? self.attrs.get(name) : undefined) ?? NONE;

/** Tokens looked up in a table, or by a function of the program's own. */
function embedded(cx: Context, embedding: Value, tokens: Shape): TensorValue | undefined {
  if (embedding.kind !== 'tensor') {
    const made = cx.call(embedding, [makeTensor(tokens, 'int32')]);
    return made.kind === 'tensor' ? made : undefined;
  }
  return embedding.shape && makeTensor([...tokens, ...embedding.shape.slice(1)], embedding.dtype);
}

function feedOf(cx: Context, source: Value): Feed | undefined {
  const tokens = partOf(source, 'start_tokens');
  if (tokens.kind !== 'none') {
    const start = convert(cx, tokens);
    const batch = start.kind === 'tensor' && start.shape?.length === 1 ? start.shape[0] : NONE_DIM;
    const input = embedded(cx, partOf(source, 'embedding'), [batch]);
    return input && { batch, input };
  }
  const inputs = convert(cx, partOf(source, 'inputs'));
  if (inputs.kind !== 'tensor' || !inputs.shape || inputs.shape.length < 2) return undefined;
  // The batch is the number of sequence lengths (`array_ops.size(sequence_length)`).
  const lengths = convert(cx, partOf(source, 'sequence_length'));
  const count = lengths.kind === 'tensor' && lengths.shape ? numElements(lengths.shape) : undefined;
  const timeFirst = cx.truth(partOf(source, 'time_major')) === true;
  const own = inputs.shape[timeFirst ? 1 : 0];
  return {
    batch: count !== undefined && isNumber(count) ? count : NONE_DIM,
    input: makeTensor([sameBatch(own, count), ...inputs.shape.slice(2)], inputs.dtype),
  };
}

/** `(outputs, state, lengths)` of a decoder. */
const dynamicDecode = operation(
  'tf.contrib.seq2seq.dynamic_decode',
  'decoder, output_time_major=False, impute_finished=False, maximum_iterations=None, parallel_iterations=32, ' +
    'swap_memory=False, scope=None',
  (a, cx) => {
    const decoder = a.get('decoder');
    if (!(decoder instanceof InstanceValue) || !Object.values(decoderClasses).includes(decoder.cls))
      return cx.unknown('what the decoder gives is not known');
    const beam = decoder.cls === decoderClasses.BeamSearchDecoder;
    const feed = feedOf(cx, beam ? decoder : partOf(decoder, 'helper'));
    if (!feed) return cx.unknown('what the decoder is fed is not known');
    const timeFirst = a.truth('output_time_major') ?? false;
    const overTime = (rest: Shape): Shape =>
      timeFirst ? [NONE_DIM, feed.batch, ...rest] : [feed.batch, NONE_DIM, ...rest];
    if (beam) {
      const width = readSize(partOf(decoder, 'beam_width'), cx, 'beam_width');
      const ids = makeTensor(overTime([width]), 'int32');
      const lengths = makeTensor([feed.batch, width], 'int64');
      const scores = cx.unknown('the scores of a beam search');
      return tuple([new TupleValue([ids, scores], beamOutput), cx.unknown('the state of a beam search'), lengths]);
    }
    const step = insideGivenScope(cx, a.get('scope'), 'decoder', () =>
      stepOf(cx, partOf(decoder, 'cell'), feed.input, partOf(decoder, 'initial_state')),
    );
    if (!step) return cx.unknown('what the cell gives is not known');
    const layer = partOf(decoder, 'output_layer');
    const output = layer.kind === 'none' ? step.output : cx.call(layer, [step.output]);
    const outputs = mapTensors(output, (part) =>
      part.shape ? result(overTime(part.shape.slice(1)), part.dtype) : part,
    );
    const ids = makeTensor(overTime([]), 'int32');
    return tuple([new TupleValue([outputs, ids], basicOutput), step.state, makeTensor([feed.batch], 'int32')]);
  },
  'decoder',
);

/** A state for every beam: each example stands `multiplier` times, one behind the other. */
const tileBatch = quiet('tf.contrib.seq2seq.tile_batch', 't, multiplier, name=None', (a, cx) => {
  const times = readSize(a.get('multiplier'), cx, 'multiplier');
  const given = a.get('t');
  return mapTensors(given.kind === 'tuple' || given.kind === 'list' ? given : convert(cx, given), (part) =>
    part.shape?.length ? makeTensor([mul(part.shape[0], times), ...part.shape.slice(1)], part.dtype) : part,
  );
});

/** The mean cross entropy of a batch of sequences; one for each example, or each step, where it is not averaged. */
const sequenceLoss = operation(
  'tf.contrib.seq2seq.sequence_loss',
  'logits, targets, weights, average_across_timesteps=True, average_across_batch=True, sum_over_timesteps=False, ' +
    'sum_over_batch=False, softmax_loss_function=None, name=None',
  (a, cx) =>
    withTensor(cx, a.get('logits'), (x) => {
      const gone = (what: string): boolean =>
        a.truth(`average_across_${what}`) === true || a.truth(`sum_over_${what}`) === true;
      const [batch, steps] = x.shape;
      return result([...(gone('batch') ? [] : [batch]), ...(gone('timesteps') ? [] : [steps])], x.dtype);
    }),
  'sequence_loss',
);

export const decodingFunctions: Readonly<Record<string, Value>> = {
  ...decoderClasses,
  dynamic_decode: dynamicDecode,
  tile_batch: tileBatch,
  sequence_loss: sequenceLoss,
  BasicDecoderOutput: basicOutput,
};
