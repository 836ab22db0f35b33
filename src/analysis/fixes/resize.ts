/** Quick fix: an upsampled map is given the size of the skip connection that it is joined with or added to. */
import type { CallRecord } from '../../python/interpreter';
import { tensorsIn } from '../../python/interpreter';
import type { TensorValue } from '../../python/interpreter/values';
import { nodesAt } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import { isNumber } from '../../shape';
import type { Analysis } from '../analyse';
import type { Fix } from './edits';
import { textOf } from './operationCall';

/** What makes maps larger by a factor, whatever the size they came from. */
const UPSAMPLING =
  /^(?:Lazy)?ConvTranspose|^conv_transpose|^Upsampl|^upsample|^interpolate$|^PixelShuffle$|^pixel_shuffle$/;

/**
 * `torch.cat([up, skip], 1)` and `up + skip`, where one of the two was upsampled and is of another height or width, as an odd
 * size that was halved and doubled is: `F.interpolate(up, size=skip.shape[2:])`.
 */
export function resizedToSkip(analysis: Analysis, failed: CallRecord): Fix | undefined {
  const operands = operandsOf(analysis, failed);
  const tensors = tensorsIn(failed.inputs);
  if (!operands || tensors.length !== 2 || !tensors.every(({ cls }) => cls.module.startsWith('torch')))
    return undefined;
  const made = tensors.map((tensor) => wasUpsampled(analysis, tensor));
  if (made[0] === made[1] || !differInSize(tensors)) return undefined;
  const [up, skip] = made[0] ? operands : [operands[1], operands[0]];
  const functional = nameOfFunctional(analysis.source.text);
  if (!functional || skip.kind === 'call') return undefined;
  const source = analysis.source.text;
  const text = `${functional}.interpolate(${textOf(source, up)}, size=${textOf(source, skip)}.shape[2:])`;
  const edits = [{ file: analysis.file, start: up.start, end: up.end, text }];
  return { kind: 'resize', subject: text, edits, preferred: false };
}

/** The two expressions that are joined or added. */
function operandsOf({ file, module }: Analysis, { site }: CallRecord): [ast.Expr, ast.Expr] | undefined {
  if (!site || site.file !== file) return undefined;
  const node = nodesAt(module, site.start).find(({ start, end }) => start === site.start && end === site.end);
  if (node?.kind === 'binary') return [node.left, node.right];
  const [first] = node?.kind === 'call' ? node.args : [];
  const items = first?.kind === 'list' || first?.kind === 'tuple' ? first.elements : [];
  return items.length === 2 ? [items[0], items[1]] : undefined;
}

/** Whether the maps have one batch and other heights, widths or depths. */
function differInSize([a, b]: readonly TensorValue[]): boolean {
  if (!a.shape || a.shape.length < 3 || a.shape.length !== b.shape?.length) return false;
  const other = b.shape;
  return a.shape.slice(2).some((size, i) => isNumber(size) && isNumber(other[i + 2]) && size !== other[i + 2]);
}

/** Whether a tensor came, by calls of one tensor each, from something that upsamples. */
function wasUpsampled({ ip: { recorder } }: Analysis, tensor: TensorValue): boolean {
  let made = tensor;
  for (let i = recorder.calls.length - 1; i >= 0; i--) {
    const call = recorder.calls[i];
    if (call.kind === 'model' || !call.output || !tensorsIn([call.output]).includes(made)) continue;
    if (UPSAMPLING.test(call.op)) return true;
    const [before, ...others] = tensorsIn(call.inputs);
    if (!before || others.length > 0 || before === made) return false;
    made = before;
  }
  return false;
}

/** What the file calls torch.nn.functional. */
function nameOfFunctional(source: string): string | undefined {
  const alias = /^\s*import torch\.nn\.functional as (\w+)|^\s*from torch\.nn import functional as (\w+)/m.exec(source);
  if (alias) return alias[1] ?? alias[2];
  const layers = /^\s*import torch\.nn as (\w+)|^\s*from torch import (nn)\b/m.exec(source);
  if (layers) return `${layers[1] ?? layers[2]}.functional`;
  return /^\s*import torch\b/m.test(source) ? 'torch.nn.functional' : undefined;
}
