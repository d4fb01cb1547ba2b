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

/** How a connection is secured beyond the authorities that the machine trusts. All texts are PEM. */
export interface TlsOptions {
  /** Certificates of authorities to trust instead. */
  readonly ca?: string;
  /** Our own certificate, with its key: both or none. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate must be for, where it is not the host of the address. */
  readonly serverName?: string;
}

export type HttpMethod = "GET" | "HEAD" | "POST" | "DELETE";
export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as application/x-www-form-urlencoded. */
  readonly form?: readonly (readonly [string, string])[];
  /** Sent as it is; never beside `form`. */
  readonly body?: { readonly contentType: string; readonly text: string };
  readonly tls?: TlsOptions;
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
  /** Probes that are asked for at once are one request, or few: ask for many at once. Left out, each is a request of its own. */
  readonly joinsProbes?: true;
  /** One outcome per item, in the order of the items, in as few requests as the source allows. */
  read(request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]>;
  /**
   * The combinations of values of these labels among the series of a query, with data in the last hour, sorted by the values in the order of
   * the labels. A label that a series lacks counts as "". Left out by kinds that cannot tell.
   */
  groups?(query: StreamQuery, labels: readonly string[], signal: AbortSignal): Promise<Outcome<readonly GroupLabels[]>>;
  /**
   * Names for an editor, best first. There when the kind has `lookUps`. Every request carries this very signal, not one made from it: by it
   * they are let through before others.
   */
  lookUp?(ask: LookUp, signal: AbortSignal): Promise<Outcome<readonly LookUpHit[]>>;
}

/** One combination: the value of each label that a group is made by. */
export type GroupLabels = Readonly<Record<string, string>>;

/** An open WebSocket. */
export interface Socket {
  /** Sends a text frame. Nothing happens once it is closed. */
  send(text: string): void;
  close(): void;
}

export interface SocketRequest {
  /** ws or wss. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsOptions;
  /** Milliseconds until the connection must be open. */
  readonly timeoutMs?: number;
  /** Closes the socket, also later. */
  readonly signal: AbortSignal;
  /** A text frame, or the bytes of a binary one, of at most 16 MiB. */
  onMessage(frame: string | Uint8Array): void;
  /** Once, when an open socket has ended, whoever ended it. */
  onClose(failure: SourceFailure): void;
}

/** The same door for WebSockets. A connection that cannot be opened is an outcome, not an exception. */
export interface SocketClient {
  open(request: SocketRequest): Promise<Outcome<Socket>>;
}

export interface DialRequest {
  readonly host: string;
  readonly port: number;
  /** Null: TCP only. */
  readonly tls: TlsOptions | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
/** What a connection that was opened, and closed again at once, has shown. */
export interface Dialled {
  readonly connectMs: number;
  /** Null without TLS. `validUntilMs`: end of the certificate of the server, in milliseconds since the epoch. */
  readonly tls: { readonly validUntilMs: number; readonly protocol: string } | null;
}
/** The same door for bare TCP and TLS connections. */
export interface Dialer {
  dial(request: DialRequest): Promise<Outcome<Dialled>>;
}

/** Good and total of one minute as somebody sent them, scaled by COUNT_SCALE. */
export interface PushedMinute {
  readonly minute: Minute;
  readonly good: number;
  readonly total: number;
}

/** A value that a sender gave to one series; of a cumulative counter its reading, of a delta what was added since the sample before. */
export interface PushedSample {
  readonly atMs: number;
  readonly value: number;
  /** When its counting began, where the sender says so: a later start is a restart, whatever the value. */
  readonly startMs: number | null;
}

/** What was sent for one series: names and labels as Prometheus would write them. */
export interface PushedSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly kind: "cumulative" | "delta" | "gauge";
  /** When it was first heard of. */
  readonly firstAtMs: number;
  /** In the order of time, each instant once; of `cumulative` and `gauge` with the newest one before the span. */
  readonly samples: readonly PushedSample[];
}

