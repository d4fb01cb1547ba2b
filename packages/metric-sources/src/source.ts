import type { MeasuredIndicator, Minute, MinuteBlock } from "@solvent/domain";
import type * as z from "zod";

/** Why a source did not answer. Closed: it is a metric label and decides whether a retry makes sense. */
export const SOURCE_FAILURES = [
  "unreachable", // DNS, refused, reset, TLS
  "timeout",
  "unauthorized", // 401, 403
  "rate-limited", // 429
  "bad-query", // the source rejected the query
  "not-found", // 404: usually a wrong base address
  "bad-answer", // not the promised format, e.g. HTML from a proxy
  "partial", // the source said its answer is incomplete
  "too-large", // over our size limit, or over the source's limits
  "too-many-series",
  "server-error", // 5xx
  "blocked", // the address is not allowed (outgoing policy)
  "circuit-open", // not asked: it failed too often just now
  "aborted",
] as const;
export type SourceFailureClass = (typeof SOURCE_FAILURES)[number];

/** A failed request in the source's own words. `message` never holds a secret and is at most 1 kB. */
export interface SourceFailure {
  readonly class: SourceFailureClass;
  readonly retryable: boolean;
  readonly message: string;
  /** Seconds the source asked us to wait, where it did. */
  readonly retryAfterSeconds?: number;
  /** A text ready to be used that would solve the problem, e.g. a recording rule. May be longer than `message`; no secret either. */
  readonly advice?: string;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: SourceFailure };

/** A problem of a definition; `path` is relative to the value that was parsed; `offset` counts characters inside the query text. */
export interface QueryProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly offset?: number;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly QueryProblem[] };

/**
 * One stream's query, validated and normalised by its adapter. `canonical` is stable JSON text: its SHA-256 is the stream's
 * spec hash, so two objectives that count the same thing share one stream.
 */
export interface StreamQuery {
  readonly canonical: string;
}

export type HttpMethod = "GET" | "POST";
export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as application/x-www-form-urlencoded. */
  readonly form?: readonly (readonly [string, string])[];
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded text, at most 16 MiB. */
  readonly body: string;
}
/** The one door to the outside: time-outs, size limit, address policy. Only `apps/api` makes one. Network failures are outcomes, not exceptions. */
export interface HttpClient {
  send(request: HttpRequest): Promise<Outcome<HttpAnswer>>;
}

/** `raw`: samples differenced by us. `server`: differenced exactly inside the source. `expression`: the user's own per-minute query. */
export type Strategy = "raw" | "server" | "expression";

/** What one look at the source says about a query before it is saved, and hourly. */
export interface QueryProbe {
  readonly seriesFound: number;
  readonly strategy: Strategy;
  /** "exact", "exact (server side)" or "approximate", as shown to the user. */
  readonly exactness: "exact" | "exact (server side)" | "approximate";
  /** Seconds between samples as seen, null when unknown. */
  readonly scrapeIntervalSeconds: number | null;
  /** Things a person should know: replicas, missing buckets, clamping. */
  readonly warnings: readonly string[];
}

export interface SourceHealth {
  /** In the source's own words, e.g. "Prometheus 2.42.0". */
  readonly version: string | null;
  readonly latencyMs: number;
  /** Source clock minus ours, where the answer tells. */
  readonly clockSkewMs: number | null;
  readonly notes: readonly string[];
}

export interface ReadItem {
  readonly query: StreamQuery;
  readonly probe: QueryProbe;
  /** Nothing of the query is stored yet: in a live read, minutes from before anything was measured may come from a history. */
  readonly fresh?: boolean;
}
/** Minutes [from, to) of several queries. */
export interface ReadRequest {
  readonly items: readonly ReadItem[];
  readonly from: Minute;
  readonly to: Minute;
  readonly purpose: "live" | "backfill" | "refill";
}
export interface ReadValue {
  /** Exactly [from, to), with missing minutes marked. */
  readonly block: MinuteBlock;
  /** Minutes where good exceeded total and was cut to it. */
  readonly clampedMinutes: number;
  /** The source says of itself that it made up the counts before this minute, e.g. in the history of a demonstration. */
  readonly generatedUntil?: Minute;
}

/** A connected source. Every method honours the signal and never throws for what the source does wrong. */
export interface MetricSource {
  /** Asks for nothing but an answer: address, credentials, version. */
  check(signal: AbortSignal): Promise<Outcome<SourceHealth>>;
  probe(query: StreamQuery, signal: AbortSignal): Promise<Outcome<QueryProbe>>;
  /** One outcome per item, in the order of the items, in as few requests as the source allows. */
  read(request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]>;
  /**
   * The combinations of values of these labels among the series of a query, with data in the last hour, sorted by the values in the order of
   * the labels. A label that a series lacks counts as "". Left out by kinds that cannot tell.
   */
  groups?(query: StreamQuery, labels: readonly string[], signal: AbortSignal): Promise<Outcome<readonly GroupLabels[]>>;
}

/** One combination: the value of each label that a group is made by. */
export type GroupLabels = Readonly<Record<string, string>>;

/** Runs work later, once; the function that it returns calls it off. */
export type Schedule = (delayMs: number, work: () => void) => () => void;

export interface ConnectDeps {
  readonly http: HttpClient;
  /** `http` without retries and circuit, for a source with a schedule of its own: a request is one attempt. Left out, `http` is used. */
  readonly plainHttp?: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For sources that do something by themselves while they are read. Left out, they act only when they are asked. */
  readonly schedule?: Schedule;
}

/**
 * One kind of data source: schema, behaviour and notes in one folder, one line in the registry.
 * `connection` is the non-secret part and drives the form (titles, descriptions); `secrets` names the write-only fields.
 */
export interface SourceKindDefinition<Connection, Query extends StreamQuery = StreamQuery> {
  readonly kind: string;
  readonly title: string;
  readonly connection: z.ZodType<Connection>;
  /** Every secret field with its title; values are strings, stored encrypted, never returned. */
  readonly secrets: Readonly<Record<string, { readonly title: string; readonly description: string }>>;
  /** scheme://host:port the secrets are bound to. */
  origin(connection: Connection): string;
  /** Seconds after a minute's end before it may be read. */
  readonly ingestDelaySeconds: number;
  /** Minutes before the watermark that are read again at every poll. */
  readonly settleMinutes: number;
  /** Longest stretch, in minutes, to ask for at once in back-fill for this probe. */
  backfillChunkMinutes(probe: QueryProbe): number;
  parseIndicator(indicator: MeasuredIndicator): Parsed<Query>;
  /** The same indicator for one combination of labels only. Left out by kinds without `groups`. Problems name what cannot be narrowed. */
  narrow?(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator>;
  connect(connection: Connection, secrets: Readonly<Record<string, string>>, deps: ConnectDeps): MetricSource;
}
