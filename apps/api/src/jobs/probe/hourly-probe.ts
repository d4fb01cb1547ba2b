import type { FencedWriter } from "../shared/fenced-writer.ts";
import { groupBy } from "../shared/group-by.ts";
import type { QueryBook } from "../shared/query-book.ts";
import type { SourceHandle, SourceHandles } from "../shared/source-handle.ts";
import type { SourceHealthStore } from "../tick/record-health.ts";
import type { ProbeStore, ProbeStreams } from "./probe-streams.ts";

export interface HourlyProbeDeps {
  readonly handles: SourceHandles;
  readonly probes: Pick<ProbeStore, "staleProbes" | "sourcesWithoutVersion">;
  readonly queries: QueryBook;
  readonly probeStreams: ProbeStreams;
  readonly health: Pick<SourceHealthStore, "noteVersion">;
  readonly writer: FencedWriter;
  readonly databaseNowMs: () => number;
}

const STALE_AFTER_MS = 3_600_000;
/** Of one source. At one round a minute this is enough for 10,000 streams an hour. */
const MOST_STREAMS = 200;

/**
 * Looks again at queries that were looked at more than an hour ago: a selector that has grown is read in another way from then
 * on. Asks those sources, and new ones, for their version too.
 */
export function makeHourlyProbe(deps: HourlyProbeDeps): (signal: AbortSignal) => Promise<void> {
  async function noteVersion(sourceId: string, handle: SourceHandle, signal: AbortSignal): Promise<void> {
    const health = await handle.source.check(signal);
    if (!health.ok) return;
    await deps.writer.write("background", (tx) => deps.health.noteVersion(tx.scope, sourceId, health.value.version));
  }

  return async (signal) => {
    const stale = await deps.probes.staleProbes(deps.databaseNowMs() - STALE_AFTER_MS, MOST_STREAMS);
    const bySource = groupBy(stale, (stream) => stream.sourceId);
    const sources = new Set([...bySource.keys(), ...(await deps.probes.sourcesWithoutVersion())]);
    for (const sourceId of sources) {
      const connection = await deps.handles.get(sourceId);
      if (!connection.ok || signal.aborted) continue;
      const { ready } = await deps.queries.ready(connection.value, bySource.get(sourceId) ?? []);
      await deps.probeStreams(connection.value, ready, signal);
      await noteVersion(sourceId, connection.value, signal);
    }
  };
}
