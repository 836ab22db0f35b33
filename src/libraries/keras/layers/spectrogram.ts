/** Spectrograms of signals (keras/src/layers/preprocessing/{mel,stft}_spectrogram.py, Keras 3.15). */
import { add, floorDiv, mul, orThrow, planConv, type DataLayout, type Dim, type PaddingSpec } from '../../../shape';
import { dataLayout, paddingWord, positive } from '../arguments';
import { hasKerasTensor } from '../../tensorflow/tensorClasses';
import type { LayerEntry } from '../define';

/** (batch, samples) to (batch, mel bins, frames). */
const mel: LayerEntry<{ bins: Dim; step: Dim }> = {
  name: 'MelSpectrogram',
  init:
    "fft_length=2048, sequence_stride=512, sequence_length=None, window='hann', sampling_rate=16000, num_mel_bins=128, " +
    'min_freq=20.0, max_freq=None, power_to_db=True, top_db=80.0, mag_exp=2.0, min_power=1e-10, ref_power=1.0',
  configure: (a) => ({ bins: positive(a, 'num_mel_bins'), step: positive(a, 'sequence_stride') }),
  output: (input, { settings: s, cx }, x) => {
    // Of a symbolic input with more axes Keras believes the second one (`compute_output_shape`).
    const [batch, samples] = input.length === 1 ? [[], input[0]] : [[input[0]], input[1]];
    if (input.length > 2 && !hasKerasTensor([x]))
      return cx.unknown('a spectrogram of a signal with more than two axes');
    return [...batch, s.bins, floorDiv(add(samples, add(s.step, 1)), s.step)];
  },
};

interface StftSettings {
  readonly layout: DataLayout;
  readonly frame: Dim;
  readonly step: Dim;
  /** Frequencies from 0 to half the rate. */
  readonly half: Dim;
  readonly mode: string | undefined;
  readonly padding: PaddingSpec | undefined;
  readonly expand: boolean;
}

/** Frames are windows of a convolution along the samples; each channel gives a spectrum. */
const stft: LayerEntry<StftSettings> = {
  name: 'STFTSpectrogram',
  init:
    "mode='log', frame_length=256, frame_step=None, fft_length=None, window='hann', periodic=False, scaling='density', " +
    "padding='valid', expand_dims=False, data_format=None",
  configure: (a) => {
    const frame = positive(a, 'frame_length');
    const transform = a.isNone('fft_length') ? frame : positive(a, 'fft_length');
    const half = add(floorDiv(transform, 2), 1);
    return {
      layout: dataLayout(a),
      frame,
      // Half a frame, as Keras documents for `frame_step=None`.
      step: a.isNone('frame_step') ? floorDiv(frame, 2) : positive(a, 'frame_step'),
      half,
      mode: a.str('mode'),
      padding: paddingWord(a, 'keras', 1),
      expand: a.truth('expand_dims') ?? false,
    };
  },
  input: () => ({ ndim: 3 }),
  weights: (s) =>
    ['real', 'imag']
      .filter((part) => s.mode !== (part === 'real' ? 'imag' : 'real'))
      .map((part) => ({ name: `${part}_kernel`, shape: [s.frame, 1, s.half], trainable: false })),
  output: (input, { settings: s, cx }) => {
    if (!s.padding) return cx.unknown('the padding of the spectrogram is not known');
    // The real and the imaginary part stand side by side.
    const frequencies = s.mode === 'stft' ? mul(s.half, 2) : s.half;
    const first = s.layout === 'channels_first';
    const channels = input[first ? 1 : 2];
    const { outputShape } = orThrow(
      planConv({
        framework: 'keras',
        op: 'STFTSpectrogram',
        rank: 1,
        inputShape: input,
        layout: s.layout,
        kernel: [s.frame],
        stride: [s.step],
        padding: s.padding,
        outChannels: mul(frequencies, channels),
        bias: false,
      }),
    );
    if (!s.expand) return outputShape;
    const [batch, frames] = [outputShape[0], outputShape[first ? 2 : 1]];
    return first ? [batch, channels, frames, frequencies] : [batch, frames, frequencies, channels];
  },
};

export const spectrogramLayers = [mel, stft] as LayerEntry<unknown>[];
