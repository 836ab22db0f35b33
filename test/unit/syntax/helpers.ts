import { parseModule } from '../../../src/python/syntax';
import { dumpStatements } from './dump';

/** The statements of a source in compact form, joined by line ends. */
export function read(source: string): string {
  return dumpStatements(parseModule(source).body).join('\n');
}

/** What is reported as broken: the source text and the message. */
export function problems(source: string): string[] {
  return parseModule(source).problems.map(({ start, end, message }) => `${source.slice(start, end)} | ${message}`);
}
