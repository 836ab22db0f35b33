import * as vscode from 'vscode';
import { addedFolders, siteFolders } from './siteFolders';

/** The part of the Python extension's interface that is used here (`@vscode/python-extension`, `PythonExtension`). */
interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
    resolveEnvironment(path: { path: string }): Promise<ResolvedEnvironment | undefined>;
  };
}

interface ResolvedEnvironment {
  executable: { sysPrefix?: string };
  environment?: { name?: string; folderUri?: vscode.Uri };
  version?: { major: number; minor: number };
}

/** The environment that the user has selected. */
export interface Environment {
  /** `Python 3.12 (.venv)`. */
  label: string;
  /** Folders that exist and hold its packages. */
  folders: string[];
}

const PYTHON = 'ms-python.python';

/**
 * Follows the environments that are selected for the folders of the workspace.
 * @param changed called at first and after each change; with nothing where there is no Python extension
 */
export function followEnvironments(changed: (environments: Environment[]) => void): vscode.Disposable {
  let listener: vscode.Disposable | undefined;
  let latest = 0;
  const update = async (): Promise<void> => {
    const turn = ++latest;
    const api = await pythonExtension();
    listener ??= api?.environments.onDidChangeActiveEnvironmentPath(() => void update());
    const environments = api ? await selected(api) : [];
    if (turn === latest) changed(environments);
  };
  void update();
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(() => void update()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void update()),
    new vscode.Disposable(() => listener?.dispose()),
  );
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  try {
    return (await vscode.extensions.getExtension<PythonExtension>(PYTHON)?.activate()) ?? undefined;
  } catch {
    // It has told the user itself why it could not start.
    return undefined;
  }
}

async function selected({ environments }: PythonExtension): Promise<Environment[]> {
  const resources = vscode.workspace.workspaceFolders?.map(({ uri }) => uri) ?? [undefined];
  const found = new Map<string, Environment>();
  for (const resource of resources) {
    const path = environments.getActiveEnvironmentPath(resource);
    const resolved = found.has(path.path) ? undefined : await environments.resolveEnvironment(path);
    const environment = resolved && (await environmentOf(resolved));
    if (environment) found.set(path.path, environment);
  }
  return [...found.values()];
}

async function environmentOf({
  executable,
  environment,
  version,
}: ResolvedEnvironment): Promise<Environment | undefined> {
  if (!executable.sysPrefix || !version) return undefined;
  const candidates = siteFolders({ prefix: executable.sysPrefix, version }, process.platform);
  const folders: string[] = [];
  for (const folder of candidates) {
    const added = await addedIn(folder);
    if (added) folders.push(folder, ...added);
  }
  const name = environment?.name ?? environment?.folderUri?.path.split('/').at(-1);
  const label = `Python ${version.major}.${version.minor}${name ? ` (${name})` : ''}`;
  return { label, folders };
}

/** The folders that a folder of packages adds; undefined where it does not exist. */
async function addedIn(folder: string): Promise<string[] | undefined> {
  const { fs } = vscode.workspace;
  const uri = vscode.Uri.file(folder);
  try {
    const files = (await fs.readDirectory(uri)).filter(([name]) => name.endsWith('.pth'));
    const texts = await Promise.all(files.map(([name]) => fs.readFile(vscode.Uri.joinPath(uri, name))));
    return texts.flatMap((text) => addedFolders(Buffer.from(text).toString()));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
