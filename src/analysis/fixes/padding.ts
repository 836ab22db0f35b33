/** Quick fix: the padding with which a convolution keeps the size of its input. */
import { frameworkOf } from '../../libraries/inputs';
import { argumentFor, literalOf, settingOf, type ConstructorCall } from './constructorCall';
import type { Fix } from './edits';
import { writeArgument } from './writeArgument';

/**
 * Adds or sets `padding` so that the output is as large as the input. Only for ordinary convolutions with stride 1,
 * and only where no padding but a literal is given: in PyTorch a number, for odd kernels (`evenPadding`), in Keras
 * `"same"`.
 */
export function keepSize(call: ConstructorCall): Fix | undefined {
  const framework = frameworkOf(call.cls);
  if (framework === 'keras') return keepSizeInKeras(call);
  if (framework !== 'torch' || call.layers.some((layer) => settingOf(layer, 'stride') !== 1)) return undefined;
  const padding = evenPadding(call);
  const isThere = call.layers.some((layer) => settingOf(layer, 'padding') === padding);
  return !padding || isThere || wordOf(call) === 'same' ? undefined : fixOf(call, String(padding));
}

/**
 * dilation · (kernel_size − 1) / 2 rows on both sides, which is kernel_size // 2 without dilation: what
 * `padding="same"` means for one of PyTorch's ordinary convolutions with an odd kernel. Undefined where the kernel is
 * computed: so must the padding be then, for a number would hold for the sizes of today only.
 */
export function evenPadding(call: ConstructorCall): number | undefined {
  if (!/^(Lazy)?Conv[123]d$/.test(call.cls.name)) return undefined;
  if (literalOf(argumentFor(call, 'kernel_size')?.value) === undefined) return undefined;
  const dilation = argumentFor(call, 'dilation');
  if (dilation && literalOf(dilation.value) === undefined) return undefined;
  const wanted = new Set(
    call.layers.map((layer) => {
      const [kernel, apart] = ['kernel_size', 'dilation'].map((name) => settingOf(layer, name));
      return kernel === undefined || apart === undefined || kernel % 2 === 0 ? undefined : (apart * (kernel - 1)) / 2;
    }),
  );
  const [padding] = wanted;
  return wanted.size === 1 ? padding : undefined;
}

function keepSizeInKeras(call: ConstructorCall): Fix | undefined {
  if (!/^(Depthwise|Separable)?Conv[123]D$/.test(call.cls.name)) return undefined;
  const strides = argumentFor(call, 'strides');
  if (strides && literalOf(strides.value) !== 1) return undefined;
  return argumentFor(call, 'padding') && wordOf(call) !== 'valid' ? undefined : fixOf(call, '"same"');
}

/** The padding that is given as a word. */
function wordOf(call: ConstructorCall): string | undefined {
  const padding = argumentFor(call, 'padding')?.value;
  return padding?.kind === 'constant' && padding.value.type === 'str' ? String(padding.value.value) : undefined;
}

function fixOf(call: ConstructorCall, padding: string): Fix | undefined {
  const edit = writeArgument(call, 'padding', padding);
  return edit && { kind: 'padding', subject: `padding=${padding}`, edits: [edit], preferred: false };
}
