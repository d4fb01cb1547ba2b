import type { Objective, SliceSettings, WhatIfInput } from "@solvent/api-contract";
import {
  BUDGETING_METHODS,
  CALENDAR_UNITS,
  isZone,
  type ObjectiveWindow,
  parseSliceTarget,
  parseTarget,
  SLICE_LENGTHS,
} from "@solvent/domain";
import { windowText } from "../../lib/figures.ts";
import { METHOD_LABELS } from "../../lib/objective-text.ts";
import { capital } from "../../lib/words.ts";

/** Terms to try, as they are typed. */
export interface TermsValues {
  readonly targetPercent: string;
  readonly kind: "rolling" | "calendar";
  readonly days: string;
  readonly unit: string;
  readonly zone: string;
  readonly method: string;
  readonly sliceMinutes: string;
  readonly sliceTarget: string;
}

export const METHOD_OPTIONS = BUDGETING_METHODS.map((value) => ({ value, label: METHOD_LABELS[value] }));
export const UNIT_OPTIONS = CALENDAR_UNITS.map((value) => ({ value, label: capital(value) }));
export const SLICE_OPTIONS = SLICE_LENGTHS.map((minutes) => ({ value: String(minutes), label: windowText(minutes) }));

const MINUTES_PER_DAY = 1440;
const MAX_DAYS = 366;
const DEFAULT_SLICES = { minutes: "5", target: "99" };

/** The objective's own terms; what they lack has what most people would try. */
export function initialTerms(objective: Pick<Objective, "targetPercent" | "window" | "method" | "slices">, zone: string): TermsValues {
  const { window, slices } = objective;
  return {
    targetPercent: objective.targetPercent,
    kind: window.kind,
    days: window.kind === "rolling" ? String(window.minutes / MINUTES_PER_DAY) : "28",
    unit: window.kind === "calendar" ? window.unit : "month",
    zone: window.kind === "calendar" ? window.zone : zone,
    method: objective.method,
    sliceMinutes: slices === null ? DEFAULT_SLICES.minutes : String(slices.minutes),
    sliceTarget: slices?.targetPercent ?? DEFAULT_SLICES.target,
  };
}

export type TermsProblems = Partial<Record<"targetPercent" | "days" | "zone" | "sliceTarget", string>>;
export type ParsedTerms = { readonly input: WhatIfInput } | { readonly problems: TermsProblems };

/** What is wrong with a field of the form, or null. */
function problemOf(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (error instanceof RangeError) return capital(error.message);
    throw error;
  }
}

export function parseTerms(values: TermsValues, present: Pick<Objective, "window" | "slices">): ParsedTerms {
  const method = BUDGETING_METHODS.find((one) => one === values.method) ?? "occurrences";
  const days = Number(values.days);
  const found = {
    targetPercent: problemOf(() => parseTarget(values.targetPercent.trim())),
    days:
      values.kind === "calendar" || (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) ? null : `From 1 to ${MAX_DAYS} whole days`,
    zone: values.kind === "rolling" || isZone(values.zone.trim()) ? null : "A time zone is an IANA name such as Europe/Paris",
    sliceTarget: method === "timeslices" ? problemOf(() => parseSliceTarget(values.sliceTarget.trim())) : null,
  };
  const problems: TermsProblems = Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== null));
  if (Object.keys(problems).length > 0) return { problems };
  return {
    input: {
      targetPercent: values.targetPercent.trim(),
      window: toWindow(values, present.window),
      method,
      slices: method === "occurrences" ? null : toSlices(values, method, present.slices),
      adjustments: [],
      withoutRecorded: false,
    },
  };
}

function toWindow(values: TermsValues, present: ObjectiveWindow): ObjectiveWindow {
  if (values.kind === "rolling") return { kind: "rolling", minutes: Number(values.days) * MINUTES_PER_DAY };
  const unit = CALENDAR_UNITS.find((one) => one === values.unit) ?? "month";
  return { kind: "calendar", unit, zone: values.zone.trim(), weekStart: present.kind === "calendar" ? present.weekStart : "monday" };
}

/** How quiet and unknown slices are judged is not tried here: it stays as it is, or as it is by default. */
const toSlices = (values: TermsValues, method: string, present: SliceSettings | null): SliceSettings => ({
  minutes: SLICE_LENGTHS.find((minutes) => String(minutes) === values.sliceMinutes) ?? 5,
  targetPercent: method === "timeslices" ? values.sliceTarget.trim() : null,
  noTraffic: present?.noTraffic ?? "good",
  missing: present?.missing ?? "exclude",
});
