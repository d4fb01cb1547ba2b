import { MINUTE_MS, type Minute } from "@solvent/domain";
import { type IsBorn, judgeBirths } from "../counters/births.ts";
import { type Counting, countSummands, gatherSummands, type Summand, sumsOf } from "../counters/count.ts";
import { type CountedMinutes, joinCounted } from "../counters/counted.ts";
import { unifyBoundaries } from "../counters/merge-series.ts";
import { type Birth, boundaryMaxAgeSeconds, type Counter, toCounter, toRuns } from "../counters/runs.ts";
import type { Series } from "../counters/series.ts";
import { succeeded } from "../failure.ts";
import { toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import { proveOpenBirths } from "./birth-proofs.ts";
import { distribute } from "./distribute.ts";
import { type Fetch, planFetches, type Wanted } from "./fetch-plan.ts";
import { type FetchSeries, fetchSeries, type Stretch } from "./fetch-series.ts";
import type { QueryApi } from "./query-api.ts";

/** One stream to count. */
export interface CountItem extends Counting {
  /** Series of the total, as probed. */
  readonly seriesFound: number;
  readonly scrapeIntervalSeconds: number | null;
}

interface Reading {
  readonly api: QueryApi;
  readonly fetchSeries: FetchSeries;
  readonly signal: AbortSignal;
}

const MINUTE_SECONDS = MINUTE_MS / 1000;
/** Keeps an answer near 8 MB of JSON, half of what is accepted. */
const MAX_SAMPLES = 300_000;
const MAX_SAMPLES_PER_SERIES = 10_000;
/** Assumed where the probe could not tell. */
const USUAL_SCRAPE_SECONDS = 15;

export const samplesPerMinute = (scrapeIntervalSeconds: number | null): number =>
  MINUTE_SECONDS / Math.max(1, scrapeIntervalSeconds ?? USUAL_SCRAPE_SECONDS);

const maxAgeOf = ({ scrapeIntervalSeconds }: CountItem): number => boundaryMaxAgeSeconds(scrapeIntervalSeconds);

/** Whole minutes that hold the boundary value of the first minute; one more for uneven edges. */
const leadOf = (items: readonly CountItem[]): number =>
  Math.ceil(items.reduce((most, item) => Math.max(most, maxAgeOf(item)), 0) / MINUTE_SECONDS) + 1;

/** Minutes that fit into one answer for the largest item. */
function chunkMinutes(items: readonly CountItem[], leadMinutes: number): number {
  const minutes = items.map(({ seriesFound, scrapeIntervalSeconds }) => {
    const perMinute = samplesPerMinute(scrapeIntervalSeconds);
    return Math.min(MAX_SAMPLES / (Math.max(1, seriesFound) * perMinute), MAX_SAMPLES_PER_SERIES / perMinute);
  });
  return Math.max(1, Math.floor(Math.min(...minutes)) - leadMinutes);
}

function wantedBy(items: readonly CountItem[]): Wanted[] {
  return items.flatMap((item) => sumsOf(item).map((selector) => ({ selector, series: Math.max(1, item.seriesFound) })));
}

type Found = ReadonlyMap<string, Outcome<readonly Series[]>>;

/** The answers to one query, handed to its members; too much for one answer, the members are asked about in halves. */
async function fetchMembers(
  reading: Reading,
  { selector, members, series }: Fetch,
  stretch: Stretch,
): Promise<[string, Outcome<readonly Series[]>][]> {
  const asked = { ...stretch, selector, members, halvable: members.length === 1 };
  const answer = await reading.fetchSeries(reading.api, asked, reading.signal);
  if (answer.ok) return [...distribute(unifyBoundaries(answer.value), members)].map(([key, list]) => [key, succeeded(list)]);
  if (answer.failure.class !== "too-large" || members.length === 1) return members.map((member) => [toSelectorText(member), answer]);
  const middle = Math.ceil(members.length / 2);
  const halves = [members.slice(0, middle), members.slice(middle)];
  const fetches = halves.flatMap((half) =>
    planFetches(
      half.map((member) => ({ selector: member, series: series / members.length })),
      series,
    ),
  );
  const lists = await Promise.all(fetches.map((fetch) => fetchMembers(reading, fetch, stretch)));
  return lists.flat();
}

async function fetchAll(reading: Reading, fetches: readonly Fetch[], stretch: Stretch): Promise<Found> {
  const lists = await Promise.all(fetches.map((fetch) => fetchMembers(reading, fetch, stretch)));
  return new Map(lists.flat());
}

interface Gathered {
  readonly item: CountItem;
  readonly counters: readonly Summand<Counter>[];
}

function gather(item: CountItem, found: Found, counterOf: (series: Series) => Counter): Outcome<Gathered> {
  const bySum: Counter[][] = [];
  for (const selector of sumsOf(item)) {
    const list = found.get(toSelectorText(selector));
    if (list === undefined) throw new Error(`no answer was planned for ${toSelectorText(selector)}`);
    if (!list.ok) return list;
    bySum.push(list.value.map(counterOf));
  }
  return succeeded({ item, counters: gatherSummands(bySum) });
}

/** The whole metric of each target is at hand, so what it does not prove is no birth. */
const showsWholeTargets = ({ item }: Gathered): boolean =>
  item.total.matchers.every(({ label }) => label === "job" || label === "instance");

const birthKey = ({ metric, target, minute }: Birth): string => JSON.stringify([metric, target, minute]);

function count({ item, counters }: Gathered, { from, to }: Stretch, isBorn: IsBorn): CountedMinutes {
  const { scrapeIntervalSeconds } = item;
  return countSummands(item, counters, { from, to, scrapeIntervalSeconds }, (counter) => toRuns(counter, maxAgeOf(item), isBorn));
}

async function countAll({ api, signal }: Reading, gathered: readonly Gathered[], stretch: Stretch): Promise<Outcome<CountedMinutes>[]> {
  const judged = gathered.map((one) =>
    judgeBirths(
      one.counters.map(({ counter }) => counter),
      maxAgeOf(one.item),
      stretch.from,
    ),
  );
  const open = new Map(
    gathered.flatMap((one, index) =>
      showsWholeTargets(one) ? [] : (judged[index]?.open ?? []).map((birth) => [birthKey(birth), birth] as const),
    ),
  );
  const proved = await proveOpenBirths(api, [...open.values()], stretch.maxAgeSeconds, signal);
  return gathered.map((one, index) => {
    const own = judged[index] ?? { proven: [], open: [] };
    if (!proved.ok && own.open.some((birth) => open.has(birthKey(birth)))) return proved;
    const proven = new Set(own.proven.map(birthKey));
    return succeeded(count(one, stretch, (birth) => proven.has(birthKey(birth)) || (proved.ok && proved.value(birth))));
  });
}

async function readStretch(
  reading: Reading,
  items: readonly CountItem[],
  span: Pick<Stretch, "from" | "to" | "leadMinutes">,
): Promise<Outcome<CountedMinutes>[]> {
  const perMinute = items.reduce((most, item) => Math.max(most, samplesPerMinute(item.scrapeIntervalSeconds)), 0);
  const maxAgeSeconds = items.reduce((most, item) => Math.max(most, maxAgeOf(item)), 0);
  const stretch: Stretch = { ...span, sampleSeconds: MINUTE_SECONDS / perMinute, maxAgeSeconds };
  const maxSeries = Math.max(1, Math.floor(MAX_SAMPLES / ((stretch.to - stretch.from + stretch.leadMinutes) * perMinute)));
  const found = await fetchAll(reading, planFetches(wantedBy(items), maxSeries), stretch);
  const counters = new Map<Series, Counter>();
  const counterOf = (series: Series): Counter => {
    const counter = counters.get(series) ?? toCounter(series);
    counters.set(series, counter);
    return counter;
  };
  const gathered = items.map((item) => gather(item, found, counterOf));
  const values = await countAll(
    reading,
    gathered.flatMap((one) => (one.ok ? [one.value] : [])),
    stretch,
  );
  let next = 0;
  return gathered.map((one) => {
    if (!one.ok) return one;
    const value = values[next];
    next += 1;
    if (value === undefined) throw new Error("a counted item got lost");
    return value;
  });
}

/**
 * Counts minutes [from, to) of several streams from raw samples: as few queries as their selectors allow, differenced per series by us,
 * births proven by siblings of the same target. One outcome per item, in order; an item fails as a whole.
 */
export async function countRaw(
  api: QueryApi,
  items: readonly CountItem[],
  span: { from: Minute; to: Minute },
  signal: AbortSignal,
  fetch: FetchSeries = fetchSeries,
): Promise<Outcome<CountedMinutes>[]> {
  const leadMinutes = leadOf(items);
  const step = chunkMinutes(items, leadMinutes);
  const collected: Outcome<CountedMinutes[]>[] = items.map(() => succeeded([]));
  for (let from = span.from; from < span.to; from += step) {
    const alive = [...items.keys()].filter((index) => collected[index]?.ok === true);
    const asked = alive.flatMap((index) => items[index] ?? []);
    if (asked.length === 0) break;
    const values = await readStretch({ api, fetchSeries: fetch, signal }, asked, { from, to: Math.min(from + step, span.to), leadMinutes });
    for (const [place, index] of alive.entries()) {
      const [before, value] = [collected[index], values[place]];
      if (before?.ok && value !== undefined) collected[index] = value.ok ? succeeded([...before.value, value.value]) : value;
    }
  }
  return collected.map((one) => (one.ok ? succeeded(joinCounted(one.value)) : one));
}
