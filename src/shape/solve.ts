/** The other direction: which settings give a wanted size. All sizes are numbers of one axis. */

/** The settings of one axis of a convolution. */
export interface Setting {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** On each side. */
  readonly padding: number;
  readonly outputPadding: number;
}

/**
 * The padding on each side that keeps the size at stride 1: dilation · (kernel − 1) / 2. Undefined when that is no
 * whole number (an even kernel with odd dilation), where only unequal sides keep the size.
 */
export function samePadding(kernel: number, dilation = 1): number | undefined {
  const total = dilation * (kernel - 1);
  return total % 2 === 0 ? total / 2 : undefined;
}

/** The output of a convolution on one axis, or undefined when no window fits. */
export function outputSize(input: number, setting: Setting, transposed = false): number | undefined {
  const { kernel, stride, dilation, padding, outputPadding } = setting;
  const reach = dilation * (kernel - 1) + 1;
  if (transposed) return positive((input - 1) * stride - 2 * padding + reach + outputPadding);
  const room = input + 2 * padding - reach;
  return room < 0 ? undefined : Math.floor(room / stride) + 1;
}

function positive(size: number): number | undefined {
  return size > 0 ? size : undefined;
}

/** The inputs that give `output`: an inclusive range, empty as undefined. */
export function inputsFor(
  output: number,
  setting: Setting,
  transposed = false,
): { readonly min: number; readonly max: number } | undefined {
  const { kernel, stride, dilation, padding, outputPadding } = setting;
  const reach = dilation * (kernel - 1) + 1;
  if (transposed) {
    const input = (output - reach - outputPadding + 2 * padding) / stride + 1;
    return Number.isInteger(input) && input > 0 ? { min: input, max: input } : undefined;
  }
  const smallest = (output - 1) * stride + reach - 2 * padding;
  const max = smallest + stride - 1;
  return output > 0 && max > 0 ? { min: Math.max(1, smallest), max } : undefined;
}

/** The kernels that people use, the commonest first. */
const KERNELS = [3, 1, 5, 7, 2, 4, 9, 11];

/**
 * Settings that turn `input` into `output`, the plainest first: fixed settings are kept, the others tried over what
 * people use (kernels up to 11, stride up to 8, dilation up to 3, padding up to half the kernel's reach). For a
 * transposed convolution the output padding stays below the stride.
 */
export function solveConv(
  input: number,
  output: number,
  fixed: Partial<Setting> = {},
  transposed = false,
  limit = 8,
): Setting[] {
  const found: Setting[] = [];
  for (const kernel of choices(fixed.kernel, KERNELS))
    for (const dilation of choices(fixed.dilation, [1, 2, 3]))
      for (const stride of choices(fixed.stride, [1, 2, 3, 4, 5, 6, 7, 8])) {
        const reach = dilation * (kernel - 1) + 1;
        const paddings = choices(fixed.padding, range(0, Math.floor(reach / 2)));
        const extras = choices(fixed.outputPadding, transposed ? range(0, stride - 1) : [0]);
        for (const padding of paddings)
          for (const outputPadding of extras) {
            const setting = { kernel, stride, dilation, padding, outputPadding };
            if (outputSize(input, setting, transposed) === output) found.push(setting);
          }
      }
  return found.sort((a, b) => oddity(input, a) - oddity(input, b)).slice(0, limit);
}

function choices(fixed: number | undefined, otherwise: readonly number[]): readonly number[] {
  return fixed === undefined ? otherwise : [fixed];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** How unusual a setting is: dilation and output padding count most, then rare kernels, odd paddings, wide strides. */
function oddity(input: number, setting: Setting): number {
  const rare = KERNELS.indexOf(setting.kernel);
  const centred = samePadding(setting.kernel, setting.dilation) === setting.padding || setting.padding === 0 ? 0 : 1;
  const wide = setting.stride > setting.kernel ? 4 : 0;
  const whole = setting.kernel > input ? 8 : 0;
  return (
    20 * (setting.dilation - 1) +
    10 * setting.outputPadding +
    2 * (rare < 0 ? KERNELS.length : rare) +
    3 * centred +
    wide +
    whole
  );
}
