import { failed, succeeded, toFailure } from "../../failure.ts";
import type { Outcome, QueryProbe } from "../../source.ts";
import type { SearchApi } from "../api.ts";
import type { Cell } from "../cells.ts";
import type { Measured, SearchPlan, SearchQuery } from "../query.ts";
import type { Counts, DocumentCounts } from "./document-counts.ts";
import { againstNumber, againstTime, type FieldTypes } from "./field-types.ts";
import { WINDOW_HOURS } from "./late-report.ts";
import type { PlaceLooks } from "./place-look.ts";

export interface ProbeDeps {
  readonly api: SearchApi;
  readonly counts: DocumentCounts;
  readonly looks: PlaceLooks;
}

const measuredOf = (plan: SearchPlan): readonly Measured[] => (plan.kind === "ratio" ? [plan.part, plan.total] : [plan.value]);

/** Fields whose numbers are taken. */
const numberFields = (plan: SearchPlan): readonly string[] =>
  measuredOf(plan).flatMap(({ measure }) => (measure.of === "documents" ? [] : [measure.field]));

/** A field that is not what it is used as gives zeros without a word: that is refused. */
function refuseFields(plan: SearchPlan, types: FieldTypes): Outcome<null> {
  if (!types.hasIndices) return succeeded(null);
  const time = againstTime(types, plan.place.timeField);
  if (time !== null) return failed("bad-query", `${time}: name the field that says when a document happened by timeField`);
  const number = numberFields(plan)
    .map((field) => againstNumber(types, field))
    .find((one) => one !== null);
  return number === undefined || number === null ? succeeded(null) : { ok: false, failure: toFailure("bad-query", number) };
}

const LAST = `of the last ${WINDOW_HOURS} hours`;

/** How many documents have what is taken of them. */
const usableIn = (cell: Counts["whole"]): number => cell?.stats?.count ?? cell?.documents ?? 0;

function partWarnings(plan: SearchPlan, { part, whole }: Counts): string[] {
  if (plan.kind !== "ratio" || usableIn(whole) === 0 || usableIn(part) > 0) return [];
  return plan.numerator === "good"
    ? [`no document ${LAST} is good`]
    : [`no document ${LAST} is bad: that is as it should be, if the condition is right`];
}

function wholeWarnings(plan: SearchPlan, whole: Cell): string[] {
  if (usableIn(whole) > 0) return [];
  const what = plan.kind === "ratio" ? "total" : "query";
  return [
    whole.documents === 0
      ? `the ${what} matches no document ${LAST}`
      : `no document ${LAST} that the ${what} matches has the field whose numbers are taken`,
  ];
}

function countWarnings(plan: SearchPlan, counts: Counts): string[] {
  const { whole, alive } = counts;
  if (whole === null) return [`${plan.place.index} matches no index`];
  const dead = alive !== null && alive.documents === 0 ? [`alive matches no document ${LAST}: nothing would be known`] : [];
  return [...wholeWarnings(plan, whole), ...dead, ...partWarnings(plan, counts)];
}

const isApproximate = (plan: SearchPlan): boolean => measuredOf(plan).some(({ measure }) => measure.of === "percentile");

/** One look at the documents of the last hours, and at the fields and settings of their indices. */
export async function probeQuery({ counts, looks }: ProbeDeps, query: SearchQuery, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  const plan = query.search;
  const look = await looks.at(plan.place, numberFields(plan), signal);
  if (!look.ok) return look;
  const refused = refuseFields(plan, look.value.types);
  if (!refused.ok) return refused;
  const counted = await counts.of(query, signal);
  if (!counted.ok) return counted;
  return succeeded({
    seriesFound: usableIn(counted.value.whole) > 0 ? 1 : 0,
    strategy: "server",
    exactness: isApproximate(plan) ? "approximate" : "exact (server side)",
    scrapeIntervalSeconds: null,
    warnings: [...countWarnings(plan, counted.value), ...look.value.warnings],
  });
}
