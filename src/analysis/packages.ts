/** Which installed packages are read: model code, and what is small. */
import type { FileSystem } from './fileSystem';

/** Where package managers put what they install. */
const INSTALLED = /(?:^|\/)(?:site|dist)-packages(?:\/|$)/;

/** Whether an import root, or what lies in it, is of an environment. */
export const isInstalled = (path: string): boolean => INSTALLED.test(path);

/** A package of an environment, not a folder in one. */
const PACKAGE = /(?:^|\/)(?:site|dist)-packages\/[^/]+$/;

/** Names of distributions as installers compare them (Python packaging, "Name normalization"). */
export const normalizedName = (distribution: string): string => distribution.toLowerCase().replace(/[-_.]+/g, '-');

const versions = new WeakMap<FileSystem, Map<string, Map<string, string>>>();

/** The distributions in an import root and their versions, by what installers leave there: `torch-2.13.0.dist-info`. */
export function installedVersions(files: FileSystem, root: string): ReadonlyMap<string, string> {
  const known = versions.get(files) ?? new Map<string, Map<string, string>>();
  versions.set(files, known);
  let found = known.get(root);
  if (!found) {
    const infos = (files.list?.(root) ?? []).map((name) =>
      /^(.+?)-([^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(name),
    );
    found = new Map(infos.flatMap((info) => (info ? [[normalizedName(info[1]), info[2]] as const] : [])));
    known.set(root, found);
  }
  return found;
}

const COMPILED = /\.(?:so|pyd|dylib)$/;

/** Whether a module of an environment is compiled: `_C.cpython-312-x86_64-linux-gnu.so`. @param path without the extension */
export function isCompiled(files: FileSystem, path: string): boolean {
  if (!isInstalled(path)) return false;
  const at = path.lastIndexOf('/');
  const name = path.slice(at + 1);
  return (files.list?.(path.slice(0, at)) ?? []).some((file) => file.startsWith(`${name}.`) && COMPILED.test(file));
}

/** Modules in the first two levels of folders, above which a package is no helper for settings or plug-ins. */
const MANY = 100;

/** An import, not inside a function, of a framework whose layers are modelled; also first thing under a condition. */
const FRAMEWORK = /^(?:(?:if|try)\b[^\n]*:\n[ \t]+)?(?:import|from)\s+(?:torch|tensorflow|keras|jax|flax)\b/m;

const known = new WeakMap<FileSystem, Map<string, boolean>>();

/**
 * Whether an installed package is compiled (pandas, SciPy, OpenCV) or large (SymPy, NetworkX) and has nothing to do with a
 * framework: reading its files takes long and tells nothing about layers. Packages of model code, also with compiled
 * operations (torchvision, detectron2), import their framework in one of their first modules and are read.
 * @param path the package's folder
 */
export function isOpaque(files: FileSystem, path: string): boolean {
  if (!PACKAGE.test(path)) return false;
  const answers = known.get(files) ?? new Map<string, boolean>();
  known.set(files, answers);
  let answer = answers.get(path);
  if (answer === undefined) answers.set(path, (answer = looksOpaque(files, path)));
  return answer;
}

function looksOpaque(files: FileSystem, path: string): boolean {
  const top = files.list?.(path) ?? [];
  const folders = top.filter((name) => !name.includes('.')).map((name) => `${path}/${name}`);
  const all = [path, ...folders].flatMap((folder) => (files.list?.(folder) ?? []).map((name) => `${folder}/${name}`));
  const modules = all.filter((file) => file.endsWith('.py'));
  if (modules.length < MANY && !all.some((file) => COMPILED.test(file))) return false;
  return !modules.some((file) => FRAMEWORK.test(files.read(file) ?? ''));
}
