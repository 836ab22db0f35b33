/** Quick fix: a setting of a layer that its own rule refuses, set to the nearest value that the rule allows. */
import type { Problem } from '../../python/interpreter';
import { argumentFor, literalOf, settingOf, type ConstructorCall } from './constructorCall';
import type { Fix } from './edits';
import { evenPadding } from './padding';
import { writeArgument } from './writeArgument';

export function ruleSetting(call: ConstructorCall, { code, fix }: Problem): Fix | undefined {
  switch (code) {
    case 'groups-divisibility':
      return fixOf(call, 'groups', commonDivisor(call), 'groups');
    case 'same-with-stride':
      return fixOf(call, 'padding', evenPadding(call), 'same');
    case 'pool-padding':
    case 'kernel-too-large':
      return fix && typeof fix.value === 'number' && settingOf(call.layers[0], fix.parameter) !== undefined
        ? fixOf(call, fix.parameter, fix.value, 'most')
        : undefined;
    default:
      return undefined;
  }
}

function fixOf(call: ConstructorCall, parameter: string, value: number | undefined, kind: Fix['kind']) {
  const edit = value === undefined ? undefined : writeArgument(call, parameter, String(value));
  return edit && ({ kind, subject: `${parameter}=${value}`, edits: [edit], preferred: false } satisfies Fix);
}

/** The largest number of groups, not above the one given, that divides the input and the output channels. */
function commonDivisor(call: ConstructorCall): number | undefined {
  const [inputs, outputs, groups] = ['in_channels', 'out_channels', 'groups'].map((name) =>
    literalOf(argumentFor(call, name)?.value),
  );
  if (!inputs || !outputs || !groups) return undefined;
  for (let g = groups - 1; g > 0; g--) if (inputs % g === 0 && outputs % g === 0) return g;
  return undefined;
}
