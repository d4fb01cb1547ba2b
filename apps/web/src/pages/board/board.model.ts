import type { ListedObjective, ObjectiveList, ObjectiveListQuery, ObjectiveState } from "@solvent/api-contract";
import { STATES } from "@solvent/api-contract";
import { ATTENTION_GROUPS, type AttentionGroup, attentionGroup } from "@solvent/domain";
import { generatedMs, generatedText, mutedText } from "../../lib/alert-text.ts";
import { burnText, coverageText, isWholeCoverage, sliFigure, targetText } from "../../lib/figures.ts";
import { budgetLeftText, labelsText, METHOD_MEANINGS, titleOf, unitsCell, unitsOf } from "../../lib/objective-text.ts";
import { formatInstant, formatSince, msOfIso } from "../../lib/time.ts";
import { windowCell, windowPromise } from "../../lib/window-text.ts";
import { capital } from "../../lib/words.ts";
import { type BoardView, DEFAULT_VIEW } from "./board-url.ts";

/** Filters and sort as the API takes them. */
export type BoardQuery = Partial<Pick<ObjectiveListQuery, "state" | "service" | "team" | "source" | "group" | "search" | "sort" | "order">>;

export interface BoardRow {
  readonly name: string;
  readonly title: string;
  readonly href: string;
  readonly owner: string;
  /** Which of its group it is, "region=eu · route=/pay", or nothing. */
  readonly labels: string;
  readonly reason: string | null;
  readonly state: ObjectiveState;
  readonly firing: { readonly severity: "page" | "ticket"; readonly text: string } | null;
  /** "muted until 21:00", or nothing. */
  readonly muted: string;
  /** Where the window rests on history that was generated: short for the row, and whole. */
  readonly generated: { readonly short: string; readonly whole: string } | null;
  readonly target: string;
  readonly window: string;
  /** What the cell is too narrow for: the calendar and its zone, and how a slice method judges. */
  readonly terms: string;
  /** It counts slices of time, not requests. */
  readonly sliced: boolean;
  /** Digits without the sign, which is in the header; null when nothing is known. */
  readonly sli: string | null;
  readonly sliMissed: boolean;
  readonly budget: {
    readonly text: string;
    readonly units: string;
    readonly tone: "ink" | "spent" | "unknown";
    readonly left: number | null;
    readonly spentLastDay: number | null;
    /** Provisional, or not measured now: hatched. */
    readonly uncertain: boolean;
  };
  readonly burn: { readonly text: string; readonly word: ListedObjective["burnWord"]; readonly rule: string };
  readonly burnLastDay: readonly (number | null)[];
  readonly budgetOverWindow: readonly (number | null)[];
  readonly coverage: string;
  readonly coverageWhole: boolean;
}

export function toBoardRow(o: ListedObjective, view: { nowMs: number; zone: string }): BoardRow {
  const sliced = o.unit === "slices";
  return {
    name: o.name,
    title: titleOf(o),
    href: `/objectives/${o.name}`,
    owner: o.team === null ? o.service : `${o.service} · ${o.team}`,
    labels: o.groupLabels === null ? "" : labelsText(o.groupLabels),
    reason: o.reason,
    state: o.state,
    firing: o.firing === null ? null : { severity: o.firing.severity, text: firingText(o.firing, view) },
    muted: mutedText(o.mutedUntil, view),
    generated: toGenerated(o, view.zone),
    target: targetText(o.targetPercent),
    window: windowCell(o.window),
    terms: [`${targetText(o.targetPercent)} ${windowPromise(o.window)}`, sliced ? METHOD_MEANINGS[o.method] : ""]
      .filter((part) => part !== "")
      .join(". "),
    sliced,
    sli: o.sli === null ? null : sliFigure(o.sli, o.targetPercent),
    sliMissed: o.state === "exhausted",
    budget: toBudget(o),
    burn: { text: burnText(o.burnHour), word: o.burnWord, rule: o.governingRule ?? "no rule is over its limit" },
    burnLastDay: o.burnLastDay,
    budgetOverWindow: o.budgetOverWindow,
    coverage: coverageText(o.coverage),
    coverageWhole: isWholeCoverage(o.coverage),
  };
}

function toGenerated(o: ListedObjective, zone: string): BoardRow["generated"] {
  const untilMs = generatedMs(o);
  if (untilMs === null) return null;
  return { short: `generated before ${formatInstant(untilMs, zone)}`, whole: capital(generatedText(untilMs, zone)) };
}

