import type { ApplyResult, CheckedObjective, Diagnostic } from "@solvent/api-contract";
import {
  amountText,
  countText,
  coverageText,
  durationText,
  isWholeCoverage,
  shareOfPercent,
  sliText,
  targetText,
  windowText,
} from "../../lib/figures.ts";
import { windowPromise } from "../../lib/window-text.ts";
import { plural, strategyText } from "../../lib/words.ts";

/** A place in the text as the editor counts it: half-open offsets from 0. */
export interface Marker {
  readonly from: number;
  readonly to: number;
  readonly severity: Diagnostic["severity"];
  readonly message: string;
}

/** Lines and columns (from 1) to offsets. A place outside of the text, as after an edit, is moved into it. */
export function toMarkers(text: string, diagnostics: readonly Diagnostic[]): Marker[] {
  const lineStarts = [0];
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) lineStarts.push(i + 1);
  const offset = (line: number, column: number): number => {
    const start = lineStarts[Math.min(Math.max(line, 1), lineStarts.length) - 1] ?? 0;
    return Math.min(start + Math.max(column, 1) - 1, text.length);
  };
  return diagnostics.map(({ severity, message, ...place }) => {
    const from = offset(place.line, place.column);
    return { from, to: Math.max(from, offset(place.endLine, place.endColumn)), severity, message };
  });
}

/** Errors first, then by place. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  [...diagnostics].sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning") || a.line - b.line || a.column - b.column,
  );

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === "error");

/** One line about the text: what is wrong, or what saving it would do. */
export function verdictText(result: ApplyResult): string {
  const errors = result.diagnostics.filter((d) => d.severity === "error").length;
  if (errors > 0) return `${plural(errors, "error")}: nothing can be saved yet`;
  const changed = result.changes.filter((change) => change.action !== "unchanged");
  if (changed.length === 0) return "Nothing differs from what is stored";
  const verb = result.dryRun ? "Saving would" : "Saved:";
  const count = (action: "create" | "update") => changed.filter((change) => change.action === action).length;
  const [created, updated] = [count("create"), count("update")];
  const words = result.dryRun ? (["create", "update"] as const) : (["created", "updated"] as const);
  const parts = [created > 0 ? `${words[0]} ${created}` : "", updated > 0 ? `${words[1]} ${updated}` : ""].filter((part) => part !== "");
  return `${verb} ${parts.join(" and ")}`;
}

export interface CheckedView {
  readonly name: string;
  readonly title: string;
  readonly promise: string;
  readonly verdict: { readonly text: string; readonly tone: "left" | "spent" | "unknown" };
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly facts: readonly string[];
  readonly warnings: readonly string[];
  readonly failure: { readonly text: string; readonly place: string | null } | null;
  /** What the hours count. */
  readonly counted: "Slices" | "Requests";
  readonly hours: readonly HourColumn[];
}

interface HourColumn {
  readonly hour: number;
  readonly good: number;
  readonly bad: number;
  /** Not one minute of the hour is known. */
  readonly unknown: boolean;
  /** The hour alone missed the target. */
  readonly over: boolean;
}

export function toCheckedView(checked: CheckedObjective): CheckedView {
  const { lastDay, failure } = checked;
  return {
    name: checked.name,
    title: checked.displayName ?? checked.name,
    promise: `${targetText(checked.targetPercent)} ${windowPromise(checked.window)}, ${checked.source === null ? "composite" : `from ${checked.source}`}`,
    verdict: verdictOf(checked),
    figures: lastDay === null ? [] : figuresOf(checked, lastDay),
    facts: factsOf(checked),
    warnings: [...groupWarnings(checked), ...lastDayWarnings(checked), ...(checked.probe?.warnings ?? [])],
    counted: checked.source === null ? "Slices" : "Requests",
    failure:
      failure === null
        ? null
        : { text: `${failure.class}: ${failure.message}`, place: failure.line === null ? null : `${failure.line}:${failure.column ?? 1}` },
    hours: (lastDay?.hours ?? []).map((hour, i) => toHourColumn(hour, i, shareOfPercent(checked.targetPercent))),
  };
}

function toHourColumn(hour: NonNullable<CheckedObjective["lastDay"]>["hours"][number], index: number, target: number): HourColumn {
  const [good, total] = [Number(hour.good), Number(hour.total)];
  return { hour: index, good, bad: Math.max(0, total - good), unknown: hour.known === 0, over: good < target * total };
}

function verdictOf({ failure, lastDay, lastDayReason, probe }: CheckedObjective): CheckedView["verdict"] {
  if (failure !== null) return { text: "The source could not answer", tone: "spent" };
  if (probe !== null && probe.seriesFound === 0) return { text: "The query matches no series", tone: "spent" };
  if (lastDay === null && lastDayReason !== null) return { text: "The last 24\u202fh are not known", tone: "unknown" };
  if (lastDay === null || lastDay.met === null) return { text: "Nothing counted in the last 24\u202fh", tone: "unknown" };
  return lastDay.met ? { text: "Met in the last 24\u202fh", tone: "left" } : { text: "Missed in the last 24\u202fh", tone: "spent" };
}

const figuresOf = (checked: CheckedObjective, day: NonNullable<CheckedObjective["lastDay"]>): CheckedView["figures"] => [
  { label: "SLI, 24\u202fh", value: sliText(day.sli, checked.targetPercent) },
  { label: "good", value: countText(day.good) },
  { label: "total", value: countText(day.total) },
  { label: "bad", value: countText(day.bad) },
  ...(day.unit === "slices" ? [{ label: `bad of ${amountText(day.sliMass)} slices`, value: amountText(day.sliBad) }] : []),
  {
    label: isWholeCoverage(day.coverage) ? "coverage" : `coverage, ${durationText(day.coverage.missing)} missing`,
    value: coverageText(day.coverage),
  },
];

/** What the cap of a group leaves out is said, not dropped silently. */
const groupWarnings = ({ groups }: CheckedObjective): string[] =>
  groups === null || groups.leftOut === 0
    ? []
    : [`${plural(groups.leftOut, "combination")} of labels ${groups.leftOut === 1 ? "is" : "are"} left out, beyond the cap`];

/** Of which part of a composite a day is lacking. */
const lastDayWarnings = ({ lastDayReason }: CheckedObjective): string[] =>
  lastDayReason === null ? [] : [`The last 24\u202fh cannot be worked out: ${lastDayReason}`];

function factsOf({ groups, probe, backfill }: CheckedObjective): string[] {
  const facts: string[] = [];
  if (groups !== null) {
    const kept = groups.found - groups.leftOut;
    facts.push(
      `${plural(groups.found, "combination")} of labels found: ${plural(kept, "objective")}. The figures are of all of them together`,
    );
  }
  if (probe !== null) {
    const interval = probe.scrapeIntervalSeconds === null ? "" : `, a sample every ${probe.scrapeIntervalSeconds}\u202fs`;
    facts.push(
      `${plural(probe.seriesFound, "series", "series")} found${interval}`,
      `Counted from ${strategyText(probe.strategy)}: ${probe.exactness}`,
    );
  }
  if (backfill !== null) {
    const seconds = Math.ceil(backfill.estimatedSeconds);
    const time = seconds < 60 ? `${seconds}\u202fs` : durationText(Math.ceil(seconds / 60));
    facts.push(`Saving reads ${windowText(backfill.minutes)} of history in ${plural(backfill.requests, "request")}, about ${time}`);
  }
  return facts;
}
