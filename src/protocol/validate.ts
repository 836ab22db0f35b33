import { type Schema, Validator } from '@cfworker/json-schema';
import { bytesPerElement } from './codec';
import { type Payload, type Step, type TensorData, VERSION, tensorNames } from './payload';
import { type Saying, saying } from './say';
import schema from './payload.schema.json';

/** Most numbers that the tensors of one output may hold together: 256 MB as float32. */
export const MAX_NUMBERS = 64 * 2 ** 20;

/** What is wrong with an arriving output: `message` says what, `advice` what to do. */
export interface PayloadProblem {
  readonly kind: 'malformed' | 'newer' | 'oversized';
  readonly message: Saying;
  readonly advice: string;
}

export type Validated =
  { readonly ok: true; readonly payload: Payload } | { readonly ok: false; readonly problem: PayloadProblem };

/**
 * Holds arriving data to the schema and to what a schema cannot say: that names refer to something,
 * that sizes fit the bytes, and that the whole is not too much. Never throws. It uses no `eval`, which a
 * webview's content policy may forbid. Whether the sizes make a convolution is the ConvPlan's to say.
 */
export function validatePayload(data: unknown): Validated {
  const version = (data as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION) {
    return refuse(
      'newer',
      saying('This output has version {0}; this ConvLens reads version {1}.', version, VERSION),
      UPDATE,
    );
  }
  const unfit = schemaError(data);
  if (unfit) return refuse('malformed', unfit, RERUN);
  const payload = data as Payload;
  const problem = checkTensors(payload.tensors) ?? payload.steps.map(checkStep(payload)).find(Boolean);
  return problem ? { ok: false, problem } : { ok: true, payload };
}

const RERUN = 'Run the cell again to make the output anew.';
const UPDATE = 'Update the ConvLens extension, or run the cell again with this version.';

let compiled: Validator | undefined;

/** Where and how the data departs from the schema, or undefined where it does not. */
function schemaError(data: unknown): Saying | undefined {
  try {
    const { valid, errors } = validator().validate(data);
    if (valid) return undefined;
    // The last error is the innermost: the ones before it only say that something below them is wrong.
    const { instanceLocation, error } = errors[errors.length - 1];
    const place = instanceLocation.replace(/^#\/?/, '');
    if (place === '') return saying('This output is not what ConvLens writes: {0}', error);
    return saying('This output is not what ConvLens writes, at {0}: {1}', place, error);
  } catch {
    return saying('This output is not JSON.');
  }
}

/** The validator, made when first needed. */
function validator(): Validator {
  compiled ??= new Validator(schema as Schema, '7', false);
  return compiled;
}

function problemOf(kind: PayloadProblem['kind'], message: Saying, advice: string): PayloadProblem {
  return { kind, message, advice };
}

function refuse(...problem: Parameters<typeof problemOf>): Validated {
  return { ok: false, problem: problemOf(...problem) };
}

function checkTensors(tensors: Record<string, TensorData>): PayloadProblem | undefined {
  let total = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const length = tensor.shape.reduce((product, dim) => product * dim, 1);
    total += length;
    if (total > MAX_NUMBERS) {
      return problemOf(
        'oversized',
        saying(
          'The tensors of this output hold more than {0} numbers (“{1}” alone {2}), which is too much for a view.',
          MAX_NUMBERS.toLocaleString('en'),
          name,
          length.toLocaleString('en'),
        ),
        'Show a smaller batch or crop, or fewer channels.',
      );
    }
    if ('init' in tensor) continue;
    const bytes = length * bytesPerElement(tensor.dtype);
    if (Math.abs(decodedLength(tensor.data) - bytes) > 2) {
      return problemOf(
        'malformed',
        saying(
          'Tensor “{0}” of shape ({1}) and type {2} takes {3} bytes, but about {4} are stored.',
          name,
          tensor.shape.join(', '),
          tensor.dtype,
          bytes,
          decodedLength(tensor.data),
        ),
        RERUN,
      );
    }
  }
  return undefined;
}

/** Roughly how many bytes base64 text stands for; line breaks and padding blur it, so it is only a first check. */
function decodedLength(text: string): number {
  const breaks = text.includes('\n')
    ? text.split('\n').length - 1 + (text.includes('\r') ? text.split('\r').length - 1 : 0)
    : 0;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor(((text.length - breaks) * 3) / 4) - padding;
}

function checkStep(payload: Payload): (step: Step, index: number) => PayloadProblem | undefined {
  return (step, index) => {
    const wrong = (text: string, ...values: Saying['values']): PayloadProblem =>
      problemOf('malformed', { text, values: [index + 1, step.op, ...values] }, RERUN);
    for (const name of tensorNames(step)) {
      if (!(name in payload.tensors)) return wrong('Step {0} ({1}): there is no tensor “{2}”.', name);
    }
    if (typeof step.input === 'number' && step.input >= index) {
      return wrong('Step {0} ({1}): it reads the output of step {2}, which does not come before it.', step.input + 1);
    }
    if (step.type !== 'conv' && step.type !== 'pool') return undefined;
    const axes = step.stride.length;
    const perAxis = {
      dilation: step.dilation,
      padding: step.padding,
      ...(step.type === 'pool' && { kernel: step.kernel }),
    };
    for (const [name, values] of Object.entries(perAxis)) {
      if (values.length !== axes) {
        return wrong('Step {0} ({1}): {2} has {3} entries and stride has {4}.', name, values.length, axes);
      }
    }
    return undefined;
  };
}