/** One matcher of a series, as in PromQL. */
export interface PushedMatcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** What was sent to one push source. The adapter only reads it; the API fills it. */
export interface PushInbox {
  /** Minutes [from, to) of one name, ascending; null when nothing was ever sent under it. */
  minutes(name: string, span: { readonly from: Minute; readonly to: Minute }, signal: AbortSignal): Promise<readonly PushedMinute[] | null>;
  /** Series of a metric with samples in (fromMs, toMs], or heard of since `heardSinceMs` where it is given; at most `limit`. */
  series(
    ask: {
      readonly metric: string;
      readonly fromMs: number;
      readonly toMs: number;
      readonly heardSinceMs?: number;
      readonly limit: number;
    },
    signal: AbortSignal,
  ): Promise<readonly PushedSeries[]>;
  /** Names of pushed minutes and of metrics that contain the text, sorted, at most `limit`. */
  names(
    ask: { readonly of: "minutes" | "metric"; readonly text: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** When anything was last received, and how many names and series there are. */
  summary(signal: AbortSignal): Promise<{ readonly lastReceivedMs: number | null; readonly minuteNames: number; readonly series: number }>;
}

/** One thing that an editor can be offered names of: metrics, dimensions, indices, fields. */
export interface LookUpKind {
  readonly what: string;
  readonly title: string;
  /** Title of what the names are looked up within, such as the index of a field; null when nothing is needed. */
  readonly within: string | null;
}
export interface LookUp {
  readonly what: string;
  /** Part of the name; may be empty. */
  readonly text: string;
  readonly within: string | null;
  readonly limit: number;
}
export interface LookUpHit {
  readonly name: string;
  /** Type, unit or an example, as the source says it. */
  readonly detail: string | null;
}

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
  /** For kinds that speak WebSocket, or open bare connections. Given by the API always, by tests of such kinds. */
  readonly sockets?: SocketClient;
  readonly dialer?: Dialer;
  /** What was sent to this source. Left out for one that is not saved yet: nothing was sent to it. */
  readonly inbox?: PushInbox;
}

/** How long after its end a minute may be read, and how often it is read again. */
export interface Timing {
  /** Seconds after a minute's end before it may be read. */
  readonly ingestDelaySeconds: number;
  /** Minutes before the watermark that are read again at every poll. */
  readonly settleMinutes: number;
}

/** A text to begin with: OpenSLO YAML in which the name of the data source is written SOURCE. */
export interface SourceTemplate {
  readonly title: string;
  readonly description: string;
  readonly text: string;
}

/** A write-only field. `lines`: entered as several lines, such as a certificate. `when`: only asked for at these values of a field, or once it has any where none is named. */
export interface SecretField {
  readonly title: string;
  readonly description: string;
  readonly lines?: true;
  readonly when?: Readonly<Record<string, readonly string[]>>;
}

/**
 * One kind of data source: schema, behaviour and notes in one folder, one line in the registry.
 * `connection` is the non-secret part and drives the form (titles, descriptions, and by `meta` also `lines: true` and
 * `when: { field: [values] }`, as a SecretField has them, and `words: { value: "In words" }` of an enum); `secrets` names the write-only fields.
 */
export interface SourceKindDefinition<Connection, Query extends StreamQuery = StreamQuery> {
  readonly kind: string;
  readonly title: string;
  /** One sentence for people who choose a kind: what it is read from, and what for. */
  readonly description: string;
  /** What has to be at hand to connect one, where that is not simply the fields that must be filled in: "an access token". */
  readonly needs?: string;
  readonly connection: z.ZodType<Connection>;
  /** Every secret field with its title; values are strings, stored encrypted, never returned. */
  readonly secrets: Readonly<Record<string, SecretField>>;
  /** scheme://host:port the secrets are bound to; several addresses are joined by a blank. */
  origin(connection: Connection): string;
  /** The usual timing of the kind. */
  readonly ingestDelaySeconds: number;
  readonly settleMinutes: number;
  /** The timing of one connection, where people can choose it. */
  timing?(connection: Connection): Timing;
  /** Others send to it: each such source has a token of its own, made by Solvent and shown once. */
  readonly receives?: true;
  /** What its editor can look up, in the order in which it is offered. */
  readonly lookUps?: readonly LookUpKind[];
  readonly templates?: readonly SourceTemplate[];
  /** Longest stretch, in minutes, to ask for at once in back-fill for this probe. */
  backfillChunkMinutes(probe: QueryProbe): number;
  parseIndicator(indicator: MeasuredIndicator): Parsed<Query>;
  /** The same indicator for one combination of labels only. Left out by kinds without `groups`. Problems name what cannot be narrowed. */
  narrow?(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator>;
  connect(connection: Connection, secrets: Readonly<Record<string, string>>, deps: ConnectDeps): MetricSource;
}
