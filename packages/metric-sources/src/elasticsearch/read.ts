import type { MinuteBlock } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Outcome, ReadRequest, ReadValue, SourceFailure } from "../source.ts";
import type { SearchApi } from "./api.ts";
import { type FindFirstMinute, forgetBefore } from "./first-document.ts";
import { histogramBody, readHistogram } from "./histogram.ts";
import { toMinutes } from "./minutes.ts";
import { type Asked, type Batch, type Pack, packReads } from "./packing.ts";
import { planOf } from "./query.ts";
import type { Refusals } from "./refusals.ts";
import { listTerms, nameTerms, termsOf } from "./terms.ts";

export interface ReadDeps {
  readonly api: SearchApi;
  readonly refusals: Refusals;
  /** Whether a search that may take long is asked for in another way. */
  readonly searchesLong: (signal: AbortSignal) => Promise<Outcome<boolean>>;
  readonly findFirstMinute: FindFirstMinute;
}

/** A stretch that is read as one: the search to use, and how many more searches a refused batch may be taken apart with. */
interface Reading {
  readonly deps: ReadDeps;
  readonly search: SearchApi["search"];
  readonly signal: AbortSignal;
}

type Answers = ReadonlyMap<number, Outcome<ReadValue>>;

/** One refused query among hundreds is found by a dozen searches; more are not made for one batch at a time. */
const MAX_SPLITS = 64;
/** Shorter stretches are answered at once. */
const LONG_MINUTES = 120;

interface Budget {
  left: number;
}

const sameForAll = (asked: readonly Asked[], outcome: Outcome<ReadValue>): Answers => new Map(asked.map(({ index }) => [index, outcome]));

const merge = (parts: readonly Answers[]): Answers => new Map(parts.flatMap((part) => [...part]));

function halves<T>(list: readonly T[]): readonly [readonly T[], readonly T[]] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

async function askOnce({ search, signal }: Reading, { place, asked, span }: Batch): Promise<Answers> {
  const named = nameTerms(asked.flatMap(({ plan }) => listTerms(termsOf(plan))));
  const answer = await search(place.index, histogramBody(place, span, named), signal);
  const cells = answer.ok ? readHistogram(answer.value, span, named) : answer;
  if (!cells.ok) return sameForAll(asked, cells);
  return new Map(asked.map(({ index, plan }) => [index, succeeded(toMinutes(plan, cells.value, span))]));
}

const failureOf = (answers: Answers): SourceFailure | null => {
  const [first] = answers.values();
  return first === undefined || first.ok ? null : first.failure;
};

/** What a batch that was refused is cut into, so that no query fails for its neighbour, nor a stretch for its length. Null when it is one query in one minute. */
function cutBatch(batch: Batch, failure: SourceFailure): readonly [Batch, Batch] | null {
  if (failure.class !== "bad-query" && failure.class !== "too-large") return null;
  if (batch.asked.length > 1) {
    const [first, second] = halves(batch.asked);
    return [
      { ...batch, asked: first },
      { ...batch, asked: second },
    ];
  }
  const { from, to } = batch.span;
  if (failure.class !== "too-large" || to - from < 2) return null;
  const middle = from + Math.floor((to - from) / 2);
  return [
    { ...batch, span: { from, to: middle } },
    { ...batch, span: { from: middle, to } },
  ];
}

/** Reads a batch; one that is refused is taken apart. */
async function askBatch(reading: Reading, batch: Batch, budget: Budget): Promise<Answers> {
  const answers = await askOnce(reading, batch);
  const failure = failureOf(answers);
  if (failure === null) return answers;
  const cut = cutBatch(batch, failure);
  if (cut === null) {
    const [only] = batch.asked;
    if (only !== undefined && batch.asked.length === 1 && failure.class === "bad-query") reading.deps.refusals.add(only.canonical, failure);
    return answers;
  }
  if (budget.left < cut.length) return answers;
  budget.left -= cut.length;
  const isSameQueries = cut[0].asked.length === batch.asked.length;
  const first = await askBatch(reading, cut[0], budget);
  // A stretch that fails even in its halves fails as a whole: the rest of it is not asked for.
  if (isSameQueries && failureOf(first) !== null) return first;
  const second = await askBatch(reading, cut[1], budget);
  return isSameQueries ? joinStretches(batch.asked, [first, second]) : merge([first, second]);
}

