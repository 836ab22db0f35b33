/** A URI, as far as its path goes: of `vscode-uri` or of VS Code itself. */
interface Located {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;
}

/** The path that the engine knows a file by, with slashes. */
export const enginePath = ({ scheme, path, fsPath }: Located): string =>
  scheme === 'file' ? fsPath.replace(/\\/g, '/') : path;
