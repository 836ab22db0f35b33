/** The calculator's requests. */
import { calculate } from '../../analysis/calculator/calculator';
import { calculatorText } from '../../analysis/calculator/start';
import { targetAt } from '../../analysis/hover/target';
import { languageOf } from '../../analysis/language';
import {
  CALCULATE,
  CALCULATOR_START,
  type CalculateParams,
  type CalculateResult,
  type CalculatorStartParams,
} from '../../protocol/messages';
import { offsetIn } from '../analysed';
import type { ServerContext } from '../context';

export function serveCalculator({ connection, analyst, ready, language }: ServerContext): void {
  connection.onRequest(CALCULATE, async ({ text, locale }: CalculateParams): Promise<CalculateResult> => {
    await ready;
    return calculate(text, locale ? languageOf(locale) : language());
  });

  connection.onRequest(CALCULATOR_START, async ({ uri, position }: CalculatorStartParams): Promise<string | null> => {
    await ready;
    const found = await analyst.soon(uri, position.line);
    const offset = found && offsetIn(found, uri, position);
    const call = offset === undefined ? undefined : targetAt(found!.analysis, offset)?.calls[0];
    return (call && calculatorText(call)) ?? null;
  });
}
