import type { ObjectiveStatus, ObjectiveSummary, SliceSettings } from "@solvent/api-contract";
import { APPROXIMATELY } from "@solvent/domain";
import { budgetShareText, budgetText, outageText, unitsText, windowText } from "./figures.ts";

export const titleOf = (o: { readonly name: string; readonly displayName: string | null }): string => o.displayName ?? o.name;

/** Share of the budget that is left; ≈ where it will still change because history is being read, or may because much of the window is unknown. */
export function budgetLeftText({
  budgetLeft,
  state,
  coverage,
}: Pick<ObjectiveSummary, "budgetLeft"> & {
  readonly state: ObjectiveSummary["state"] | null;
  readonly coverage: ObjectiveSummary["coverage"] | null;
}): string {
  if (budgetLeft === null) return "–";
  return state === "provisional" ? `${APPROXIMATELY}${budgetText(budgetLeft)}` : budgetShareText(budgetLeft, coverage);
}

/** Below this many allowed failures a budget is counted in requests, not in time (look 4). */
const FEW_FAILURES = 10;

export interface Units {
  /** Signed: what is overspent has a minus. */
  readonly text: string;
  readonly kind: "requests" | "outage" | "slices" | "slice-time";
  readonly over: boolean;
}

type Budgeted = Pick<ObjectiveSummary, "allowedBad" | "remainingBad" | "budgetLeftMinutes" | "unit">;

/**
 * What is left in a unit people feel: requests or slices when few failures are allowed, else time: minutes of full outage, or of bad
 * slices. Null: not known.
 */
export function unitsOf(o: Budgeted): Units | null {
  const { unit } = o;
  if (o.allowedBad !== null && o.remainingBad !== null && o.allowedBad.value < FEW_FAILURES) {
    return { text: unitsText(o.remainingBad, unit), kind: unit === "events" ? "requests" : "slices", over: o.remainingBad.value < 0 };
  }
  if (o.budgetLeftMinutes === null) return null;
  const kind = unit === "events" ? "outage" : "slice-time";
  return { text: outageText(o.budgetLeftMinutes), kind, over: o.budgetLeftMinutes.value < 0 };
}

/** Under a bar, where the header names the unit. */
export const unitsCell = (units: Units | null): string => (units === null ? "" : units.over ? `${units.text} over` : units.text);

const PHRASES: Readonly<Record<Units["kind"], string>> = {
  requests: "",
  slices: "",
  outage: " of full outage",
  "slice-time": " of bad slices",
};

/** In a sentence, where the unit has to be named. */
export const unitsPhrase = (units: Units | null): string => (units === null ? "" : `${units.text}${PHRASES[units.kind]}`);

/** "bad slices of 5 min", or nothing for a method that counts requests. */
export const badSlicesText = (slices: SliceSettings | null): string =>
  slices === null ? "" : `bad slices of ${windowText(slices.minutes)}`;

export const METHOD_LABELS: Readonly<Record<ObjectiveSummary["method"], string>> = {
  occurrences: "Requests",
  timeslices: "Time slices",
  ratio_timeslices: "Mean of time slices",
};

/** How a composite is put together, in a few words. */
export const COMPOSITE_WORDS: Readonly<Record<NonNullable<ObjectiveStatus["composite"]>["how"], string>> = {
  weighted: "weighted mean of its parts",
  min: "the worst of its parts",
  product: "product of its parts",
  allSlices: "a slice is good when all parts are",
};

/** What a method judges, in a sentence. */
export const METHOD_MEANINGS: Readonly<Record<ObjectiveSummary["method"], string>> = {
  occurrences: "Every request counts the same",
  timeslices: "Counts slices of time, good or bad, whatever their traffic",
  ratio_timeslices: "The mean of the slices' ratios: a quiet slice weighs as much as a busy one",
};

/** "region=eu · tier=gold", in the order of the names. */
export const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}=${value === "" ? "(none)" : value}`)
    .join(" · ");
