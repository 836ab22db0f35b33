/** What Python says where the arguments of a call do not fit the parameters of what is called. */
import { said } from '../../protocol/say';
import { PyError } from './errors';
import { nearestName } from './nearNames';

/** @param isCertain whether the call is the program's own, so that it fails as it stands */
export function unexpectedKeyword(fn: string, name: string, known: readonly string[], isCertain: boolean): PyError {
  const near = nearestName(name, known);
  return new PyError(
    'TypeError',
    near === undefined
      ? said`${fn}() got an unexpected keyword argument '${name}'`
      : said`${fn}() got an unexpected keyword argument '${name}'. Did you mean '${near}'?`,
    isCertain ? 'unknown-argument' : undefined,
  );
}

export function repeatedArgument(fn: string, name: string, isCertain: boolean): PyError {
  const words = said`${fn}() got multiple values for argument '${name}'`;
  return new PyError('TypeError', words, isCertain ? 'argument-count' : undefined);
}

export function surplusArgument(fn: string, taken: number, given: number, isCertain: boolean): PyError {
  const words =
    taken === 1
      ? said`${fn}() takes 1 positional argument but ${given} were given`
      : said`${fn}() takes ${taken} positional arguments but ${given} were given`;
  return new PyError('TypeError', words, isCertain ? 'argument-count' : undefined);
}

export function missingArgument(fn: string, names: readonly string[], isCertain: boolean): PyError {
  const quoted = names.map((name) => `'${name}'`).join(', ');
  const words =
    names.length === 1
      ? said`${fn}() missing 1 required argument: ${quoted}`
      : said`${fn}() missing ${names.length} required arguments: ${quoted}`;
  return new PyError('TypeError', words, isCertain ? 'missing-argument' : undefined);
}
