import type { SourceKindDefinition } from "../source.ts";
import { originOf, PROBE_SECRETS, type ProbeConnection, probeConnection } from "./connection.ts";
import { parseProbeIndicator } from "./parse-indicator.ts";
import { connectProbe } from "./probe-source.ts";
import type { ProbeQuery } from "./query.ts";
import { PROBE_TEMPLATES } from "./templates.ts";

const WEEK_MINUTES = 7 * 1440;

export const probeSource: SourceKindDefinition<ProbeConnection, ProbeQuery> = {
  kind: "probe",
  title: "Probe",
  description: "Solvent itself asks HTTP addresses and opens TCP connections, and counts how often that goes well.",
  needs: "nothing: what is asked stands in each definition",
  connection: probeConnection,
  secrets: PROBE_SECRETS,
  origin: originOf,
  // A probe belongs to the minute in which it ended: what has ended is in memory.
  ingestDelaySeconds: 0,
  // What was probed does not change afterwards.
  settleMinutes: 0,
  templates: PROBE_TEMPLATES,
  // There is nothing to ask: the past is empty at once.
  backfillChunkMinutes: () => WEEK_MINUTES,
  parseIndicator: parseProbeIndicator,
  connect: connectProbe,
};
