import { ADJUSTMENT_CATEGORIES, type Adjustment, type AdjustmentCategory, type AdjustmentInput } from "@solvent/api-contract";
import { durationText } from "../../lib/figures.ts";
import { formatClock, formatInstant, formatZone, instantOfLocal, isoMinuteOfMs, localTimeOf, msOfIso } from "../../lib/time.ts";
import { capital } from "../../lib/words.ts";
import { parseSubject, subjectValue } from "../mutes/mute.model.ts";
import {
  initialRepeat,
  type RepeatProblems,
  type RepeatValues,
  repeatOfRule,
  repeatProblems,
  repeatText,
  ruleOf,
} from "./recurrence.model.ts";

/** An exclusion or forgiveness as it is entered. Times are local to `zone`. */
export interface AdjustmentValues extends RepeatValues {
  readonly subject: string;
  readonly mode: Adjustment["mode"];
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly category: AdjustmentCategory;
  readonly reason: string;
}

export const CATEGORY_LABELS: Readonly<Record<AdjustmentCategory, string>> = {
  maintenance: "Maintenance",
  dependency: "Dependency",
  "load-test": "Load test",
  "false-data": "False data",
  agreed: "Agreed",
  other: "Other",
};
export const CATEGORY_OPTIONS = ADJUSTMENT_CATEGORIES.map((value) => ({ value, label: CATEGORY_LABELS[value] }));

export const MODES = [
  { value: "exclude", label: "Exclude" },
  { value: "forgive", label: "Forgive" },
] as const;
export const MODE_MEANINGS: Readonly<Record<Adjustment["mode"], string>> = {
  exclude: "The minutes leave good and total, as if they had not been; the window does not get longer.",
  forgive: "The minutes stay, and all that happened in them counts as good.",
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A new one begins with the hour up to the newest minute. */
export function initialAdjustment(subject: string, at: { readonly watermarkMs: number; readonly zone: string }): AdjustmentValues {
  const [from, to] = [at.watermarkMs - HOUR_MS, at.watermarkMs].map((ms) => localTimeOf(ms, at.zone));
  return {
    ...initialRepeat(from ?? ""),
    subject,
    mode: "exclude",
    from: from ?? "",
    to: to ?? "",
    zone: at.zone,
    category: "maintenance",
    reason: "",
  };
}

/** A recurrence keeps its own zone. */
export function adjustmentValues(adjustment: Adjustment, zone: string): AdjustmentValues {
  const { recurrence } = adjustment;
  const shown = recurrence?.zone ?? zone;
  const from = localTimeOf(msOfIso(adjustment.from), shown);
  return {
    ...(recurrence === null ? initialRepeat(from) : repeatOfRule(recurrence.rule, from)),
    subject: subjectValue(adjustment),
    mode: adjustment.mode,
    from,
    to: localTimeOf(msOfIso(adjustment.to), shown),
    zone: shown,
    category: adjustment.category,
    reason: adjustment.reason,
  };
}

/** A new start takes the day of the week along, as long as the helper has only that one. */
export function withFrom(values: AdjustmentValues, from: string): AdjustmentValues {
  const follows = values.days.length === 1 && values.days[0] === initialRepeat(values.from).days[0];
  return { ...values, from, days: follows ? initialRepeat(from).days : values.days };
}

export interface AdjustmentProblems extends RepeatProblems {
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
}

export type ParsedAdjustment = { readonly input: AdjustmentInput } | { readonly problems: AdjustmentProblems };

const timeProblem = (text: string, ms: number | null, zone: string): string | null =>
  ms !== null ? null : text === "" ? "Say when" : `There is no such time in ${zone}: clocks are put forward then`;

export function parseAdjustment(values: AdjustmentValues): ParsedAdjustment {
  const { zone } = values;
  const [fromMs, toMs] = [instantOfLocal(values.from, zone), instantOfLocal(values.to, zone)];
  const reason = values.reason.trim();
  const problems: AdjustmentProblems = {
    ...repeatProblems(values, values.from),
    from: timeProblem(values.from, fromMs, zone),
    to: timeProblem(values.to, toMs, zone) ?? (fromMs !== null && toMs !== null && toMs <= fromMs ? "It has to end after it begins" : null),
    reason: reason === "" ? "Say why: it is shown wherever the figures are" : null,
  };
  if (fromMs === null || toMs === null || Object.values(problems).some((problem) => problem !== null)) return { problems };
  const rule = ruleOf(values, values.from);
  return {
    input: {
      ...parseSubject(values.subject),
      mode: values.mode,
      from: secondsOf(fromMs),
      to: secondsOf(toMs),
      recurrence: rule === null ? null : { rule, zone },
      category: values.category,
      reason,
    },
  };
}

const secondsOf = (ms: number): string => isoMinuteOfMs(ms).replace("Z", ":00Z");

/** What is previewed may still lack its reason. */
export function previewInput(values: AdjustmentValues): AdjustmentInput | null {
  const parsed = parseAdjustment({ ...values, reason: values.reason.trim() === "" ? "preview" : values.reason });
  return "input" in parsed ? parsed.input : null;
}

/** "Every week on Sunday, from 02:00 to 04:00 (2 h), CET, first on Sun 29 Nov." */
export function intervalText(values: AdjustmentValues): string {
  const [fromMs, toMs] = [instantOfLocal(values.from, values.zone), instantOfLocal(values.to, values.zone)];
  if (fromMs === null || toMs === null || toMs <= fromMs) return "";
  const length = durationText((toMs - fromMs) / MINUTE_MS);
  const zone = `${values.zone}, ${formatZone(fromMs, values.zone)}`;
  if (values.repeat === "once") return `${formatInstant(fromMs, values.zone)} to ${formatInstant(toMs, values.zone)}, ${length} (${zone}).`;
  const clocks = `from ${formatClock(fromMs, values.zone)} to ${formatClock(toMs, values.zone)}, ${length}`;
  return `${capital(repeatText(values, values.from))}, ${clocks} (${zone}), first on ${formatInstant(fromMs, values.zone)}.`;
}
