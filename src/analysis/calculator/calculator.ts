/** The shape calculator: a layer as people write it, and what comes out of it. */
import { formatShape, parseShape, spellingsOf, sym, type Dim, type ExplainLine, type Language } from '../../shape';
import type { CalculateResult, CalculatorLine } from '../../protocol/messages';
import type { CallRecord } from '../../python/interpreter';
import { describeCall } from '../hover/calls';
import { operationText } from '../hover/operators';
import { shapeText } from '../shapes';
import { engineOptions } from '../engine';
import { said } from '../../protocol/say';
import { sayIn } from '../said';
import { errorMessage, evaluateLayer, expressionIn, type Evaluated, type Spelling } from './evaluate';
import { positionsLine } from './positions';

const EXAMPLE = 'Conv2d(3, 64, 7, stride=2) @ 224×224';

/** Evaluates what stands in the calculator; never throws. */
export function calculate(text: string, language: Language = 'en'): CalculateResult {
  const { layer, shape } = split(text);
  if (!layer) return { lines: [], spellings: [] };
  // While somebody types there is no expression yet: no error, and no answer.
  if (!expressionIn(layer)) {
    const hint = said`Write one layer or call, then @ and the size it gets, as in ${EXAMPLE}`;
    return { lines: [{ label: '', text: sayIn(hint, language), kind: 'detail' }], spellings: [] };
  }
  try {
    const { spelling, expr } = spelled(layer);
    const evaluated = evaluateWith(expr, spelling, shape);
    return present(evaluated, language);
  } catch (error) {
    return { lines: [{ label: '', text: errorMessage(error, language), kind: 'error' }], spellings: [] };
  }
}

/** `LAYER @ SHAPE`; the shape may be missing. */
function split(text: string): { layer: string; shape?: string } {
  // A decorator-like `@` for matrix products stands between spaces too, but no shape follows it.
  const match = /^(.*\S)\s*@\s*([^@]*\d[^@a-wyzA-Z]*|[^@]*)$/s.exec(text.trim());
  if (!match || !/^[\s()[\],×xX*\d?NCHWDL]*$/.test(match[2])) return { layer: text.trim() };
  return { layer: match[1].trim(), shape: match[2].trim() || undefined };
}

/** The expression in the namespace of the framework whose name it uses. */
function spelled(text: string): { expr: string; spelling: Spelling } {
  const head = /^[A-Za-z_][\w.]*/.exec(text)?.[0] ?? '';
  if (/^(tf|tensorflow)\./.test(head) && !/keras/.test(head)) return { expr: text, spelling: 'tensorflow' };
  if (/(^|\.)keras\.|^layers\.|^keras$/.test(head))
    return { expr: text.replace(/^tf\.keras\./, 'keras.'), spelling: 'keras' };
  if (/^(linen\.|flax\.|jax\.|lax\.)/.test(head) || /^nn\.(Conv|ConvTranspose|Dense|max_pool|avg_pool)\b/.test(text)) {
    return { expr: text, spelling: 'flax' };
  }
  if (head.includes('.')) return { expr: text, spelling: 'torch' };
  return shorthand(text, head);
}

/** A bare layer name belongs to the framework that has it: `Conv2d` PyTorch, `Conv2D` Keras. */
function shorthand(text: string, name: string): { expr: string; spelling: Spelling } {
  const { libraries } = engineOptions();
  const has = (module: string) => {
    const attrs = libraries.get(module)?.attrs;
    return Object.hasOwn(typeof attrs === 'function' ? attrs() : (attrs ?? {}), name);
  };
  if (has('torch.nn')) return { expr: `nn.${text}`, spelling: 'torch' };
  if (has('keras.layers')) return { expr: `keras.layers.${text}`, spelling: 'keras' };
  if (has('torch.nn.functional')) return { expr: `F.${text}`, spelling: 'torch' };
  if (has('tensorflow.nn')) return { expr: `tf.nn.${text}`, spelling: 'tensorflow' };
  return { expr: text, spelling: 'torch' };
}

/** Tries the shape as it stands and completed by batch and channels, the way people leave them out. */
function evaluateWith(expr: string, spelling: Spelling, shape: string | undefined): Evaluated {
  if (!shape) return evaluateLayer({ expr, spelling });
  const sizes = parseShape(shape);
  const rank = Number(/(\d)[dD]\b|(\d)D(?=Transpose)/.exec(expr)?.slice(1).find(Boolean) ?? 0);
  const channels = channelsOf(expr);
  const first = spelling === 'torch' || /channels_first|NCHW/.test(expr);
  const complete = (): readonly Dim[] => {
    if (rank === 0) return sizes;
    if (sizes.length === rank) return first ? [1, channels, ...sizes] : [1, ...sizes, channels];
    if (sizes.length === rank + 1) return [1, ...sizes];
    return sizes;
  };
  return evaluateLayer({ expr, spelling, input: complete() });
}

/** The channels a torch layer is written for; a symbol where they are read off the input. */
function channelsOf(expr: string): Dim {
  const torch = /Conv(?:Transpose)?\dd\(\s*(?:in_channels\s*=\s*)?(\d+)|BatchNorm\dd\(\s*(\d+)/.exec(expr);
  const number = torch?.slice(1).find(Boolean);
  return number ? Number(number) : sym('C');
}

function present(evaluated: Evaluated, language: Language): CalculateResult {
  const call = mainCall(evaluated.calls);
  const output = shapeText(evaluated.value);
  if (!call) {
    return { output, lines: [{ label: '', text: output, kind: 'result' }], spellings: [], comment: output };
  }
  const described = describeCall(call, language);
  const { plan } = call.detail;
  const name = operationText(call.op);
  const lines: CalculatorLine[] = [
    { label: name, text: described.title.slice(name.length).trim(), kind: 'result' },
    ...described.lines.map((line: ExplainLine) => ({ ...line, kind: 'detail' as const })),
    ...positionsLine(plan, language).map((line) => ({ ...line, kind: 'detail' as const })),
  ];
  const notes = plan && 'notes' in plan ? plan.notes : plan && 'depthwise' in plan ? plan.depthwise.notes : [];
  for (const note of notes) {
    if (note.code === 'asymmetric-padding' || note.code === 'space-to-batch' || note.code === 'unbatched') {
      lines.push({ label: '', text: note.message, kind: 'warning' });
    }
  }
  const input = call.inputs.find((value) => value.kind === 'tensor');
  const from = input?.kind === 'tensor' && input.shape ? `${formatShape(input.shape)} → ` : '';
  return { output, lines, spellings: plan ? spellingsOf(plan) : [], comment: `${from}${output}` };
}

/** The outermost call; of several, the last. */
function mainCall(calls: readonly CallRecord[]): CallRecord | undefined {
  return calls.filter((call) => !call.parent).at(-1);
}
