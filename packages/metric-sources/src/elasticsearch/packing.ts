import type { Minute } from "@solvent/domain";
import type { Span } from "./histogram.ts";
import { placeKey, type SearchPlace, type SearchPlan } from "./query.ts";
import { listTerms, type Term, termsOf } from "./terms.ts";

/** One query of a read, with its place among the items. */
export interface Asked {
  readonly index: number;
  readonly canonical: string;
  readonly plan: SearchPlan;
}

/** What one search is asked for. */
export interface Batch {
  readonly place: SearchPlace;
  readonly asked: readonly Asked[];
  readonly span: Span;
}

/** Minutes times terms of one search: below 65,536 buckets (`search.max_buckets`), and an answer of a few MiB. */
const MAX_CELLS = 60_000;
const MAX_TERMS = 1000;
/** Characters of the filters of one search; a proxy in front of the server usually takes 1 MiB. */
const MAX_CHARACTERS = 700_000;
/** Minutes of one search: below 10,000 buckets, the limit of old versions. */
const MAX_MINUTES = 2880;

function groupByPlace(all: readonly Asked[]): readonly (readonly Asked[])[] {
  const groups = new Map<string, Asked[]>();
  for (const one of all) {
    const key = placeKey(one.plan.place);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** Cuts a list into stretches whose different terms stay within the limits. One query is never cut. */
function packTerms(all: readonly Asked[], maxTerms: number): readonly (readonly Asked[])[] {
  const packs: Asked[][] = [];
  let [pack, keys, characters]: [Asked[], Set<string>, number] = [[], new Set(), 0];
  for (const one of all) {
    const fresh = listTerms(termsOf(one.plan)).filter(({ key }: Term) => !keys.has(key));
    const size = fresh.reduce((sum, { key }) => sum + key.length, 0);
    const isFull = keys.size + fresh.length > maxTerms || characters + size > MAX_CHARACTERS;
    if (pack.length > 0 && isFull) {
      packs.push(pack);
      [pack, keys, characters] = [[], new Set(), 0];
    }
    pack.push(one);
    for (const { key } of listTerms(termsOf(one.plan))) keys.add(key);
    characters += size;
  }
  return pack.length === 0 ? packs : [...packs, pack];
}

function cutSpan({ from, to }: Span): readonly Span[] {
  const pieces: Span[] = [];
  for (let start: Minute = from; start < to; start += MAX_MINUTES) pieces.push({ from: start, to: Math.min(start + MAX_MINUTES, to) });
  return pieces;
}

/** The pieces of one stretch of time for the same queries, oldest first. */
export interface Pack {
  readonly asked: readonly Asked[];
  readonly batches: readonly Batch[];
}

/** As few searches as the limits allow: all queries of one place share one. */
export function packReads(all: readonly Asked[], span: Span): readonly Pack[] {
  const minutes = Math.min(span.to - span.from, MAX_MINUTES);
  const maxTerms = Math.max(1, Math.min(MAX_TERMS, Math.floor(MAX_CELLS / minutes) - 1));
  return groupByPlace(all).flatMap((group) =>
    packTerms(group, maxTerms).flatMap((asked) => {
      const place = asked[0]?.plan.place;
      return place === undefined ? [] : [{ asked, batches: cutSpan(span).map((piece) => ({ place, asked, span: piece })) }];
    }),
  );
}
