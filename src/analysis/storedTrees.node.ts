/** The trees of libraries on the disk: each is read from its source once per content, not once per process. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeStore } from '../python/syntax';
import { keptPath, replaceFile } from './keptFiles.node';

/** Tells builds apart that read sources differently; webpack.config.js makes it of the code that does. */
declare const SYNTAX_VERSION: string;

/** The trees that processes of this user share. */
export const storedTrees = (): TreeStore => new StoredTrees(keptPath('trees'), SYNTAX_VERSION);

/** A folder for each month: what neither this month nor the last has asked for goes. */
export class StoredTrees implements TreeStore {
  private readonly month: string;
  private readonly monthBefore: string;
  private isTidy = false;

  constructor(
    private readonly folder: string,
    private readonly version: string,
    now = new Date(),
  ) {
    this.month = monthOf(now.getUTCFullYear(), now.getUTCMonth());
    this.monthBefore = monthOf(now.getUTCFullYear(), now.getUTCMonth() - 1);
  }

  read(source: string): string | undefined {
    const name = this.nameOf(source);
    const known = tryRead(join(this.folder, this.month, name));
    if (known !== undefined) return known;
    const before = tryRead(join(this.folder, this.monthBefore, name));
    if (before !== undefined) this.keep(name, before);
    return before;
  }

  write(source: string, tree: string): void {
    this.keep(this.nameOf(source), tree);
  }

  private keep(name: string, tree: string): void {
    replaceFile(join(this.folder, this.month, name), tree);
    if (!this.isTidy) this.tidy();
    this.isTidy = true;
  }

  private nameOf(source: string): string {
    return `${createHash('sha1').update(this.version).update(source).digest('hex')}.json`;
  }

  /** Removes the folders of older months. */
  private tidy(): void {
    for (const name of namesIn(this.folder)) {
      if (name >= this.monthBefore) continue;
      void rm(join(this.folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** `2026-01`, also for months before January. */
const monthOf = (year: number, month: number): string => new Date(Date.UTC(year, month)).toISOString().slice(0, 7);

function tryRead(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
