/** The hover of a variable: a tensor's shape, where it comes from, a size. */
import { formatDim, isUnknown, isWholeField, receptiveFieldText, type ExplainLine, type Language } from '../../shape';
import { tensorsIn, type CallRecord } from '../../python/interpreter';
import type { TensorValue, Value } from '../../python/interpreter/values';
import type { Analysis } from '../analyse';
import { hoverWords } from '../language';
import { sameShape, shapeText, tensorShapeText } from '../shapes';
import { operationText } from './operators';
import { baseName, explained, reasons, signatureOf, type Described } from './calls';
import { said, sayingOf } from '../../protocol/say';
import { sayIn } from '../said';

export function describeValue(analysis: Analysis, value: Value, language: Language): Described | undefined {
  switch (value.kind) {
    case 'tensor':
      return describeTensor(analysis, value, language);
    case 'int':
      return {
        title: formatDim(value.value),
        lines: !isUnknown(value.value) ? [] : [{ label: '?', text: sayIn(sayingOf(value.value.reason), language) }],
      };
    case 'unknown': {
      const place = value.at && analysis.sources.place(value.at);
      const at = place ? ` (${baseName(place.file)}:${place.line})` : '';
      return { title: '?', lines: [{ label: '?', text: sayIn(sayingOf(value.reason), language) + at }] };
    }
    case 'tuple':
    case 'list':
    case 'dict': {
      if (value.kind === 'tuple' && tensorsIn([value]).length === 0) {
        const text = `(${value.items.map(shapeText).join(', ')}${value.items.length === 1 ? ',' : ''})`;
        return { title: `${analysis.ip.typeOf(value).name}   ${text}`, lines: [], shape: text };
      }
      const text = shapeText(value);
      return { title: `${analysis.ip.typeOf(value).name}   ${text}`, lines: reasons(value, language), shape: text };
    }
    default:
      return undefined;
  }
}

function describeTensor(analysis: Analysis, tensor: TensorValue, language: Language): Described {
  const words = hoverWords(language);
  const text = tensorShapeText(tensor);
  const dtype = tensor.dtype ? `  ${tensor.dtype}` : '';
  const lines: ExplainLine[] = [];
  const place = tensor.madeBy && analysis.sources.place(tensor.madeBy.site);
  const maker = makerOf(analysis, tensor);
  if (tensor.madeBy && place) {
    const op = operationText(maker?.op ?? tensor.madeBy.op);
    lines.push({
      label: words.from,
      text: words.madeBy(maker ? `${op} ${signatureOf(maker)}` : op, `${baseName(place.file)}:${place.line}`),
    });
  }
  if (maker) lines.push(...explained(maker, language));
  if (
    tensor.receptiveField &&
    isWholeField(tensor.receptiveField) &&
    !lines.some((line) => line.label === words.context)
  ) {
    lines.push({ label: words.context, text: receptiveFieldText(tensor.receptiveField, language) });
  }
  if (!tensor.shape && tensor.assumable)
    lines.push({ label: '?', text: sayIn(said`nothing says what shape ${tensor.assumable} has`, language) });
  return {
    title: `${tensor.cls.name}   ${text}${dtype}`,
    lines: [...lines, ...reasons(tensor, language)],
    shape: tensor.shape ? text : undefined,
  };
}

/**
 * The call whose result a tensor is, a convolution or pooling before others: a variable is explained as the call
 * behind it is. Keras hands out another tensor than the layer made, so there the place and the shape decide.
 */
function makerOf(analysis: Analysis, tensor: TensorValue): CallRecord | undefined {
  const { calls } = analysis.ip.recorder;
  const site = tensor.madeBy?.site;
  const makes = ({ output, failure, site: at }: CallRecord) => {
    if (failure || output?.kind !== 'tensor') return false;
    const samePlace = at && site && at.file === site.file && at.start === site.start && at.end === site.end;
    return output === tensor || (samePlace && sameShape(output.shape, tensor.shape));
  };
  const makers = calls.filter(makes);
  return makers.find((call) => call.detail.plan) ?? makers.find((call) => call.op === tensor.madeBy?.op);
}
