/** Quick fix: the constructor's argument set to what arrives. */
import type { Fix } from './edits';
import { argumentFor, literalOf, settingOf, type ConstructorCall } from './constructorCall';

/**
 * Sets an argument of a constructor call to a number. Only where a literal stands there that the layers really
 * have.
 */
export function setArgument(call: ConstructorCall, parameter: string, value: number): Fix | undefined {
  const argument = argumentFor(call, parameter);
  const literal = literalOf(argument?.value);
  if (!argument || literal === undefined || literal === value || !Number.isInteger(value) || value < 1)
    return undefined;
  if (call.layers.some((layer) => settingOf(layer, parameter) !== literal)) return undefined;
  const { start, end } = argument.value;
  const edits = [{ file: call.file, start, end, text: String(value) }];
  return { kind: 'set', subject: `${parameter}=${value}`, edits, preferred: true };
}

/** Whether the layers' groups allow this number of input channels. */
export const allowedByGroups = ({ layers }: ConstructorCall, channels: number): boolean =>
  layers.every((layer) => channels % (settingOf(layer, 'groups') ?? 1) === 0);
