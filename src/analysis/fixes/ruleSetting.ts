/** Quick fixes: a setting of a layer that its own rule refuses, set to the nearest value that the rule allows. */
import { isNumber } from '../../shape';
import { tensorsIn, type CallRecord, type Problem } from '../../python/interpreter';
import { frameworkOf } from '../../libraries/inputs';
import { argumentFor, literalOf, settingOf, type ConstructorCall } from './constructorCall';
import type { Fix } from './edits';
import { evenPadding } from './padding';
import { writeArgument } from './writeArgument';

export function ruleSetting(
  call: ConstructorCall,
  { code, fix }: Problem,
  failed: CallRecord | undefined,
): (Fix | undefined)[] {
  const known = typeof fix?.value === 'number' ? fix.value : undefined;
  switch (code) {
    case 'groups-divisibility':
      return [
        fixOf(call, 'groups', commonDivisor(call, failed), 'groups'),
        fix?.parameter === 'filters' ? fixOf(call, 'filters', known, 'multiple') : undefined,
      ];
    case 'same-with-stride':
      return [fixOf(call, 'padding', evenPadding(call), 'same')];
    case 'stride-with-dilation':
      return ['dilation_rate', 'strides'].map((parameter) => fixOf(call, parameter, 1, 'one'));
    case 'output-padding':
    case 'pool-padding':
    case 'kernel-too-large':
      return [
        fix && (failed === undefined || settingOf(call.layers[0], fix.parameter) !== undefined)
          ? fixOf(call, fix.parameter, known, 'most')
          : undefined,
      ];
    default:
      return [];
  }
}

function fixOf(call: ConstructorCall, parameter: string, value: number | undefined, kind: Fix['kind']) {
  const edit = value === undefined ? undefined : writeArgument(call, parameter, String(value));
  return edit && ({ kind, subject: `${parameter}=${value}`, edits: [edit], preferred: false } satisfies Fix);
}

/** The largest number of groups, not above the one given, that divides the input and the output channels. */
function commonDivisor(call: ConstructorCall, failed: CallRecord | undefined): number | undefined {
  const [given, outputs, groups] = (
    frameworkOf(call.cls) === 'keras' ? ['', 'filters', 'groups'] : ['in_channels', 'out_channels', 'groups']
  ).map((name) => literalOf(argumentFor(call, name)?.value));
  const inputs = given ?? (failed && arrivingChannels(failed));
  if (!inputs || !outputs || !groups) return undefined;
  for (let g = groups - 1; g > 0; g--) if (inputs % g === 0 && outputs % g === 0) return g;
  return undefined;
}

/** The channels of what a Keras layer is called with. */
function arrivingChannels({ inputs, instance }: CallRecord): number | undefined {
  const layout = instance?.attrs.get('data_format');
  const channels = tensorsIn(inputs)[0]?.shape?.at(
    layout?.kind === 'str' && layout.value === 'channels_first' ? 1 : -1,
  );
  return channels !== undefined && isNumber(channels) ? channels : undefined;
}
