import * as vscode from 'vscode';
import type { InlayHintsMiddleware } from 'vscode-languageclient';

/** Extensions that show tensor shapes as inlay hints of their own. */
const shapeCheckers = ['meta.pyrefly'];

/** A label with a tensor's sizes in it: `: Tensor[1, 3, 224, 224]`, `Float[Tensor, "b c"]`. */
const readsAsShape = /Tensor\s*\[|\[\s*[\w*]+\s*,[\w\s,*+\-/()]*\]/;

/** Leaves out hints on lines where another checker already shows shapes. */
export function besideOtherCheckers(): InlayHintsMiddleware {
  // Asking for everybody's hints asks for ours too: those questions get no answer.
  const asking = new Set<string>();
  return {
    async provideInlayHints(document, range, token, next) {
      const uri = document.uri.toString();
      if (asking.has(uri)) return [];
      const hints = await next(document, range, token);
      const others = shapeCheckers.some((id) => vscode.extensions.getExtension(id)?.isActive);
      if (!hints || hints.length === 0 || !others) return hints;
      asking.add(uri);
      try {
        const all = await vscode.commands.executeCommand<vscode.InlayHint[]>(
          'vscode.executeInlayHintProvider',
          document.uri,
          range,
        );
        const taken = new Set(all.filter((hint) => readsAsShape.test(labelOf(hint))).map((hint) => hint.position.line));
        return hints.filter((hint) => !taken.has(hint.position.line));
      } finally {
        asking.delete(uri);
      }
    },
  };
}

const labelOf = ({ label }: vscode.InlayHint): string =>
  typeof label === 'string' ? label : label.map((part) => part.value).join('');