function joinBlocks(older: ReadValue, newer: ReadValue): ReadValue {
  const [one, other] = [older.block, newer.block];
  const block: MinuteBlock = {
    from: one.from,
    good: [...one.good, ...other.good],
    total: [...one.total, ...other.total],
    missing: [...one.missing, ...other.missing],
  };
  return { block, clampedMinutes: older.clampedMinutes + newer.clampedMinutes };
}

/** Neighbouring stretches of the same queries, oldest first; one that failed fails the whole. */
function joinStretches(asked: readonly Asked[], stretches: readonly Answers[]): Answers {
  return new Map(
    asked.map(({ index }) => {
      const outcomes = stretches.map((answers) => answers.get(index) ?? failed("bad-answer", "there is no answer to this query"));
      const whole = outcomes.reduce((older, newer): Outcome<ReadValue> => {
        if (!older.ok) return older;
        return newer.ok ? succeeded(joinBlocks(older.value, newer.value)) : newer;
      });
      return [index, whole];
    }),
  );
}

async function askPack(reading: Reading, { asked, batches }: Pack): Promise<Answers> {
  const budget: Budget = { left: MAX_SPLITS };
  const stretches: Answers[] = [];
  for (const batch of batches) {
    const answers = await askBatch(reading, batch, budget);
    stretches.push(answers);
    if ([...answers.values()].every((outcome) => !outcome.ok)) return answers;
  }
  return joinStretches(asked, stretches);
}

async function chooseSearch(
  { api, searchesLong }: ReadDeps,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<Outcome<SearchApi["search"]>> {
  if (request.purpose === "live" || request.to - request.from < LONG_MINUTES) return succeeded(api.search);
  const long = await searchesLong(signal);
  if (!long.ok) return long;
  return succeeded(long.value ? api.searchLong : api.search);
}

/** In the past there may be minutes from before the first document: zeros would say that nothing happened then. */
async function askPast(reading: Reading, pack: Pack): Promise<Answers> {
  const place = pack.asked[0]?.plan.place;
  if (place === undefined) return new Map();
  const first = await reading.deps.findFirstMinute(place, reading.signal);
  if (!first.ok) return sameForAll(pack.asked, first);
  const answers = await askPack(reading, pack);
  return new Map(
    [...answers].map(([index, outcome]) => [index, outcome.ok ? succeeded(forgetBefore(outcome.value, first.value)) : outcome]),
  );
}

/** Reads every item, all of one place together. One outcome per item, in the order of the items. */
export async function readItems(deps: ReadDeps, request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]> {
  if (!(request.to > request.from)) throw new RangeError("a read needs at least one minute");
  const all = request.items.map(({ query }, index): Asked => ({ index, canonical: query.canonical, plan: planOf(query) }));
  const refused = new Map(
    all.flatMap(({ index, canonical }): [number, Outcome<ReadValue>][] => {
      const failure = deps.refusals.find(canonical);
      return failure === null ? [] : [[index, { ok: false, failure }]];
    }),
  );
  const search = await chooseSearch(deps, request, signal);
  if (!search.ok) return all.map(() => search);
  const reading: Reading = { deps, search: search.value, signal };
  const packs = packReads(
    all.filter(({ index }) => !refused.has(index)),
    request,
  );
  const ask = request.purpose === "live" ? askPack : askPast;
  const answers = merge([refused, ...(await Promise.all(packs.map((pack) => ask(reading, pack))))]);
  return all.map(({ index }) => answers.get(index) ?? failed("bad-answer", "there is no answer to this query"));
}
