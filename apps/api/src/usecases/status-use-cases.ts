import type { makeGetAbout } from "./about/get-about.ts";
import type { makeCheckDefinitions } from "./check/check-definitions.ts";
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
  readonly checkDefinitions: ReturnType<typeof makeCheckDefinitions>;
}
