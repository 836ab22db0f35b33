/** Quick fix: the padding with which a convolution keeps the size of its input. */
import { frameworkOf } from '../../libraries/inputs';
import { argumentFor, literalOf, settingOf, type ConstructorCall } from './constructorCall';
import type { Fix } from './edits';

/**
 * Adds or sets `padding` so that the output is as large as the input: dilation · (kernel_size − 1) / 2, which is
 * kernel_size // 2 without dilation. Only for PyTorch's ordinary convolutions with stride 1 and an odd kernel, and
 * only where no padding but a literal is given.
 */
export function keepSize(call: ConstructorCall): Fix | undefined {
  if (!/^(Lazy)?Conv[123]d$/.test(call.cls.name) || frameworkOf(call.cls) !== 'torch') return undefined;
  const wanted = new Set(
    call.layers.map((layer) => {
      const [kernel, stride, dilation] = ['kernel_size', 'stride', 'dilation'].map((name) => settingOf(layer, name));
      if (kernel === undefined || dilation === undefined || stride !== 1 || kernel % 2 === 0) return undefined;
      return (dilation * (kernel - 1)) / 2;
    }),
  );
  const [padding] = wanted;
  if (wanted.size !== 1 || !padding || call.layers.some((layer) => settingOf(layer, 'padding') === padding)) {
    return undefined;
  }
  // Where the kernel is computed, so must the padding be: a number would hold for the sizes of today only.
  if (literalOf(argumentFor(call, 'kernel_size')?.value) === undefined) return undefined;
  const dilation = argumentFor(call, 'dilation');
  if (dilation && literalOf(dilation.value) === undefined) return undefined;
  const given = argumentFor(call, 'padding');
  const subject = `padding=${padding}`;
  if (given) {
    if (literalOf(given.value) === undefined) return undefined;
    const { start, end } = given.value;
    return {
      kind: 'padding',
      subject,
      edits: [{ file: call.file, start, end, text: String(padding) }],
      preferred: false,
    };
  }
  const last = [...call.node.args, ...call.node.keywords].sort((a, b) => a.start - b.start).at(-1);
  if (!last) return undefined;
  const edit = { file: call.file, start: last.end, end: last.end, text: `, ${subject}` };
  return { kind: 'padding', subject, edits: [edit], preferred: false };
}
