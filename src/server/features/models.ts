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
import type { ServerContext } from '../context';
import type { Analysed } from '../documents';
import { locationOf } from '../places';

export function serveModels({ connection, workbench, ready }: ServerContext): void {
  connection.onRequest(MODELS, async ({ uri }: ModelsParams): Promise<ModelInfo[]> => {
    await ready;
    const found = workbench.analysisOf(uri);
    return found ? modelInfos(found.analysis, placesIn(found)) : [];
  });

  connection.onRequest(MODEL_SUMMARY, async ({ uri, model }: ModelSummaryParams): Promise<ModelSummary | null> => {
    await ready;
    const found = workbench.analysisOf(uri);
    return (found && summaryOf(found.analysis, model, placesIn(found))) ?? null;
  });
}

function placesIn(found: Analysed): PlaceOf {
  return (site) => {
    const location = locationOf(found, site);
    return location && { uri: location.uri, ...location.range.start };
  };
}
