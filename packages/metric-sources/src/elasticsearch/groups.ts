import type { JsonValue } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import { combinationsOf } from "../selectors/combinations.ts";
import type { GroupLabels, Outcome } from "../source.ts";
import type { SearchApi } from "./api.ts";
import { allOf, timeRange } from "./dsl.ts";
import { searchBody } from "./histogram.ts";
import { type SearchPlan, wholeOf } from "./query.ts";
import { isRecord, type SearchAnswer } from "./search-answer.ts";

interface GroupAsk {
  readonly plan: SearchPlan;
  readonly labels: readonly string[];
  readonly nowMs: number;
}

/** Combinations without a document for longer are no group any more. */
const WINDOW_MS = 3_600_000;
const PAGE_SIZE = 1000;
/** More combinations than any group of objectives may have. */
const MAX_PAGES = 20;

/** A label stands for the field of the same name unless the definition says otherwise. */
export const fieldOf = ({ labels }: Pick<SearchPlan, "labels">, label: string): string => labels[label] ?? label;

type Key = { readonly [name: string]: JsonValue };

/** One page of the combinations of the fields, `g0` being the first. */
function pageBody({ plan, labels, nowMs }: GroupAsk, after: Key | null): ReturnType<typeof searchBody> {
  const { timeField } = plan.place;
  const sources = labels.map((label, index) => ({ [`g${index}`]: { terms: { field: fieldOf(plan, label), missing_bucket: true } } }));
  const composite = { size: PAGE_SIZE, sources, ...(after === null ? {} : { after }) };
  const conditions = allOf([timeRange(timeField, nowMs - WINDOW_MS, nowMs), wholeOf(plan).filter]);
  return searchBody(conditions ?? {}, { groups: { composite } });
}

/** Text as a condition on the field would write it; a document without the field counts as empty. */
function toValue(value: unknown): string | null {
  if (value === null) return "";
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : null;
}

interface Page {
  readonly combinations: readonly GroupLabels[];
  readonly after: Key | null;
}

function readPage(answer: SearchAnswer, labels: readonly string[]): Outcome<Page> {
  if (answer.aggregations === null) return succeeded({ combinations: [], after: null });
  const { groups } = answer.aggregations;
  if (!isRecord(groups) || !Array.isArray(groups.buckets)) return failed("bad-answer", "the answer has no groups");
  const combinations: GroupLabels[] = [];
  for (const bucket of groups.buckets) {
    const key = isRecord(bucket) && isRecord(bucket.key) ? bucket.key : {};
    const values = labels.map((_label, index) => toValue(key[`g${index}`]));
    if (values.includes(null)) return failed("bad-answer", "a group of the answer lacks one of its fields");
    combinations.push(Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ""])));
  }
  return succeeded({ combinations, after: isRecord(groups.after_key) ? (groups.after_key as Key) : null });
}

/** The combinations among the documents of the total, or of the value, of the last hour. */
export async function listGroups(api: SearchApi, ask: GroupAsk, signal: AbortSignal): Promise<Outcome<readonly GroupLabels[]>> {
  const found: GroupLabels[] = [];
  let after: Key | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: Outcome<SearchAnswer> = await api.search(ask.plan.place.index, pageBody(ask, after), signal);
    const read: Outcome<Page> = answer.ok ? readPage(answer.value, ask.labels) : answer;
    if (!read.ok) return read;
    found.push(...read.value.combinations);
    after = read.value.after;
    if (after === null) return succeeded(combinationsOf(found, ask.labels));
  }
  return failed(
    "too-many-series",
    `there are more than ${(MAX_PAGES * PAGE_SIZE).toLocaleString("en")} combinations of ${ask.labels.join(", ")}`,
  );
}
