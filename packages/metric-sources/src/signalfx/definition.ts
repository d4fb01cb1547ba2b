import type { QueryProbe, SourceKindDefinition } from "../source.ts";
import { originOf, SIGNALFX_SECRETS, type SignalFxConnection, signalFxConnection, timingOf } from "./connection.ts";
import { SIGNALFX_LOOK_UPS } from "./look-up.ts";
import { narrowSignalFxIndicator } from "./narrow.ts";
import { parseSignalFxIndicator } from "./parse-indicator.ts";
import type { SignalFxQuery } from "./query.ts";
import { connectSignalFx } from "./signalfx-source.ts";
import { SIGNALFX_TEMPLATES } from "./templates.ts";

const DAY_MINUTES = 1440;
const HOUR_MINUTES = 60;
/** Series times minutes of one back-fill step, so that the service answers within seconds. */
const MAX_SERIES_MINUTES = 3_000_000;

/** Whole hours, a day at most. */
function backfillChunkMinutes({ seriesFound }: QueryProbe): number {
  const minutes = Math.min(DAY_MINUTES, MAX_SERIES_MINUTES / Math.max(1, seriesFound));
  return Math.max(HOUR_MINUTES, Math.floor(minutes / HOUR_MINUTES) * HOUR_MINUTES);
}

const USUAL_TIMING = timingOf({ maxDelaySeconds: 300 });

export const signalFxSource: SourceKindDefinition<SignalFxConnection, SignalFxQuery> = {
  kind: "signalfx",
  title: "SignalFx (Splunk Observability Cloud)",
  description: "Runs SignalFlow programs in Splunk Observability Cloud and counts what they publish.",
  needs: "an access token",
  connection: signalFxConnection,
  secrets: SIGNALFX_SECRETS,
  origin: originOf,
  ...USUAL_TIMING,
  timing: timingOf,
  lookUps: SIGNALFX_LOOK_UPS,
  templates: SIGNALFX_TEMPLATES,
  backfillChunkMinutes,
  parseIndicator: parseSignalFxIndicator,
  narrow: narrowSignalFxIndicator,
  connect: connectSignalFx,
};
