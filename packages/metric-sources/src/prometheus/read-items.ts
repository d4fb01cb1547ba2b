import { type CountedMinutes, toReadValue } from "../counters/counted.ts";
import { failed, succeeded } from "../failure.ts";
import type { Outcome, ReadItem, ReadRequest, ReadValue, Strategy } from "../source.ts";
import type { CountersResolver } from "./counters-resolver.ts";
import { toEstimate } from "./estimate.ts";
import { readExpressions } from "./expression.ts";
import { fetchNative } from "./native/fetch-native.ts";
import { type CountersPlan, planOf, type QueryPlan } from "./query.ts";
import type { QueryApi } from "./query-api.ts";
import { type CountItem, countRaw } from "./raw.ts";
import { countInServer } from "./server.ts";
import type { CountDialect } from "./server-expression.ts";
import { readThresholds } from "./threshold.ts";

export interface ReadDeps {
  readonly api: QueryApi;
  readonly resolver: CountersResolver;
  readonly dialect: CountDialect;
}

interface Numbered<T> {
  readonly index: number;
  readonly value: T;
}

/** What is read of one series of native histograms: time, count and the events up to a boundary. */
const NATIVE_VALUES = 3;

type ReadBy = "samples" | "server" | "native" | "estimate";

const READ_BY: Readonly<Record<Strategy, ReadBy>> = { raw: "samples", server: "server", expression: "estimate" };

type Counted = Numbered<ReadItem> & { readonly plan: CountersPlan };

interface ResolvedItem {
  readonly item: CountItem;
  readonly by: ReadBy;
}

async function toCountItems({ resolver }: ReadDeps, items: readonly Counted[], signal: AbortSignal): Promise<Outcome<ResolvedItem>[]> {
  const outcomes = await resolver.resolve(
    items.map(({ plan }) => plan),
    signal,
  );
  return outcomes.map((outcome, index) => {
    const one = items[index];
    if (one === undefined || !outcome.ok) return outcome.ok ? failed("bad-query", "there is no query to this answer") : outcome;
    const { terms: part, total, native } = outcome.value;
    const { seriesFound, scrapeIntervalSeconds, strategy } = one.value.probe;
    const values = seriesFound * (native === null ? 1 : NATIVE_VALUES);
    const item = { numerator: one.plan.numerator, part, total, seriesFound: values, scrapeIntervalSeconds };
    return succeeded({ item, by: native !== null ? "native" : READ_BY[strategy] });
  });
}

/** Items read from samples share queries, so they are counted together; each item of the server strategy has queries of its own. */
async function readCounters(
  deps: ReadDeps,
  items: readonly Counted[],
  request: ReadRequest,
  signal: AbortSignal,
): Promise<Numbered<Outcome<ReadValue>>[]> {
  const outcomes = await toCountItems(deps, items, signal);
  const resolved = items.flatMap(({ index }, place) => (outcomes[place] === undefined ? [] : [{ index, outcome: outcomes[place] }]));
  const refused = resolved.flatMap(({ index, outcome }) => (outcome.ok ? [] : [{ index, value: outcome }]));
  const readBy = (by: ReadBy): { index: number; item: CountItem }[] =>
    resolved.flatMap(({ index, outcome }) => (outcome.ok && outcome.value.by === by ? [{ index, item: outcome.value.item }] : []));
  const [raw, native, server, estimated] = [readBy("samples"), readBy("native"), readBy("server"), readBy("estimate")];
  const itemsOf = (list: readonly { readonly item: CountItem }[]): CountItem[] => list.map(({ item }) => item);
  const [fromSamples, fromNative, fromServer, fromEstimates] = await Promise.all([
    countRaw(deps.api, itemsOf(raw), request, signal),
    countRaw(deps.api, itemsOf(native), request, signal, fetchNative),
    Promise.all(itemsOf(server).map((item) => countInServer({ api: deps.api, item, dialect: deps.dialect, signal }, request))),
    Promise.all(itemsOf(estimated).map((item) => readExpressions(deps.api, toEstimate(item, deps.dialect), request, signal))),
  ]);
  const asRead = (counted: readonly Outcome<CountedMinutes>[]): Outcome<ReadValue>[] =>
    counted.map((one) => (one.ok ? succeeded(toReadValue(one.value)) : one));
  const toNumbered = (order: readonly { readonly index: number }[], read: readonly Outcome<ReadValue>[]): Numbered<Outcome<ReadValue>>[] =>
    order.flatMap(({ index }, place) => {
      const value = read[place];
      return value === undefined ? [] : [{ index, value }];
    });
  return [
    ...refused,
    ...toNumbered(raw, asRead(fromSamples)),
    ...toNumbered(native, asRead(fromNative)),
    ...toNumbered(server, asRead(fromServer)),
    ...toNumbered(estimated, fromEstimates),
  ];
}

type Planned = Numbered<ReadItem> & { readonly plan: QueryPlan };

const readExpressionItems = (
  { api }: ReadDeps,
  items: readonly Planned[],
  request: ReadRequest,
  signal: AbortSignal,
): Promise<Numbered<Outcome<ReadValue>>[]> =>
  Promise.all(
    items.flatMap(({ index, plan }) =>
      plan.kind === "expressions" ? [readExpressions(api, plan, request, signal).then((value) => ({ index, value }))] : [],
    ),
  );

async function readThresholdItems(
  { api, dialect }: ReadDeps,
  items: readonly Planned[],
  request: ReadRequest,
  signal: AbortSignal,
): Promise<Numbered<Outcome<ReadValue>>[]> {
  const compared = items.flatMap(({ index, plan, value }) =>
    plan.kind === "threshold" ? [{ index, item: { ...plan, scrapeIntervalSeconds: value.probe.scrapeIntervalSeconds } }] : [],
  );
  if (compared.length === 0) return [];
  const outcomes = await readThresholds(api, { items: compared.map(({ item }) => item), dialect }, request, signal);
  return outcomes.flatMap((value, place) => {
    const index = compared[place]?.index;
    return index === undefined ? [] : [{ index, value }];
  });
}

/** Reads every item by its strategy. One outcome per item, in the order of the items. */
export async function readItems(deps: ReadDeps, request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]> {
  if (!(request.to > request.from)) throw new RangeError("a read needs at least one minute");
  const numbered = request.items.map((value, index) => ({ index, value, plan: planOf(value.query) }));
  const counters = numbered.flatMap(({ plan, ...one }) => (plan.kind === "counters" ? [{ ...one, plan }] : []));
  const outcomes = await Promise.all([
    readCounters(deps, counters, request, signal),
    readExpressionItems(deps, numbered, request, signal),
    readThresholdItems(deps, numbered, request, signal),
  ]);
  return outcomes
    .flat()
    .sort((left, right) => left.index - right.index)
    .map(({ value }) => value);
}
