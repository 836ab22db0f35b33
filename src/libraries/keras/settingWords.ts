/** What layers take as a word: names of activations, initialisers, regularisers and constraints. */
import { PyError } from '../../python/interpreter/errors';
import type { Bound, Parameter } from '../../python/interpreter/native';
import { activationOf } from '../tensorflow/activations';
import { customObject } from './customObjects';
import { said } from '../../protocol/say';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** By the end of the parameter's name (`get` in keras/src/{initializers,regularizers,constraints}, Keras 3.15 and 2). */
const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  initializer: words(
    'zero zeros one ones constant identity identityinitializer orthogonal orthogonalinitializer randomnormal normal ' +
      'randomuniform uniform truncatednormal variancescaling glorotnormal glorotuniform henormal heuniform lecunnormal ' +
      'lecununiform stft stftinitializer convaware',
  ),
  regularizer: words('l1 l2 l1l2 activityl1 activityl2 activityl1l2 orthogonal orthogonalregularizer'),
  constraint: words('maxnorm nonneg unitnorm minmaxnorm radialconstraint'),
};

/** `GlorotUniform`, `glorot_uniform` and `glorot_uniform_v2` are one. */
const plain = (word: string): string =>
  word
    .replace(/_?v[12]$/i, '')
    .replaceAll('_', '')
    .toLowerCase();

/** Activations that are layers go by their names in Keras 2 alone. */
const LAYERS = words('LeakyReLU PReLU ELU ReLU Softmax ThresholdedReLU');

/** @throws PyError ValueError for a word that stands for nothing */
export function checkSettingWords(a: Bound, parameters: readonly Parameter[]): void {
  for (const { name } of parameters) {
    const kind = /(?:^|_)(activation|initializer|regularizer|constraint)$/.exec(name)?.[1];
    const word = kind && a.has(name) ? a.str(name) : undefined;
    if (kind === undefined || word === undefined || word.includes('>') || customObject(a.cx, word)) continue;
    const isKnown =
      kind === 'activation' ? activationOf(word) !== undefined || LAYERS.has(word) : KNOWN[kind].has(plain(word));
    if (isKnown) continue;
    const sentence =
      kind === 'activation'
        ? said`Could not interpret activation function identifier: ${word}`
        : said`Could not interpret ${kind} identifier: ${word}`;
    throw new PyError('ValueError', sentence, 'argument-value');
  }
}
