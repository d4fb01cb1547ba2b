import { succeeded } from "../../failure.ts";
import type { Outcome } from "../../source.ts";
import type { SearchApi, SearchBody } from "../api.ts";
import { exists, timeRange } from "../dsl.ts";
import type { SearchPlace } from "../query.ts";
import { isRecord, type SearchAnswer } from "../search-answer.ts";

/** When a document arrived, by the Elastic Common Schema. */
export const ARRIVAL_FIELD = "event.ingested";

const SAMPLE_SIZE = 1000;
const MIN_SAMPLE = 50;
export const WINDOW_HOURS = 6;
const WINDOW_MS = WINDOW_HOURS * 3_600_000;

/** How much later than its own time a document arrives, in seconds. */
export interface LateReport {
  readonly documents: number;
  readonly half: number;
  readonly most: number;
}

/** A random sample of the documents of the last hours, with both of their times. */
const sampleBody = ({ timeField }: SearchPlace, nowMs: number): SearchBody => ({
  size: SAMPLE_SIZE,
  track_total_hits: false,
  _source: false,
  query: {
    function_score: {
      query: { bool: { filter: [timeRange(timeField, nowMs - WINDOW_MS, nowMs), exists(ARRIVAL_FIELD)] } },
      random_score: {},
      boost_mode: "replace",
    },
  },
  docvalue_fields: [
    { field: timeField, format: "epoch_millis" },
    { field: ARRIVAL_FIELD, format: "epoch_millis" },
  ],
});

function instantOf(hit: unknown, field: string): number {
  const fields = isRecord(hit) && isRecord(hit.fields) ? hit.fields : {};
  const values = fields[field];
  return Array.isArray(values) && values.length > 0 ? Number(values[0]) : Number.NaN;
}

/** The value that a share of a sorted list does not exceed. */
const percentile = (sorted: readonly number[], share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;

/** Null when too few documents say when they arrived. */
function toReport({ hits }: SearchAnswer, { timeField }: SearchPlace): LateReport | null {
  const late = hits
    .map((hit) => (instantOf(hit, ARRIVAL_FIELD) - instantOf(hit, timeField)) / 1000)
    .filter(Number.isFinite)
    .sort((left, right) => left - right);
  if (late.length < MIN_SAMPLE) return null;
  return { documents: late.length, half: percentile(late, 0.5), most: percentile(late, 0.99) };
}

export async function askLateReport(
  api: SearchApi,
  place: SearchPlace,
  nowMs: number,
  signal: AbortSignal,
): Promise<Outcome<LateReport | null>> {
  const answer = await api.search(place.index, sampleBody(place, nowMs), signal);
  return answer.ok ? succeeded(toReport(answer.value, place)) : answer;
}

const seconds = (value: number): string => `${Math.round(value)} s`;

/** The delay that would have seen 99 of 100 documents, in whole half minutes. */
const delayFor = (most: number): number => Math.ceil((most + 1) / 30) * 30;

/** A warning where the delay of the source is too short for what comes late. */
export function lateWarnings(report: LateReport | null, delaySeconds: number): readonly string[] {
  if (report === null || report.most <= delaySeconds) return [];
  const { documents, half, most } = report;
  return [
    `of ${documents.toLocaleString("en")} documents of the last ${WINDOW_HOURS} hours half came ${seconds(half)} after their time and one of a hundred ${seconds(most)} or more: a delay of ${delayFor(most)} seconds would have waited for them, it is ${delaySeconds}`,
  ];
}