function toBudget(o: ListedObjective): BoardRow["budget"] {
  const uncertain = o.state === "no-data" || o.state === "provisional";
  return {
    text: budgetLeftText(o),
    units: unitsCell(unitsOf(o)),
    tone: uncertain ? "unknown" : o.state === "exhausted" ? "spent" : "ink",
    left: o.budgetLeft?.value ?? null,
    spentLastDay: o.spentLastDay?.value ?? null,
    uncertain,
  };
}

function firingText(firing: NonNullable<ListedObjective["firing"]>, view: { nowMs: number; zone: string }): string {
  const sinceMs = msOfIso(firing.since);
  const since = formatSince(sinceMs, view.nowMs, view.zone);
  return since.includes(":") ? `${firing.severity} since ${since}` : `${firing.severity}, ${since}`;
}

const GROUPS: Readonly<Record<AttentionGroup, { readonly title: string; readonly note: string }>> = {
  "act-now": { title: "Act now", note: "a page is firing" },
  "at-risk": { title: "At risk", note: "burning faster than the budget allows, or overspent with an alert open" },
  "cannot-see": { title: "Cannot see", note: "not measured; alerts are frozen, nothing is assumed good" },
  exhausted: { title: "Exhausted, not burning", note: "nothing to stop tonight; decide what to ship" },
  "on-target": { title: "On target", note: "" },
  "too-early": { title: "Too early to say", note: "shown, never counted as on target" },
};

/** A row in its place, which may be the one it had before. */
export interface PlacedObjective {
  readonly objective: ListedObjective;
  readonly group: AttentionGroup;
}

export const groupOf = (o: Pick<ListedObjective, "state" | "burnWord" | "firing">): AttentionGroup =>
  attentionGroup({ state: o.state, burnWord: o.burnWord, firing: o.firing?.severity ?? null });

interface BoardGroup {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly rows: readonly BoardRow[];
}

/** Groups in fixed order, rows in the order they came; empty groups are left out. */
function toGroups(items: readonly PlacedObjective[], view: { nowMs: number; zone: string }): BoardGroup[] {
  return ATTENTION_GROUPS.flatMap((key) => {
    const members = items.filter(({ group }) => group === key).map(({ objective }) => objective);
    return members.length === 0 ? [] : [{ key, ...GROUPS[key], rows: members.map((o) => toBoardRow(o, view)) }];
  });
}

export interface Counter {
  readonly state: ObjectiveState;
  readonly count: number;
}

export const toCounters = (counts: ObjectiveList["counts"]): Counter[] => STATES.map((state) => ({ state, count: counts[state] }));

export const totalOf = (counts: ObjectiveList["counts"]): number => STATES.reduce((sum, state) => sum + counts[state], 0);

/** Digits after the point, so that a column of SLIs can be aligned at its point. */
export const fractionDigits = (digits: string | null): number => (digits === null ? 0 : (digits.split(/[.,]/)[1]?.length ?? 0));

/** The view as the API's query; defaults are left out, so that equal boards share one cache entry. */
export function toBoardQuery(view: BoardView): BoardQuery {
  return {
    ...(view.states.length > 0 ? { state: view.states.join(",") } : {}),
    ...(view.service !== "" ? { service: view.service } : {}),
    ...(view.team !== "" ? { team: view.team } : {}),
    ...(view.source !== "" ? { source: view.source } : {}),
    ...(view.group !== "" ? { group: view.group } : {}),
    ...(view.search.trim() !== "" ? { search: view.search.trim() } : {}),
    ...(view.sort !== DEFAULT_VIEW.sort ? { sort: view.sort, order: view.order } : {}),
  };
}

export interface TableParts {
  readonly groups: readonly BoardGroup[];
  readonly fractionDigits: number;
}

/** Grouped by what the rows ask of the reader; a chosen sort drops the grouping. */
export function toTableParts(items: readonly PlacedObjective[], view: BoardView, clock: { nowMs: number; zone: string }): TableParts {
  const groups =
    view.sort === DEFAULT_VIEW.sort
      ? toGroups(items, clock)
      : [{ key: "all", title: "", note: "", rows: items.map(({ objective }) => toBoardRow(objective, clock)) }];
  const digits = groups.flatMap((group) => group.rows.map((row) => fractionDigits(row.sli)));
  return { groups, fractionDigits: Math.max(0, ...digits) };
}
