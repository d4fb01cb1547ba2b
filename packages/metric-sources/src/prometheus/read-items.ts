import { type CountedMinutes, toReadValue } from "../counters/counted.ts";
import { failed, succeeded } from "../failure.ts";
import type { Outcome, ReadItem, ReadRequest, ReadValue } from "../source.ts";
import type { PrometheusApi } from "./api.ts";
import { readExpressions } from "./expression.ts";
import type { PartResolver } from "./latency-resolver.ts";
import { planOf, type QueryPlan } from "./query.ts";
import { type CountItem, countRaw } from "./raw.ts";
import { countInServer } from "./server.ts";
import type { RangeDialect } from "./server-expression.ts";
import { readThresholds } from "./threshold.ts";

export interface ReadDeps {
  readonly api: PrometheusApi;
  readonly resolver: PartResolver;
  readonly findDialect: (signal: AbortSignal) => Promise<RangeDialect>;
}

interface Numbered<T> {
  readonly index: number;
  readonly value: T;
}

async function toCountItem({ resolver }: ReadDeps, { query, probe }: ReadItem, signal: AbortSignal): Promise<Outcome<CountItem>> {
  const plan = planOf(query);
  if (plan.kind !== "counters") return failed("bad-query", "the query does not count counters");
  const part = await resolver.resolve(plan.part, signal);
  if (!part.ok) return part;
  const { seriesFound, scrapeIntervalSeconds } = probe;
  return succeeded({ numerator: plan.numerator, part: part.value.terms, total: plan.total, seriesFound, scrapeIntervalSeconds });
}

/** Raw items share queries, so they are counted together; each item of the server strategy has queries of its own. */
async function readCounters(
  deps: ReadDeps,
  items: readonly Numbered<ReadItem>[],
  request: ReadRequest,
  signal: AbortSignal,
): Promise<Numbered<Outcome<ReadValue>>[]> {
  const resolved = await Promise.all(
    items.map(async ({ index, value }) => ({ index, probe: value.probe, item: await toCountItem(deps, value, signal) })),
  );
  const refused = resolved.flatMap(({ index, item }) => (item.ok ? [] : [{ index, value: item }]));
  const ready = resolved.flatMap(({ index, probe, item }) => (item.ok ? [{ index, probe, item: item.value }] : []));
  const raw = ready.filter(({ probe }) => probe.strategy !== "server");
  const server = ready.filter(({ probe }) => probe.strategy === "server");
  const [fromSamples, fromServer] = await Promise.all([
    countRaw(
      deps.api,
      raw.map(({ item }) => item),
      request,
      signal,
    ),
    Promise.all(
      server.map(async ({ item }) => countInServer({ api: deps.api, item, dialect: await deps.findDialect(signal), signal }, request)),
    ),
  ]);
  const toNumbered = (
    order: readonly { readonly index: number }[],
    counted: readonly Outcome<CountedMinutes>[],
  ): Numbered<Outcome<ReadValue>>[] =>
    order.flatMap(({ index }, place) => {
      const one = counted[place];
      return one === undefined ? [] : [{ index, value: one.ok ? succeeded(toReadValue(one.value)) : one }];
    });
  return [...refused, ...toNumbered(raw, fromSamples), ...toNumbered(server, fromServer)];
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
  { api, findDialect }: ReadDeps,
  items: readonly Planned[],
  request: ReadRequest,
  signal: AbortSignal,
): Promise<Numbered<Outcome<ReadValue>>[]> {
  const compared = items.flatMap(({ index, plan, value }) =>
    plan.kind === "threshold" ? [{ index, item: { ...plan, scrapeIntervalSeconds: value.probe.scrapeIntervalSeconds } }] : [],
  );
  if (compared.length === 0) return [];
  const asked = { items: compared.map(({ item }) => item), dialect: await findDialect(signal) };
  const outcomes = await readThresholds(api, asked, request, signal);
  return outcomes.flatMap((value, place) => {
    const index = compared[place]?.index;
    return index === undefined ? [] : [{ index, value }];
  });
}

/** Reads every item by its strategy. One outcome per item, in the order of the items. */
export async function readItems(deps: ReadDeps, request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]> {
  if (!(request.to > request.from)) throw new RangeError("a read needs at least one minute");
  const numbered = request.items.map((value, index) => ({ index, value, plan: planOf(value.query) }));
  const counters = numbered.filter(({ plan }) => plan.kind === "counters");
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
