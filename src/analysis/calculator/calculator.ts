/** The shape calculator: a layer as people write it, and what comes out of it. */
import { formatShape, parseShape, spellingsOf, sym, type Dim, type ExplainLine, type Language } from '../../shape';
import type { CalculateResult, CalculatorLine } from '../../protocol/messages';
import { PyError, type CallRecord } from '../../python/interpreter';
import { describeCall } from '../hover/calls';
import { operationText } from '../hover/operators';
import { shapeText } from '../shapes';
import type { Value } from '../../python/interpreter/values';
import { SaidError, said } from '../../protocol/say';
import { sayIn } from '../said';
import { errorMessage, evaluateLayer, expressionIn, type Evaluated, type Spelling } from './evaluate';
import { moduleOf, nearName } from './names';
import { positionsLine } from './positions';

const EXAMPLE = 'Conv2d(3, 64, 7, stride=2) @ 224×224';

/** Evaluates what stands in the calculator; never throws. */
export function calculate(text: string, language: Language = 'en'): CalculateResult {
  const { layer, shape } = split(halfWidth(text));
  if (!layer) return { lines: [], spellings: [] };
  // While somebody types there is no expression yet: no error, and no answer.
  if (!expressionIn(layer)) {
    const hint = said`Write a layer, then @ and the size that it gets: ${EXAMPLE}`;
    return { lines: [{ label: '', text: sayIn(hint, language), kind: 'detail' }], spellings: [] };
  }
  try {
    const { spelling, expr } = spelled(layer);
    const evaluated = evaluateWith(withFilters(expr, spelling), spelling, shape);
    return present(evaluated, language);
  } catch (error) {
    const lines: CalculatorLine[] = [{ label: '', text: errorMessage(error, language), kind: 'error' }];
    const meant = error instanceof PyError && error.typeName === 'NameError' ? nearName(layer) : undefined;
    if (meant) lines.push({ label: '', text: sayIn(said`Is ${meant} meant?`, language), kind: 'detail' });
    return { lines, spellings: [] };
  }
}

/** As it is typed with a Chinese keyboard: brackets, commas, signs and digits of full width stand for those of ASCII. */
function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000]/g, ' ')
    .replace(/[\u3001]/g, ',')
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'");
}

/** `LAYER @ SHAPE`; the shape may be missing. */
function split(text: string): { layer: string; shape?: string } {
  // A decorator-like `@` for matrix products stands between spaces too, but no shape follows it.
  const match = /^(.*\S)\s*@\s*([^@]*\d[^@a-wyzA-Z]*|[^@]*)$/s.exec(text.trim());
  if (!match || !/^[\s()[\],×xX*\d?NCHWDL]*$/.test(match[2])) return { layer: text.trim() };
  return { layer: match[1].trim(), shape: match[2].trim() || undefined };
}

/** `filter=[3, 3, 256, 2]` as a filter of these sizes: a list of numbers alone is none. */
function withFilters(expr: string, spelling: Spelling): string {
  const module = { torch: 'torch', tensorflow: 'tf', keras: 'tf', flax: 'jnp' }[spelling];
  const sizes = /\b((?:depthwise_|pointwise_)?filters?|weight)(\s*=\s*)([[(]\s*\d+(?:\s*,\s*\d+){2,}\s*[\])])/g;
  return expr.replace(sizes, `$1$2${module}.zeros($3)`);
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
  switch (moduleOf(name)) {
    case 'torch.nn':
      return { expr: `nn.${text}`, spelling: 'torch' };
    case 'keras.layers':
      return { expr: `keras.layers.${text}`, spelling: 'keras' };
    case 'tensorflow.nn':
      return { expr: `tf.nn.${text}`, spelling: 'tensorflow' };
    case 'torch.nn.functional':
      return { expr: `F.${text}`, spelling: 'torch' };
    case undefined:
      return { expr: text, spelling: 'torch' };
  }
}

/** Tries the shape as it stands and completed by batch and channels, the way people leave them out. */
function evaluateWith(expr: string, spelling: Spelling, shape: string | undefined): Evaluated {
  if (!shape) return evaluateLayer({ expr, spelling });
  const rank = Number(/(\d)[dD]\b|(\d)D(?=Transpose)/.exec(expr)?.slice(1).find(Boolean) ?? 0);
  // A flat size is nothing that a layer over several axes takes: between its sizes an asterisk is a ×.
  const sizes = parseShape(rank > 1 ? shape.replaceAll('*', '×') : shape);
  const channels = channelsOf(expr);
  const first = spelling === 'torch' || /channels_first|NCHW/.test(expr);
  const [size] = sizes;
  if (rank > 1 && sizes.length === 1 && typeof size === 'number') {
    const wanted = Array.from({ length: rank }, () => size).join('×');
    throw new SaidError(
      said`${shape} is one size, and this layer works on ${rank} axes. Write all of them, as in @ ${wanted}`,
    );
  }
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
  if (!call && isUnmade(evaluated.value)) {
    const text = sayIn(said`Its arguments are missing: write it as in ${EXAMPLE}`, language);
    return { lines: [{ label: '', text, kind: 'detail' }], spellings: [] };
  }
  if (!call) {
    return { output, lines: [{ label: '', text: output, kind: 'result' }], spellings: [], comment: output };
  }
  const described = describeCall(call, language, evaluated.calls);
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

/** A layer's class or a function that nobody has called yet, as while its name is typed. */
function isUnmade({ kind }: Value): boolean {
  return kind === 'class' || kind === 'function' || kind === 'native';
}

/** The outermost call; of several, the last. */
function mainCall(calls: readonly CallRecord[]): CallRecord | undefined {
  return calls.filter((call) => !call.parent).at(-1);
}
