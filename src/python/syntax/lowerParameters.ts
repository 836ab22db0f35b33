import type { Expr, Parameter, Parameters } from './ast';
import { childAfter, childOfType, identifierName, type Lowering, namedChildren, spanOf, textOf } from './context';
import type { CstNode } from './cst';

/** The parameters of a function or lambda, in order. */
export function lowerParameters(cx: Lowering, list: CstNode): Parameters {
  const parameters: Parameter[] = [];
  let keywordOnly = false;
  for (const node of list.children) {
    if (node.type === 'positional_separator') {
      parameters.forEach((parameter, i) => (parameters[i] = { ...parameter, type: 'positionalOnly' }));
    } else if (node.type === 'keyword_separator') {
      keywordOnly = true;
    } else if (node.named) {
      const parameter = lowerParameter(cx, node, keywordOnly);
      keywordOnly ||= parameter.type === 'varArgs';
      parameters.push(parameter);
    }
  }
  return parameters;
}

function lowerParameter(cx: Lowering, node: CstNode, keywordOnly: boolean): Parameter {
  const declared = isBare(node) ? node : namedChildren(node)[0];
  const name = isSplat(declared) ? namedChildren(declared)[0] : declared;
  const annotationNode = childOfType(node, 'type');
  const annotation = annotationNode && cx.expression(cx, annotationNode);
  const defaultNode = isBare(node) ? undefined : childAfter(node, '=');
  const value: Expr | undefined = defaultNode && cx.expression(cx, defaultNode);
  return {
    ...spanOf(node),
    // Python 2 unpacks `def f((a, b))`; such a parameter goes by its text.
    name: name.type === 'identifier' ? identifierName(cx, name) : textOf(cx, name),
    nameSpan: spanOf(name),
    ...(annotation && { annotation }),
    ...(value && { default: value }),
    type: parameterType(declared, keywordOnly),
  };
}

function isBare(node: CstNode): boolean {
  return node.type === 'identifier' || node.type === 'tuple_pattern' || isSplat(node);
}

function isSplat(node: CstNode): boolean {
  return node.type === 'list_splat_pattern' || node.type === 'dictionary_splat_pattern';
}

function parameterType(declared: CstNode, keywordOnly: boolean): Parameter['type'] {
  if (declared.type === 'list_splat_pattern') return 'varArgs';
  if (declared.type === 'dictionary_splat_pattern') return 'varKeywords';
  return keywordOnly ? 'keywordOnly' : 'normal';
}
