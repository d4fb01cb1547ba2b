import { type Indicator, type MissingReason, queriesOf } from "@solvent/domain";
import type { MetricSource, Outcome, QueryProbe, ReadRequest, ReadValue, SourceFailure } from "@solvent/metric-sources";
import type { SourceHandle } from "../shared/source-handle.ts";

/** What a fake source says about a minute: counts in events, or why there is none. */
export type FakeMinute = { readonly good: number; readonly total: number } | MissingReason;

export interface FakeSource {
  readonly handle: SourceHandle;
  /** Every read so far. */
  readonly reads: readonly ReadRequest[];
  /** What the query counts; replaces what was said before. */
  answer(query: string, minuteOf: (minute: number) => FakeMinute): void;
  /** Every request fails like this until null is given. */
  fail(failure: SourceFailure | null): void;
  /** Requests about this one query fail like this until null is given. */
  refuse(query: string, failure: SourceFailure | null): void;
  /** Called before each read; a promise holds it up. */
  before(hook: (request: ReadRequest) => Promise<void> | void): void;
  /** Longest stretch of back-fill. */
  chunkMinutes: number;
}

export const UNREACHABLE: SourceFailure = { class: "unreachable", retryable: true, message: "connection refused" };

const PROBE: QueryProbe = { seriesFound: 3, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] };

/** The canonical text of an indicator of the fake source is its total query. */
export const fakeIndicator = (query: string): Indicator => ({
  kind: "ratio",
  counter: true,
  numerator: "good",
  part: { source: "fake", spec: { query } },
  total: { source: "fake", spec: { query } },
});

function toValue(request: ReadRequest, minuteOf: (minute: number) => FakeMinute): ReadValue {
  const minutes = Array.from({ length: request.to - request.from }, (_, i) => minuteOf(request.from + i));
  const count = (of: "good" | "total") => minutes.map((minute) => (typeof minute === "string" ? 0 : minute[of] * 1000));
  const missing = minutes.map((minute) => (typeof minute === "string" ? minute : null));
  return { block: { from: request.from, good: count("good"), total: count("total"), missing }, clampedMinutes: 0 };
}

export function makeFakeSource(): FakeSource {
  const answers = new Map<string, (minute: number) => FakeMinute>();
  const refused = new Map<string, SourceFailure | null>();
  const reads: ReadRequest[] = [];
  let failure: SourceFailure | null = null;
  let hook: (request: ReadRequest) => Promise<void> | void = () => undefined;

  function outcome<T>(value: T, query = ""): Outcome<T> {
    const trouble = failure ?? refused.get(query) ?? null;
    return trouble === null ? { ok: true, value } : { ok: false, failure: trouble };
  }
  const source: MetricSource = {
    check: async () => outcome({ version: "Fake 1.0", latencyMs: 1, clockSkewMs: 0, notes: [] }),
    probe: async ({ canonical }) => outcome(PROBE, canonical),
    async read(request) {
      reads.push(request);
      await hook(request);
      return request.items.map(({ query: { canonical } }) =>
        outcome(toValue(request, answers.get(canonical) ?? (() => "no-series")), canonical),
      );
    },
  };
  const fake: FakeSource = {
    chunkMinutes: 1440,
    reads,
    handle: {
      ingestDelaySeconds: 30,
      settleMinutes: 2,
      backfillChunkMinutes: () => fake.chunkMinutes,
      parseIndicator: (of) => ({ ok: true, value: { canonical: String(queriesOf(of).at(-1)?.query.spec.query) } }),
      source,
    },
    answer: (query, minuteOf) => void answers.set(query, minuteOf),
    fail(next) {
      failure = next;
    },
    refuse: (query, next) => void refused.set(query, next),
    before(next) {
      hook = next;
    },
  };
  return fake;
}
