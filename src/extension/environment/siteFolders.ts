/** Where an environment keeps what is installed in it. */

export interface Interpreter {
  /** Python's `sys.prefix`. */
  prefix: string;
  version: { major: number; minor: number };
}

/**
 * The folders in which packages of an environment may lie, the first one first (Python documentation, `site`;
 * Debian's own packages for a system's Python). Not all of them exist.
 */
export function siteFolders({ prefix, version: { major, minor } }: Interpreter, platform: string): string[] {
  const root = prefix.replace(/[\\/]+$/, '');
  if (platform === 'win32') return [`${root}\\Lib\\site-packages`];
  const python = `python${major}.${minor}`;
  const folders = [`${root}/lib/${python}/site-packages`, `${root}/lib64/${python}/site-packages`];
  if (root !== '/usr') return folders;
  return [`/usr/local/lib/${python}/dist-packages`, `/usr/lib/python${major}/dist-packages`, ...folders];
}

/** Folders that an environment's `.pth` files add, such as those of packages installed for editing. */
export function addedFolders(pth: string): string[] {
  const lines = pth.split(/\r\n|\r|\n/).map((line) => line.trim());
  return lines.filter((line) => /^(?:\/|[A-Za-z]:[\\/])/.test(line));
}
