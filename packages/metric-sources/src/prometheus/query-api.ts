import type { Series } from "../counters/series.ts";
import { failed } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome } from "../source.ts";
import { type ResultType, readBuckets, readExactResult, readResult } from "./answer.ts";
import { type Exchange, redactFailure } from "./exchange.ts";
import type { Bucket } from "./native/threshold-place.ts";

/** A query over several instants; both ends are evaluated and both must be whole multiples of the step. */
export interface RangeQuery {
  readonly expression: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

export interface InstantQuery {
  readonly expression: string;
  /** Evaluation time; without it the server's own clock. */
  readonly timeSeconds?: number;
  /** In place of parameters that every query is sent with. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly allowed: readonly ResultType[];
}

/** What a server makes of PromQL. */
export interface QueryApi {
  instant(query: InstantQuery, signal: AbortSignal): Promise<Outcome<readonly Series[]>>;
  range(query: RangeQuery, signal: AbortSignal): Promise<Outcome<readonly Series[]>>;
  /** Values as the server wrote them. */
  exactInstant(query: InstantQuery, signal: AbortSignal): Promise<Outcome<readonly Series<string>[]>>;
  exactRange(query: RangeQuery, signal: AbortSignal): Promise<Outcome<readonly Series<string>[]>>;
  /** Of native histograms: the buckets that hold events. */
  buckets(query: InstantQuery, signal: AbortSignal): Promise<Outcome<readonly Series<readonly Bucket[]>[]>>;
}

type ReadAnswer<Value> = (data: unknown, allowed: readonly ResultType[]) => Outcome<readonly Series<Value>[]>;

const isOnGrid = (series: Series<unknown>, { startSeconds, endSeconds, stepSeconds }: RangeQuery): boolean =>
  series.times.every((time) => time >= startSeconds && time <= endSeconds && (time - startSeconds) % stepSeconds === 0);

/** Queries go by POST: long ones do not fit into an address. */
export function makeQueryApi(exchange: Exchange, redact: Redact): QueryApi {
  async function askInstant<Value>(
    { expression, timeSeconds, allowed, parameters = {} }: InstantQuery,
    read: ReadAnswer<Value>,
    signal: AbortSignal,
  ): Promise<Outcome<readonly Series<Value>[]>> {
    const time: [string, string][] = timeSeconds === undefined ? [] : [["time", String(timeSeconds)]];
    const data = await exchange.post("query", { parameters, fields: [["query", expression], ...time] }, signal);
    return data.ok ? redactFailure(read(data.value, allowed), redact) : data;
  }

  async function askRange<Value>(
    query: RangeQuery,
    read: ReadAnswer<Value>,
    signal: AbortSignal,
  ): Promise<Outcome<readonly Series<Value>[]>> {
    const bounds: [string, string][] = [
      ["start", String(query.startSeconds)],
      ["end", String(query.endSeconds)],
      ["step", String(query.stepSeconds)],
    ];
    const data = await exchange.post("query_range", { fields: [["query", query.expression], ...bounds] }, signal);
    if (!data.ok) return data;
    const series = read(data.value, ["matrix"]);
    if (!series.ok) return redactFailure(series, redact);
    if (series.value.every((one) => isOnGrid(one, query))) return series;
    return failed("bad-answer", "the answer holds points at other times than those asked for");
  }

  return {
    instant: (query, signal) => askInstant(query, readResult, signal),
    range: (query, signal) => askRange(query, readResult, signal),
    exactInstant: (query, signal) => askInstant(query, readExactResult, signal),
    exactRange: (query, signal) => askRange(query, readExactResult, signal),
    buckets: (query, signal) => askInstant(query, readBuckets, signal),
  };
}
