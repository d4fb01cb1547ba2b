import type { Outcome, SourceFailure } from "@solvent/metric-sources";
import type { ProbeOutcomes, ProbeStreams } from "../probe/probe-streams.ts";
import type { Clock } from "../shared/clock.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import { isAboutQuery } from "../shared/missing-reason.ts";
import { LOST_QUERY, type QueryBook } from "../shared/query-book.ts";
import type { SourceHandle, SourceHandles } from "../shared/source-handle.ts";
import { dueBounds } from "./due.ts";
import type { PlannedSource, PlannedStream } from "./plan.ts";
import { answersWithout, readSource, type StreamAnswer } from "./read-source.ts";
import type { RecordHealth } from "./record-health.ts";
import { type AnswersWork, makeWriteAnswers, type WriteAnswersDeps } from "./write-answers.ts";

export interface SourcePassDeps extends WriteAnswersDeps {
  readonly handles: SourceHandles;
  readonly queries: QueryBook;
  readonly probeStreams: ProbeStreams;
  readonly recordHealth: RecordHealth;
  readonly metrics: EvaluatorMetrics;
  /** The database's clock. */
  readonly databaseNowMs: () => number;
}

export interface SourceWork extends AnswersWork {
  readonly source: PlannedSource;
  readonly streams: readonly PlannedStream[];
  /** The minute boundary plus ingest delay that this pass was started for, by the database's clock. */
  readonly startedForMs: number;
}

export interface PassResult {
  /** Streams that something was written of. */
  readonly streams: number;
  readonly failure: SourceFailure | null;
  readonly ingestDelaySeconds: number;
}

/** New queries that could not be looked at in this time come next minute. */
const PROBE_BUDGET_MS = 20_000;
/** A pass ends before the next one of its source begins: what is not there by then is late. */
const READ_BUDGET_MS = 50_000;
/** Without a connection the delay is unknown; no kind that is read each minute has a longer one. */
const DELAY_WITHOUT_KIND_SECONDS = 60;

/** Runs `work` with a signal that also aborts after `limit.ms`. */
async function within<T>(clock: Clock, limit: { signal: AbortSignal; ms: number }, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const cancel = clock.after(limit.ms, () => deadline.abort());
  try {
    return await work(AbortSignal.any([limit.signal, deadline.signal]));
  } finally {
    cancel();
  }
}

/** A source that finds fault with a query is well; a query that was not asked for says nothing of it. */
const provesHealth = (outcome: StreamAnswer["outcome"]): boolean =>
  outcome.ok || (isAboutQuery(outcome.failure) && outcome.failure !== LOST_QUERY);

/** What the answers say of a whole source: the first failure, null if one proves that it is well; undefined when they say nothing. */
function failureOf(answered: readonly StreamAnswer[]): SourceFailure | null | undefined {
  if (answered.some(({ outcome }) => provesHealth(outcome))) return null;
  const failures = answered.flatMap(({ outcome }) => (outcome.ok || outcome.failure === LOST_QUERY ? [] : [outcome.failure]));
  return failures[0];
}

/** What became of a part of the streams. */
interface PartResult {
  readonly answered: readonly StreamAnswer[];
  readonly streams: number;
}

/** A pass under way. */
interface Pass {
  readonly work: SourceWork;
  readonly ingestDelaySeconds: number;
  readonly signal: AbortSignal;
}

/**
 * One source's part of a tick: read, store in short transactions, note how the source is. New queries are looked at beside that, so
 * that they keep nobody waiting. What is not there yet comes as missing once overdue: the watermark never waits for a source.
 */
export function makeSourcePass(deps: SourcePassDeps): (work: SourceWork, signal: AbortSignal) => Promise<PassResult> {
  const writeAnswers = makeWriteAnswers(deps);

  /** The clock may say a moment less than the instant the pass was started for; the boundary has passed all the same. */
  const boundsOf = ({ work, ingestDelaySeconds }: Pass) => dueBounds(Math.max(work.startedForMs, deps.databaseNowMs()), ingestDelaySeconds);

  async function store(pass: Pass, answered: readonly StreamAnswer[]): Promise<PartResult> {
    // A process that is stopping has not learned anything about the source.
    if (pass.signal.aborted) return { answered: [], streams: 0 };
    return { answered, streams: await writeAnswers({ work: pass.work, bounds: boundsOf(pass) }, answered) };
  }

  async function readPart(
    pass: Pass,
    handle: SourceHandle,
    part: { streams: readonly PlannedStream[]; looked: ProbeOutcomes },
  ): Promise<PartResult> {
    const { readableEnd } = boundsOf(pass);
    const limit = { signal: pass.signal, ms: READ_BUDGET_MS };
    return store(pass, await within(deps.clock, limit, (signal) => readSource({ handle, ...part, readableEnd, signal })));
  }

  async function lookAndRead(pass: Pass, handle: SourceHandle, streams: readonly PlannedStream[]): Promise<PartResult> {
    const limit = { signal: pass.signal, ms: PROBE_BUDGET_MS };
    const looked = await within(deps.clock, limit, (signal) => deps.probeStreams(handle, streams, signal));
    return readPart(pass, handle, { streams, looked });
  }

  const giveUp = (pass: Pass, streams: readonly PlannedStream[], failure: SourceFailure): Promise<PartResult> =>
    store(pass, answersWithout(streams, boundsOf(pass).readableEnd, failure));

  async function readAll(pass: Pass, connection: Outcome<SourceHandle>): Promise<readonly PartResult[]> {
    const { streams } = pass.work;
    if (!connection.ok) return [await giveUp(pass, streams, connection.failure)];
    const handle = connection.value;
    const { ready, lost } = await deps.queries.ready(handle, streams);
    const known = ready.filter(({ probe }) => probe !== null);
    const fresh = ready.filter(({ probe }) => probe === null);
    return Promise.all([
      readPart(pass, handle, { streams: known, looked: new Map() }),
      lookAndRead(pass, handle, fresh),
      giveUp(pass, lost, LOST_QUERY),
    ]);
  }

  return async (work, signal) => {
    const connection = await deps.handles.get(work.source.sourceId);
    const ingestDelaySeconds = connection.ok ? connection.value.ingestDelaySeconds : DELAY_WITHOUT_KIND_SECONDS;
    const startedMs = deps.clock.monotonicMs();
    const parts = await readAll({ work, ingestDelaySeconds, signal }, connection);
    const answered = parts.flatMap((part) => part.answered);
    const failure = failureOf(answered);
    for (const kind of new Set(answered.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.failure.class])))) {
      deps.metrics.sourceError(work.source.name, kind);
    }
    if (failure !== undefined) await deps.recordHealth({ source: work.source, failure, latencyMs: deps.clock.monotonicMs() - startedMs });
    return { streams: parts.reduce((sum, part) => sum + part.streams, 0), failure: failure ?? null, ingestDelaySeconds };
  };
}
export type SourcePass = ReturnType<typeof makeSourcePass>;
