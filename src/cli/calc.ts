import { createInterface } from 'node:readline';
import { calculate } from '../analysis/calculator/calculator';
import { answerRow, type CalcRow } from '../analysis/calculator/rows';
import { UsageError } from './session';

/** `convlens calc`: one expression, or JSON lines from standard input. */
export async function calc(expr: string, options: { input?: string; json?: boolean }): Promise<void> {
  if (expr === '-') return answerLines();
  const result = calculate(options.input ? `${expr} @ ${options.input}` : expr);
  const failed = result.lines.some((line) => line.kind === 'error');
  if (options.json) console.log(JSON.stringify(result));
  else {
    const labels = [...result.lines.map((line) => line.label), ...result.spellings.map((row) => row.framework)];
    const width = Math.max(...labels.map((label) => label.length)) + 2;
    for (const line of result.lines) console.log(line.label.padEnd(width) + line.text);
    for (const spelling of result.spellings) console.log(`${spelling.framework.padEnd(width)}${spelling.code}`);
  }
  if (failed) process.exitCode = 1;
}

async function answerLines(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    console.log(JSON.stringify(answerRow(readRow(line))));
  }
}

function readRow(line: string): CalcRow {
  try {
    return JSON.parse(line) as CalcRow;
  } catch {
    throw new UsageError(`not a line of JSON: ${line.slice(0, 80)}`);
  }
}
