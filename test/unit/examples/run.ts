/** Executes an example notebook with the built-in kernel. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSession } from '../../../src/analysis/kernel/session';
import { cellsOf } from '../../../src/analysis/notebook';
import { disk } from '../../../src/analysis/sourceFiles.node';
import { MIME } from '../../../src/compute/output';
import type { Payload } from '../../../src/protocol/payload';

export const examples = join(import.meta.dirname, '../../../media/examples');

export interface Execution {
  /** What the cells print, in order. */
  text: string;
  /** Errors, `Name: message`. */
  errors: string[];
  /** The convolutions shown below the cells. */
  payloads: Payload[];
}

export function execute(notebook: string): Execution {
  const session = startSession({ files: disk, roots: [examples] });
  const execution: Execution = { text: '', errors: [], payloads: [] };
  for (const code of cellsOf(readFileSync(join(examples, notebook), 'utf8'))!) {
    session.execute(code, (reply) => {
      if (reply.type === 'stream') execution.text += reply.text;
      else if (reply.type === 'error') execution.errors.push(`${reply.name}: ${reply.message}`);
      else if (reply.type === 'display' && MIME in reply.data) execution.payloads.push(reply.data[MIME] as Payload);
    });
  }
  return execution;
}
