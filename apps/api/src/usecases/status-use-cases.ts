import type { makeGetAbout } from "./about/get-about.ts";
import type { makeCheckDefinitions } from "./check/check-definitions.ts";
import type { makeBacktest } from "./insight/backtest.ts";
import type { makePutEpisodeNote } from "./insight/episode-notes.ts";
import type { makeExplain } from "./insight/explain.ts";
import type { makeListFleetEpisodes } from "./insight/fleet-episodes.ts";
import type { makeGetForecast } from "./insight/get-forecast.ts";
import type { makeGetTargetSuggestion } from "./insight/get-target-suggestion.ts";
import type { makeListEpisodes } from "./insight/list-episodes.ts";
import type { makeWhatIf } from "./insight/what-if.ts";
import type { makeListObjectivePeriods } from "./period/list-objective-periods.ts";
import type { makeGetBurnDown } from "./status/get-burn-down.ts";
import type { makeGetStatus } from "./status/get-status.ts";
import type { makeGetTraffic } from "./status/get-traffic.ts";
import type { makeListObjectives } from "./status/list-objectives.ts";

/** What can be asked about figures, ready to be called. */
export interface StatusUseCases {
  readonly about: ReturnType<typeof makeGetAbout>;
  readonly listObjectives: ReturnType<typeof makeListObjectives>;
  readonly getStatus: ReturnType<typeof makeGetStatus>;
  readonly getBurnDown: ReturnType<typeof makeGetBurnDown>;
  readonly getTraffic: ReturnType<typeof makeGetTraffic>;
  readonly listObjectivePeriods: ReturnType<typeof makeListObjectivePeriods>;
  readonly explain: ReturnType<typeof makeExplain>;
  readonly listEpisodes: ReturnType<typeof makeListEpisodes>;
  readonly putEpisodeNote: ReturnType<typeof makePutEpisodeNote>;
  readonly listFleetEpisodes: ReturnType<typeof makeListFleetEpisodes>;
  readonly getForecast: ReturnType<typeof makeGetForecast>;
  readonly getTargetSuggestion: ReturnType<typeof makeGetTargetSuggestion>;
  readonly backtest: ReturnType<typeof makeBacktest>;
  readonly whatIf: ReturnType<typeof makeWhatIf>;
  readonly checkDefinitions: ReturnType<typeof makeCheckDefinitions>;
}
