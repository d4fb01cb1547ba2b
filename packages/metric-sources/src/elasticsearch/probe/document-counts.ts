import { failed, succeeded } from "../../failure.ts";
import type { Outcome } from "../../source.ts";
import type { SearchApi } from "../api.ts";
import { type Cell, toCell } from "../cells.ts";
import { timeRange } from "../dsl.ts";
import { searchBody } from "../histogram.ts";
import { placeKey, type SearchPlace, type SearchPlan, type SearchQuery } from "../query.ts";
import { listTerms, nameTerms, termsOf } from "../terms.ts";
import { WINDOW_HOURS } from "./late-report.ts";

/** What the last hours hold of one query; all null where no index was searched. */
export interface Counts {
  readonly whole: Cell | null;
  readonly part: Cell | null;
  readonly alive: Cell | null;
}

export interface DocumentCounts {
  /** That these queries are read, so that they can be looked at together. */
  note(queries: readonly SearchQuery[]): void;
  of(query: SearchQuery, signal: AbortSignal): Promise<Outcome<Counts>>;
}

const WINDOW_MS = WINDOW_HOURS * 3_600_000;
/** So long one look is good for. */
const FRESH_MS = 300_000;
/** A query that was not read for longer is not looked at along with others. */
const READ_MS = 900_000;
const AT_ONCE = 300;

interface Kept {
  readonly query: SearchQuery;
  readonly readMs: number;
  readonly counts: Counts | null;
  readonly askedMs: number;
}

async function countAll(
  { api, nowMs }: { readonly api: SearchApi; readonly nowMs: number },
  plans: readonly SearchPlan[],
  place: SearchPlace,
  signal: AbortSignal,
): Promise<Outcome<readonly Counts[]>> {
  const named = nameTerms(plans.flatMap((plan) => listTerms(termsOf(plan))));
  const body = searchBody(timeRange(place.timeField, nowMs - WINDOW_MS, nowMs), named.aggregations);
  const answer = await api.search(place.index, body, signal);
  if (!answer.ok) return answer;
  const { aggregations } = answer.value;
  if (aggregations === null) return succeeded(plans.map(() => ({ whole: null, part: null, alive: null })));
  const cells = new Map<string, Cell>();
  for (const [key, name] of named.names) {
    const cell = toCell(aggregations[name]);
    if (!cell.ok) return cell;
    cells.set(key, cell.value);
  }
  return succeeded(
    plans.map((plan): Counts => {
      const { whole, part, alive } = termsOf(plan);
      const [wholeCell, partCell, aliveCell] = [whole, part, alive].map((term) => (term === null ? null : (cells.get(term.key) ?? null)));
      return { whole: wholeCell ?? null, part: partCell ?? null, alive: aliveCell ?? null };
    }),
  );
}

/**
 * Documents of the last hours per query. Hundreds of queries of one index pattern are looked at every hour, one after the other: the first
 * one takes the others along, so that they cost one search.
 */
export function makeDocumentCounts(api: SearchApi, now: () => number): DocumentCounts {
  const known = new Map<string, Kept>();
  const usual = (query: SearchQuery): Kept => ({
    query,
    readMs: Number.NEGATIVE_INFINITY,
    counts: null,
    askedMs: Number.NEGATIVE_INFINITY,
  });

  function companionsOf(query: SearchQuery): readonly SearchQuery[] {
    const [key, nowMs] = [placeKey(query.search.place), now()];
    const others: SearchQuery[] = [];
    for (const [canonical, kept] of known) {
      if (kept.readMs < nowMs - READ_MS && kept.askedMs < nowMs - READ_MS) known.delete(canonical);
      else if (
        canonical !== query.canonical &&
        kept.readMs >= nowMs - READ_MS &&
        kept.askedMs < nowMs - FRESH_MS &&
        placeKey(kept.query.search.place) === key
      )
        others.push(kept.query);
      if (others.length === AT_ONCE) break;
    }
    return others;
  }

  async function ask(queries: readonly SearchQuery[], place: SearchPlace, signal: AbortSignal): Promise<Outcome<Counts>> {
    const askedMs = now();
    const plans = queries.map(({ search }) => search);
    const counted = await countAll({ api, nowMs: askedMs }, plans, place, signal);
    if (!counted.ok) return counted;
    for (const [index, query] of queries.entries())
      known.set(query.canonical, { ...(known.get(query.canonical) ?? usual(query)), counts: counted.value[index] ?? null, askedMs });
    const [first] = counted.value;
    return first === undefined ? failed("bad-answer", "there is no answer to this query") : succeeded(first);
  }

  return {
    note(queries) {
      const readMs = now();
      for (const query of queries) known.set(query.canonical, { ...(known.get(query.canonical) ?? usual(query)), readMs });
    },
    async of(query, signal) {
      const kept = known.get(query.canonical);
      if (kept?.counts && kept.askedMs >= now() - FRESH_MS) return succeeded(kept.counts);
      const { place } = query.search;
      const together = await ask([query, ...companionsOf(query)], place, signal);
      // One of the companions may be refused: then this one is asked alone.
      return !together.ok && together.failure.class === "bad-query" ? ask([query], place, signal) : together;
    },
  };
}
