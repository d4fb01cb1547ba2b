import type { Store } from "../infra/store/open-store.ts";
import { makePutEpisodeNote } from "../usecases/insight/episode-notes.ts";
import { makeListFleetEpisodes } from "../usecases/insight/fleet-episodes.ts";
import { makeGetForecast } from "../usecases/insight/get-forecast.ts";
import { makeGetTargetSuggestion } from "../usecases/insight/get-target-suggestion.ts";
import { makeListEpisodes } from "../usecases/insight/list-episodes.ts";

/** What became of budgets, and what may become of them. */
export function composeInsight({ adjustments, annotations, episodes, directory, minutes }: Store) {
  const deps = { directory, minutes, adjustments: adjustments.applied, annotations, ...episodes };
  return {
    listEpisodes: makeListEpisodes(deps),
    putEpisodeNote: makePutEpisodeNote(deps),
    listFleetEpisodes: makeListFleetEpisodes(deps),
    getForecast: makeGetForecast(deps),
    getTargetSuggestion: makeGetTargetSuggestion(deps),
  };
}
