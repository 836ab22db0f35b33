import { type Schema, Validator } from '@cfworker/json-schema';
import { bytesPerElement } from './codec';
import { type Payload, type Step, type TensorData, VERSION, tensorNames } from './payload';
import schema from './payload.schema.json';

/** Most numbers that the tensors of one output may hold together: 256 MB as float32. */
export const MAX_NUMBERS = 64 * 2 ** 20;

/** What is wrong with an arriving output: `message` says what, `advice` what to do. */
export interface PayloadProblem {
  readonly kind: 'malformed' | 'newer' | 'oversized';
  readonly message: string;
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
    return refuse('newer', `This output has version ${version}; this ConvLens reads version ${VERSION}.`, UPDATE);
  }
  const unfit = schemaError(data);
  if (unfit) return refuse('malformed', `This output is not what ConvLens writes: ${unfit}`, RERUN);
  const payload = data as Payload;
  const problem = checkTensors(payload.tensors) ?? payload.steps.map(checkStep(payload)).find(Boolean);
  return problem ? { ok: false, problem } : { ok: true, payload };
}

const RERUN = 'Run the cell again to make the output anew.';
const UPDATE = 'Update the ConvLens extension, or run the cell again with this version.';

let compiled: Validator | undefined;

/** Where and how the data departs from the schema, or undefined where it does not. */
function schemaError(data: unknown): string | undefined {
  try {
    const { valid, errors } = validator().validate(data);
    if (valid) return undefined;
    // The last error is the innermost: the ones before it only say that something below them is wrong.
    const { instanceLocation, error } = errors[errors.length - 1];
    return `at ${instanceLocation.replace(/^#\/?/, '') || 'the output'}: ${error}`;
  } catch {
    return 'it is not JSON.';
  }
}

/** The validator, made when first needed. */
function validator(): Validator {
  compiled ??= new Validator(schema as Schema, '7', false);
  return compiled;
}

function problemOf(kind: PayloadProblem['kind'], message: string, advice: string): PayloadProblem {
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
        `The tensors of this output hold more than ${MAX_NUMBERS.toLocaleString('en')} numbers ` +
          `(“${name}” alone ${length.toLocaleString('en')}), which is too much for a view.`,
        'Show a smaller batch or crop, or fewer channels.',
      );
    }
    if ('init' in tensor) continue;
    const bytes = length * bytesPerElement(tensor.dtype);
    if (Math.abs(decodedLength(tensor.data) - bytes) > 2) {
      return problemOf(
        'malformed',
        `Tensor “${name}” of shape (${tensor.shape.join(', ')}) and type ${tensor.dtype} takes ${bytes} bytes, but ` +
          `about ${decodedLength(tensor.data)} are stored.`,
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
    const wrong = (message: string): PayloadProblem =>
      problemOf('malformed', `Step ${index + 1} (${step.op}): ${message}`, RERUN);
    for (const name of tensorNames(step)) {
      if (!(name in payload.tensors)) return wrong(`there is no tensor “${name}”.`);
    }
    if (typeof step.input === 'number' && step.input >= index) {
      return wrong(`it reads the output of step ${step.input + 1}, which does not come before it.`);
    }
    if (step.type !== 'conv' && step.type !== 'pool') return undefined;
    const axes = step.stride.length;
    const perAxis = {
      dilation: step.dilation,
      padding: step.padding,
      ...(step.type === 'pool' && { kernel: step.kernel }),
    };
    for (const [name, values] of Object.entries(perAxis)) {
      if (values.length !== axes) return wrong(`${name} has ${values.length} entries and stride has ${axes}.`);
    }
    return undefined;
  };
}
