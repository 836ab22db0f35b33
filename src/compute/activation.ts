import { type ActivationName, ACTIVATION_NAMES } from '../protocol/payload';
import { erf } from './numeric/erf';

/** A function of each number by itself, with its parameters. */
export interface Activation {
  readonly name: ActivationName;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** How an activation is computed in float64 and in a kernel. */
interface Rule {
  /** Names of the parameters with what they are where nothing is said. */
  readonly parameters?: Readonly<Record<string, number>>;
  value(x: number, p: Readonly<Record<string, number>>): number;
  /**
   * The same as an expression for gpu.js. `x` is a name, so it may stand several times. Comparisons rather than
   * `Math.max`: they let NaN through on every backend. Nothing is raised to a large power, and what cancels near zero
   * is a series there, so that float32 is exact to its last digits.
   */
  text(x: string, p: Readonly<Record<string, string>>): string;
}

/** A number as gpu.js takes for a float. */
function literal(value: number): string {
  const text = String(value);
  const float = /^-?\d+$/.test(text) ? `${text}.0` : text;
  return value < 0 ? `(${float})` : float;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

/** Klambauer et al. 2017, “Self-Normalizing Neural Networks”. */
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };
const GELU = { root: Math.sqrt(2 / Math.PI), cubic: 0.044715 };

const clampText = (x: string, low: string, high: string): string =>
  `(${x} < ${low} ? ${low} : (${x} > ${high} ? ${high} : ${x}))`;
const atMostText = (x: string, most: string): string => `(${x} > ${most} ? ${most} : ${x})`;
const logisticText = (x: string): string => `((${x} < 0.0 ? Math.exp(${x}) : 1.0) / (1.0 + Math.exp(-Math.abs(${x}))))`;
const expm1Text = (x: string): string =>
  `(Math.abs(${x}) < 0.1 ? ${x} * (1.0 + ${x} * (0.5 + ${x} * (0.16666667 + ${x} * (0.041666667 + ${x} * 0.0083333333)))) ` +
  `: Math.exp(${x}) - 1.0)`;
const tanhText = (x: string): string =>
  `(Math.abs(${x}) < 0.1 ? ${x} * (1.0 - ${x} * ${x} * (0.33333333 - ${x} * ${x} * 0.13333333)) ` +
  `: (${x} < 0.0 ? -1.0 : 1.0) * (1.0 - 2.0 / (Math.exp(2.0 * ${atMostText(`Math.abs(${x})`, '40.0')}) + 1.0)))`;
/**
 * log(1 + e), e from 0 to 1, as a polynomial fitted at Chebyshev's nodes: 3.6e−7 of the value at most. A logarithm of 1 + e
 * keeps few digits of a small e, and graphics cards compute logarithms near 1 to seven digits after the point, not of the value.
 */
const LOG1P = [0.99999981, -0.49997449, 0.33276177, -0.24499612, 0.17757024, -0.10785368, 0.044214192, -0.0085746762];
const log1pText = (e: string): string =>
  `${e} * ${LOG1P.map(literal).reduceRight((inner, factor) => `(${factor} + ${e} * ${inner})`)}`;
const softplusText = (x: string): string => `((${x} < 0.0 ? 0.0 : ${x}) + ${log1pText(`Math.exp(-Math.abs(${x}))`)})`;

/** Abramowitz and Stegun 7.1.26: 1.5e−7 at most, of what is then multiplied by x. */
const erfText = (x: string): string => {
  const t = `(1.0 / (1.0 + 0.3275911 * Math.abs(${x})))`;
  const series = `${t} * (0.254829592 + ${t} * (-0.284496736 + ${t} * (1.421413741 + ${t} * (-1.453152027 + ${t} * 1.061405429))))`;
  return `((${x} < 0.0 ? -1.0 : 1.0) * (1.0 - ${series} * Math.exp(-(${x}) * (${x}))))`;
};

const RULES: Readonly<Record<ActivationName, Rule>> = {
  relu: { value: (x) => (x < 0 ? 0 : x), text: (x) => `(${x} < 0.0 ? 0.0 : ${x})` },
  relu6: { value: (x) => clamp(x, 0, 6), text: (x) => clampText(x, '0.0', '6.0') },
  leaky_relu: {
    parameters: { slope: 0.01 },
    value: (x, { slope }) => (x < 0 ? slope * x : x),
    text: (x, { slope }) => `(${x} < 0.0 ? ${slope} * ${x} : ${x})`,
  },
  elu: {
    parameters: { alpha: 1 },
    value: (x, { alpha }) => (x < 0 ? alpha * Math.expm1(x) : x),
    text: (x, { alpha }) => `(${x} < 0.0 ? ${alpha} * ${expm1Text(x)} : ${x})`,
  },
  celu: {
    parameters: { alpha: 1 },
    value: (x, { alpha }) => (x < 0 ? alpha * Math.expm1(x / alpha) : x),
    text: (x, { alpha }) => `(${x} < 0.0 ? ${alpha} * ${expm1Text(`(${x} / ${alpha})`)} : ${x})`,
  },
  selu: {
    value: (x) => SELU.scale * (x < 0 ? SELU.alpha * Math.expm1(x) : x),
    text: (x) => `(${SELU.scale} * (${x} < 0.0 ? ${SELU.alpha} * ${expm1Text(x)} : ${x}))`,
  },
  gelu: {
    value: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
    text: (x) => `(0.5 * ${x} * (1.0 + ${erfText(`(${x} * ${Math.SQRT1_2})`)}))`,
  },
  gelu_tanh: {
    value: (x) => 0.5 * x * (1 + Math.tanh(GELU.root * (x + GELU.cubic * x ** 3))),
    text: (x) =>
      `(${x} * ${logisticText(`(${2 * GELU.root} * ${x} * (1.0 + ${GELU.cubic} * ${atMostText(`${x} * ${x}`, '10000.0')}))`)})`,
  },
  silu: { value: (x) => x * logistic(x), text: (x) => `(${x} * ${logisticText(x)})` },
  hard_swish: {
    value: (x) => (x * clamp(x + 3, 0, 6)) / 6,
    text: (x) => `(${x} * ${clampText(`(${x} + 3.0)`, '0.0', '6.0')} * ${1 / 6})`,
  },
  hard_sigmoid: {
    value: (x) => clamp(x + 3, 0, 6) / 6,
    text: (x) => `(${clampText(`(${x} + 3.0)`, '0.0', '6.0')} * ${1 / 6})`,
  },
  hard_tanh: {
    parameters: { low: -1, high: 1 },
    value: (x, { low, high }) => clamp(x, low, high),
    text: (x, { low, high }) => clampText(x, low, high),
  },
  sigmoid: { value: logistic, text: logisticText },
  tanh: { value: Math.tanh, text: tanhText },
  softplus: {
    parameters: { beta: 1 },
    value: (x, { beta }) => softplus(beta * x) / beta,
    text: (x, { beta }) => `(${softplusText(`(${beta} * ${x})`)} / ${beta})`,
  },
  softsign: { value: (x) => x / (1 + Math.abs(x)), text: (x) => `(${x} / (1.0 + Math.abs(${x})))` },
  mish: {
    value: (x) => x * Math.tanh(softplus(x)),
    // tanh(log(1 + e)) = n / (n + 2) with n = e·(e + 2).
    text: (x) => {
      const e = `Math.exp(${atMostText(x, '20.0')})`;
      const n = `${e} * (${e} + 2.0)`;
      return `(${x} * (${n}) / (${n} + 2.0))`;
    },
  },
};

export { ACTIVATION_NAMES, type ActivationName };

/** The parameters of an activation, those that are not given at their defaults. */
export function parametersOf({ name, parameters }: Activation): Record<string, number> {
  return { ...RULES[name].parameters, ...parameters };
}

/** The activation as a function of float64 numbers. */
export function activationFunction(activation: Activation): (x: number) => number {
  const { value } = RULES[activation.name];
  const parameters = parametersOf(activation);
  return (x) => value(x, parameters);
}

/** The activation of `x`, the name of a number, as an expression for gpu.js. */
export function activationText(activation: Activation | undefined, x: string): string {
  if (!activation) return x;
  const parameters = Object.fromEntries(
    Object.entries(parametersOf(activation)).map(([name, value]) => [name, literal(value)]),
  );
  return RULES[activation.name].text(x, parameters);
}

/** `leaky_relu, slope 0.2`: the activation with what it was set to. */
export function activationLabel(activation: Activation): string {
  const settings = Object.entries(parametersOf(activation)).map(([name, value]) => `, ${name} ${value}`);
  return `${activation.name}${settings.join('')}`;
}
