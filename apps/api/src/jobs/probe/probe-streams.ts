import type { Outcome, QueryProbe } from "@solvent/metric-sources";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { isAboutQuery } from "../shared/missing-reason.ts";
import type { SourceHandle } from "../shared/source-handle.ts";
import type { PlannedStream } from "../tick/plan.ts";

export interface ProbeResult {
  readonly streamId: number;
  /** Null: the source refuses the query as it is; the stream is not read until a later look succeeds. */
  readonly probe: QueryProbe | null;
}

export interface ProbeStore {
  /** Sources that answer and whose version is not known. */
  sourcesWithoutVersion(): Promise<readonly string[]>;
  saveProbes(scope: TransactionScope, results: readonly ProbeResult[], probedAtMs: number): Promise<void>;
  /** Streams that are read and were looked at before `beforeMs`, longest ago first, at most `limit` of each source. */
  staleProbes(beforeMs: number, limit: number): Promise<readonly PlannedStream[]>;
}

export interface ProbeStreamsDeps {
  readonly writer: FencedWriter;
  readonly probes: Pick<ProbeStore, "saveProbes">;
  readonly databaseNowMs: () => number;
}

/** What one look at several streams found, by stream id. */
export type ProbeOutcomes = ReadonlyMap<number, Outcome<QueryProbe>>;

/** A request each; the source's guard allows four at once, and two stay free for reading. */
const AT_ONCE = 2;
/** Of a source that joins them into few requests. */
const JOINED_AT_ONCE = 500;

async function askAll(
  handle: SourceHandle,
  streams: readonly PlannedStream[],
  signal: AbortSignal,
): Promise<Map<number, Outcome<QueryProbe>>> {
  const outcomes = new Map<number, Outcome<QueryProbe>>();
  const queue = [...streams];
  async function worker(): Promise<void> {
    for (let stream = queue.shift(); stream !== undefined && !signal.aborted; stream = queue.shift()) {
      outcomes.set(stream.streamId, await handle.source.probe(stream.query, signal));
    }
  }
  const atOnce = handle.source.joinsProbes === true ? JOINED_AT_ONCE : AT_ONCE;
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

function toResults(streams: readonly PlannedStream[], outcomes: ProbeOutcomes): ProbeResult[] {
  return streams.flatMap(({ streamId, probe }) => {
    const outcome = outcomes.get(streamId);
    // Who was not waited for has not been looked at.
    if (outcome === undefined || (!outcome.ok && outcome.failure.class === "aborted")) return [];
    if (outcome.ok) return [{ streamId, probe: outcome.value }];
    return [{ streamId, probe: isAboutQuery(outcome.failure) ? null : probe }];
  });
}

/** Asks the source how these streams are to be read, and stores the answers. Streams that an abort left out are not in the result. */
export const makeProbeStreams =
  (deps: ProbeStreamsDeps) =>
  async (handle: SourceHandle, streams: readonly PlannedStream[], signal: AbortSignal): Promise<ProbeOutcomes> => {
    const outcomes = await askAll(handle, streams, signal);
    const results = toResults(streams, outcomes);
    if (results.length > 0) await deps.writer.write("background", (tx) => deps.probes.saveProbes(tx.scope, results, deps.databaseNowMs()));
    return outcomes;
  };
export type ProbeStreams = ReturnType<typeof makeProbeStreams>;
