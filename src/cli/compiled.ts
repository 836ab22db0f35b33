/**
 * Runs a bundle from what V8 made of it in an earlier run: reading and compiling two megabytes of source takes longer
 * than many an answer. Node's own `module.enableCompileCache` does the same from version 22 on; we start on 20.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';
import { replaceFile } from '../analysis/keptFiles.node';

type Wrapper = (
  exports: unknown,
  require: NodeJS.Require,
  module: { exports: unknown },
  __filename: string,
  __dirname: string,
) => void;

/** A bundle that runs. */
export interface Launched {
  /**
   * Keeps the compiled form, with all functions that have run by now, for the next run. Does nothing where there is
   * one already, or where the folder cannot be written.
   */
  keep(): void;
}

/**
 * Runs a CommonJS bundle, which takes its own `require` and `__dirname`.
 * @param file the bundle's absolute path
 * @param kept the file with the compiled form, in a folder of this user alone: what stands there is run
 */
export function launch(file: string, kept: string): Launched {
  const source = readFileSync(file);
  const cachedData = readKept(kept, source);
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source.toString()}\n})`;
  const script = new Script(wrapped, { filename: file, cachedData });
  const module = { exports: {} };
  (script.runInThisContext() as Wrapper)(module.exports, Module.createRequire(file), module, file, dirname(file));
  return {
    keep() {
      if (!cachedData || script.cachedDataRejected) replaceFile(kept, sealed(script.createCachedData(), source));
    },
  };
}

/** The bytes of a seal, which stands before the data. */
const SEAL = 20;

/**
 * What tells that data was made here from this source, and is whole. V8 compares no more than lengths, and ends the
 * process over data that is not as it wrote it.
 */
function sealOf(data: Uint8Array, source: Uint8Array): Buffer {
  return createHash('sha1').update(`${process.version} ${process.arch}\n`).update(source).update(data).digest();
}

function sealed(data: Buffer, source: Uint8Array): Buffer {
  return Buffer.concat([sealOf(data, source), data]);
}

/** The data that was kept, unless its seal is broken. */
function readKept(file: string, source: Uint8Array): Buffer | undefined {
  try {
    const kept = readFileSync(file);
    const data = kept.subarray(SEAL);
    return kept.subarray(0, SEAL).equals(sealOf(data, source)) ? data : undefined;
  } catch {
    return undefined;
  }
}
