/** The requests behind Model Summary and the language status item. */
import { modelInfos, summaryOf, type PlaceOf } from '../../analysis/summary';
import {
  MODELS,
  MODEL_SUMMARY,
  type ModelInfo,
  type ModelSummary,
  type ModelSummaryParams,
  type ModelsParams,
} from '../../protocol/messages';
import type { Analysed } from '../analysed';
import type { ServerContext } from '../context';
import { locationOf } from '../places';

export function serveModels({ connection, analyst, ready, language }: ServerContext): void {
  connection.onRequest(MODELS, async ({ uri }: ModelsParams, token): Promise<ModelInfo[]> => {
    await ready;
    const found = await analyst.fresh(uri, token);
    return found ? modelInfos(found.analysis, placesIn(found)) : [];
  });

  connection.onRequest(
    MODEL_SUMMARY,
    async ({ uri, model }: ModelSummaryParams, token): Promise<ModelSummary | null> => {
      await ready;
      const found = await analyst.fresh(uri, token);
      return (found && summaryOf(found.analysis, model, placesIn(found), language())) ?? null;
    },
  );
}

function placesIn(found: Analysed): PlaceOf {
  return (site) => {
    const location = locationOf(found, site);
    return location && { uri: location.uri, ...location.range.start };
  };
}
