import { equalDims } from '../../dim';
import { ShapeError } from '../../errors';
import type { ConvSettings } from '../types';
import { checkGroups } from './common';

/** What flax.linen.Conv and ConvTranspose refuse whatever the input (flax/linen/linear.py, jax.lax). */
export function checkFlaxSettings(settings: ConvSettings): void {
  const groups = settings.groups ?? 1;
  if (settings.outChannels !== undefined) checkGroups(groups, settings.outChannels, 'feature_group_count', 'features');
  const spread = settings.inputDilation.some((dilation) => equalDims(dilation, 1) === false);
  if (spread && settings.padding.kind !== 'explicit')
    throw new ShapeError(
      'padding-mode',
      'A padding word cannot be combined with input_dilation: JAX needs the padding as numbers there. Use padding=[(before, after), …], or ConvTranspose.',
      { parameter: 'padding', value: 0 },
    );
}
