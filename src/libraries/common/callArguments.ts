/** Calls that Python refuses for their arguments alone: one that must be given is not, or there are more than are taken. */
import { said, type Saying } from '../../protocol/say';
import { PyError } from '../../python/interpreter/errors';
import { isSpread, openArguments } from '../../python/interpreter/openArguments';
import { surplusArgument, unexpectedKeyword } from '../../python/interpreter/refusedArguments';
import type { NativeCall, Value } from '../../python/interpreter/values';

/** A parameter of a function of the program or of a library. */
interface Parameter {
  readonly name: string;
  readonly type: 'positionalOnly' | 'normal' | 'varArgs' | 'keywordOnly' | 'varKeywords';
}

/** What a layer cannot do without and takes from nothing else. */
const NOT_DERIVED: Readonly<Record<string, Saying>> = {
  filters: said`how many filters there are is a choice of yours: it does not follow from the image, kernel_size and strides, which give the height and width of the output`,
  units: said`how many units there are is a choice of yours: it does not follow from the input`,
};

/**
 * @param isOptional whether a parameter has a default
 * @throws PyError TypeError `missing-argument` where a layer is made without an argument that has no default
 */
export function needRequired<P extends Parameter>(
  layer: string,
  parameters: readonly P[],
  { args, kwargs }: NativeCall,
  isOptional: (parameter: P) => boolean,
): void {
  const missing = missingArguments(parameters, args, kwargs, isOptional);
  if (missing.length === 0) return;
  const [{ name }] = missing;
  const why = NOT_DERIVED[name];
  throw new PyError(
    'TypeError',
    why ? said`${layer} needs ${name}: ${why}.` : said`${layer} needs ${name}, which has no default.`,
    'missing-argument',
  );
}

/** @throws PyError TypeError `unknown-argument` or `argument-count` where more is given than a function takes */
export function needKnown(fn: string, parameters: readonly Parameter[], { args, kwargs }: NativeCall): void {
  const taken = surplusArguments(parameters, args);
  if (taken !== undefined) throw surplusArgument(fn, taken, args.length, true);
  if (parameters.some(({ type }) => type === 'varKeywords')) return;
  const names = parameters.filter(({ type }) => type === 'normal' || type === 'keywordOnly').map(({ name }) => name);
  const other = [...kwargs.keys()].find((name) => !names.includes(name));
  if (other !== undefined) throw unexpectedKeyword(fn, other, names, true);
}

/** The parameters that are certainly given nothing. */
export function missingArguments<P extends Parameter>(
  parameters: readonly P[],
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  isOptional: (parameter: P) => boolean,
): P[] {
  if (openArguments(args, kwargs)) return [];
  const positional = parameters.filter(({ type }) => type === 'normal' || type === 'positionalOnly');
  return parameters.filter((parameter) => {
    if (isOptional(parameter) || kwargs.has(parameter.name)) return false;
    const place = positional.indexOf(parameter);
    return parameter.type === 'keywordOnly' || place >= args.length;
  });
}

/** How many positional arguments are taken, where certainly more are given. */
export function surplusArguments(parameters: readonly Parameter[], args: readonly Value[]): number | undefined {
  if (parameters.some(({ type }) => type === 'varArgs') || args.some(isSpread)) return undefined;
  const taken = parameters.filter(({ type }) => type === 'normal' || type === 'positionalOnly').length;
  return args.length > taken ? taken : undefined;
}
