/** `tf.contrib.legacy_seq2seq` of TensorFlow 1: networks unrolled over lists of tensors, one per step. */
import type { Context } from '../../../python/interpreter/context';
import { native } from '../../../python/interpreter/native';
import { int, list, tuple, type Value } from '../../../python/interpreter/values';
import { convert } from '../convert';
import { operation } from '../operation';
import { stepOf } from '../rnn/unroll';
import { makeTensor } from '../tensorClasses';

interface Decoded {
  readonly outputs: Value[];
  readonly state: Value;
}

/** A cell along a list of inputs; with a loop function, what it makes of the last output is the next input. */
function decode(cx: Context, inputs: readonly Value[], state: Value, cell: Value, loop: Value): Decoded | undefined {
  const outputs: Value[] = [];
  let current = state;
  for (const [i, given] of inputs.entries()) {
    const input = i > 0 && loop.kind !== 'none' ? cx.call(loop, [outputs[i - 1], int(i)]) : convert(cx, given);
    const step = stepOf(cx, cell, input, current);
    if (!step) return undefined;
    outputs.push(step.output);
    current = step.state;
  }
  return { outputs, state: current };
}

/** `(list of outputs, state)`. */
const rnnDecoder = operation(
  'tf.contrib.legacy_seq2seq.rnn_decoder',
  'decoder_inputs, initial_state, cell, loop_function=None, scope=None',
  (a, cx) => {
    const inputs = cx.sequence(a.get('decoder_inputs'));
    const made = inputs && decode(cx, inputs, a.get('initial_state'), a.get('cell'), a.get('loop_function'));
    return made ? tuple([list(made.outputs), made.state]) : cx.unknown('the steps of the network are not known');
  },
  'rnn_decoder',
);

/** An encoder's last state is the decoder's first. */
const basicSeq2seq = native(
  'basic_rnn_seq2seq',
  'encoder_inputs, decoder_inputs, cell, dtype=None, scope=None',
  (a, cx) => {
    const nn = cx.getAttr(cx.importModule('tensorflow'), 'nn');
    const dtype = a.isNone('dtype') ? cx.getAttr(cx.importModule('tensorflow'), 'float32') : a.get('dtype');
    const encoded = cx.call(
      cx.getAttr(nn, 'static_rnn'),
      [a.get('cell'), a.get('encoder_inputs')],
      new Map([['dtype', dtype]]),
    );
    if (encoded.kind !== 'tuple') return encoded;
    return cx.call(rnnDecoder, [a.get('decoder_inputs'), encoded.items[1], a.get('cell')]);
  },
);

/** A number for each example, over all the steps. */
const lossByExample = native(
  'sequence_loss_by_example',
  'logits, targets, weights, average_across_timesteps=True, softmax_loss_function=None, name=None',
  (a, cx) => {
    const first = cx.sequence(a.get('logits'))?.[0];
    const logits = first && convert(cx, first);
    return logits?.kind === 'tensor' && logits.shape
      ? makeTensor(logits.shape.slice(0, 1), logits.dtype)
      : cx.unknown('the logits are not known');
  },
);

const sequenceLoss = native('sequence_loss', 'logits, targets, weights, *args, **kwargs', () =>
  makeTensor([], 'float32'),
);

export const legacySeq2seq: Readonly<Record<string, Value>> = {
  rnn_decoder: rnnDecoder,
  basic_rnn_seq2seq: basicSeq2seq,
  sequence_loss_by_example: lossByExample,
  sequence_loss: sequenceLoss,
};
