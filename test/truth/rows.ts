import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was recorded in a file of `data`: a JSON value in each line. */
export const recorded = <Row>(file: string): Row[] =>
  readFileSync(join(import.meta.dirname, 'data', file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
