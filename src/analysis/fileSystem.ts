/** What the engine needs of a file system; synchronous, because interpreted code imports as it runs. */
export interface FileSystem {
  /** The text, or undefined where there is no such file. Open editors' texts stand before the disk. */
  read(path: string): string | undefined;
  isDirectory(path: string): boolean;
  /** The size of a file in bytes; left out where that cannot be told without reading it. */
  size?(path: string): number | undefined;
  /** What is another where the text is; undefined where there is no such file. Left out where only reading tells. */
  stamp?(path: string): string | undefined;
  /** The names in a folder; undefined where there is none. Left out where folders cannot be listed. */
  list?(path: string): string[] | undefined;
  /** What was known of a path holds no longer. Left out where nothing is kept. */
  forget?(path: string): void;
  /** Gets what was asked for and is not at hand; resolves to whether there was anything. Left out where all is at hand. */
  fetch?(): Promise<boolean>;
}
