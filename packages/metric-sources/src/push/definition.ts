import type { SourceKindDefinition } from "../source.ts";
import { type PushConnection, pushConnection, timingOf, USUAL_TIMING } from "./connection.ts";
import { PUSH_LOOK_UPS } from "./look-up.ts";
import { narrowPushIndicator, parsePushIndicator } from "./parse-indicator.ts";
import { connectPush } from "./push-source.ts";
import type { PushQuery } from "./query.ts";
import { seriesChunkMinutes } from "./series/index.ts";
import { PUSH_TEMPLATES } from "./templates.ts";

export const pushSource: SourceKindDefinition<PushConnection, PushQuery> = {
  kind: "push",
  title: "Push",
  description: "Takes what programs send: good and total of each minute, or OpenTelemetry metrics.",
  connection: pushConnection,
  secrets: {},
  // It is never asked: what is sent stays inside.
  origin: () => "push",
  ...USUAL_TIMING,
  timing: timingOf,
  receives: true,
  lookUps: PUSH_LOOK_UPS,
  templates: PUSH_TEMPLATES,
  // Minutes count as one series with a sample a minute.
  backfillChunkMinutes: seriesChunkMinutes,
  parseIndicator: parsePushIndicator,
  narrow: narrowPushIndicator,
  connect: connectPush,
};
