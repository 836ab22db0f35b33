/** The quick fixes of a problem. What is not certain is not offered: a wrong edit is worse than none. */
import type { CallRecord, Problem } from '../../python/interpreter';
import type { InstanceValue, Site } from '../../python/interpreter/values';
import type { Analysis } from '../analyse';
import { failedCalls } from '../related';
import { callArgument } from './callArgument';
import { channelsLast } from './channelsLast';
import { constructorCall, type ConstructorCall } from './constructorCall';
import type { Fix } from './edits';
import { convertArgument } from './convert';
import { explicitPadding } from './explicitPadding';
import { globalPooling } from './globalPooling';
import { groupedFunction, groupedLayer, groupedLayerAt } from './groupedForm';
import { classForRank } from './layerClass';
import { lazyLayer } from './lazyLayer';
import { alignedAxes, firstOfTuple, reshapeForView } from './operands';
import { operationCallOf, operationCallsAt } from './operationCall';
import { keepSize } from './padding';
import { residualPadding } from './residual';
import { resizedToSkip } from './resize';
import { ruleSetting } from './ruleSetting';
import { allowedByGroups, setArgument } from './setArgument';
import { splitForm } from './splitForm';
import { transposeSecond } from './transpose';

export type { Edit, Fix } from './edits';

/** Arguments that say what a layer's input is like: what arrives is their only right value. */
const inputArguments = new Set(['in_channels', 'in_features', 'input_size', 'num_features']);

/** The repairs of a problem, the plainest first. */
export function fixesOf(analysis: Analysis, problem: Problem): Fix[] {
  const calls = failedCalls(analysis, problem);
  const [failed] = calls;
  switch (problem.code) {
    case 'depthwise-unequal-strides':
    case 'depthwise-stride-with-dilation':
      return problem.site ? groupedForms(analysis, problem.site) : [];
    case 'nchw-on-cpu':
      return offered(problem.site && channelsLast(analysis, problem.site));
    case 'argument-count':
    case 'padding-value':
    case 'stride-not-positive':
      if (!failed?.instance) return offered(callArgument(analysis, problem));
      break;
    case 'dtype-mismatch':
    case 'requires-gradient':
      return offered(convertArgument(analysis, problem));
    case 'broadcast-mismatch':
      return offered(
        failed && residualPadding(analysis, failed),
        failed && resizedToSkip(analysis, failed),
        failed && alignedAxes(analysis, failed),
        convertArgument(analysis, problem),
      );
    case 'cat-mismatch':
      return offered(failed && resizedToSkip(analysis, failed));
    case 'not-a-tensor':
      return offered(firstOfTuple(analysis, problem));
    case 'not-contiguous':
      return offered(reshapeForView(analysis, problem));
    case 'matmul-mismatch':
      return offered(failed && transposeSecond(analysis, failed));
  }
  if (problem.code === 'features-mismatch' && failed && failed.detail.plan === undefined) {
    const pooled = globalPooling(analysis, failed);
    if (pooled) return [pooled];
  }
  const layer = failed?.instance ?? refusedAt(analysis, problem);
  const call = layer && constructorCall(analysis, layer);
  if (!call || (failed && !agrees(analysis, call, calls, problem))) return [];
  const { fix, code } = problem;
  if (failed && fix && inputArguments.has(fix.parameter)) {
    // Where more than one axis or an unknown size arrives there is no number to write; the lazy layer still helps.
    if (typeof fix.value !== 'number') return offered(lazyLayer(analysis, call));
    if (!allowedByGroups(call, fix.value)) return [];
    return offered(setArgument(call, fix.parameter, fix.value), lazyLayer(analysis, call));
  }
  return offered(
    code === 'rank-mismatch' ? classForRank(call, calls) : undefined,
    code === 'kernel-too-large' ? keepSize(call) : undefined,
    ...ruleSetting(call, problem, failed),
  );
}

/** The layer whose constructor was refused. */
function refusedAt(analysis: Analysis, { site }: Problem): InstanceValue | undefined {
  return analysis.ip.recorder.constructed.find(
    (layer) => layer.site?.file === site?.file && layer.site?.start === site?.start && layer.site?.end === site?.end,
  );
}

const offered = (...fixes: (Fix | undefined)[]): Fix[] => fixes.filter((fix) => fix !== undefined);

/**
 * Whether every layer the constructor makes is called, and every call is refused for the same reason: only then
 * does what arrives here arrive everywhere.
 */
function agrees(
  analysis: Analysis,
  { layers }: ConstructorCall,
  failed: readonly CallRecord[],
  problem: Problem,
): boolean {
  const { recorder } = analysis.ip;
  const alike = analysis.ip.findings.problems.filter(
    ({ code, fix }) =>
      code === problem.code && fix?.parameter === problem.fix?.parameter && fix?.value === problem.fix?.value,
  );
  const refused = new Set([...failed, ...alike.flatMap((other) => failedCalls(analysis, other))]);
  return layers.every((layer) => {
    const calls = recorder.calls.filter((call) => call.instance === layer);
    return calls.length > 0 && calls.every((call) => refused.has(call));
  });
}

/** A depthwise convolution as a grouped one, which takes any strides. */
function groupedForms(analysis: Analysis, site: Site): Fix[] {
  const call = operationCallOf(analysis, site);
  return offered((call && groupedFunction(call, true)) ?? groupedLayerAt(analysis, site));
}

/**
 * Changes that repair nothing but are offered where a convolution is made or called: the padding that keeps the size, and
 * the same convolution in another form.
 */
export function rewritesAt(analysis: Analysis, offset: number): Fix[] {
  const layer = analysis.ip.recorder.constructed
    .filter(({ site }) => site?.file === analysis.file && site.start <= offset && offset <= site.end)
    .sort((a, b) => a.site!.end - a.site!.start - (b.site!.end - b.site!.start))[0];
  const made = layer && constructorCall(analysis, layer);
  const [call] = operationCallsAt(analysis, offset);
  return offered(
    made && keepSize(made),
    made && groupedLayer(analysis, made),
    call && groupedFunction(call),
    call && splitForm(call),
    call && explicitPadding(call),
  );
}
