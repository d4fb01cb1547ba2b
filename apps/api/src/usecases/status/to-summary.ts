import type { BackfillProgress, ObjectiveState, ObjectiveSummary } from "@solvent/api-contract";
import { formatBudgetCoverage, formatWholePercent, isoOfMinute } from "@solvent/domain";
import { firingConditions } from "../conditions/firing-conditions.ts";
import { excludedShare, isExcludedTooMuch } from "./excluded-share.ts";
import { toCoverage, toFigure, toFigureOrNull } from "./figures.ts";
import { hasNoMinutes, isJudgingSlices, type Judgement } from "./judge-objective.ts";
import { missingWords } from "./missing-words.ts";
import type { StoredBackfill } from "./objective-directory.ts";
import { unitOf } from "./objective-plan.ts";

/** Share of the minutes asked for that is read. */
export function toBackfillProgress(backfill: StoredBackfill, nowMs: number): BackfillProgress {
  const asked = backfill.toMinute - backfill.fromMinute;
  const read = backfill.toMinute - backfill.cursor;
  const readFraction = backfill.state === "done" || asked === 0 ? 1 : read / asked;
  const elapsedSeconds = backfill.startedAtMs === null ? 0 : (nowMs - backfill.startedAtMs) / 1000;
  const running = backfill.state === "running" && read > 0 && elapsedSeconds > 0;
  return {
    id: backfill.id,
    state: backfill.state,
    from: isoOfMinute(backfill.fromMinute),
    to: isoOfMinute(backfill.toMinute),
    readTo: isoOfMinute(backfill.cursor),
    readFraction,
    estimatedSecondsLeft: running ? Math.round((elapsedSeconds / read) * (asked - read)) : null,
    message: backfill.message,
  };
}

const isActive = (backfill: BackfillProgress | null): backfill is BackfillProgress =>
  backfill !== null && (backfill.state === "queued" || backfill.state === "running");

function whyProvisional({ entry, counts, windows: { period } }: Judgement, backfill: BackfillProgress | null): string {
  if (isActive(backfill)) return `back-filling, ${formatWholePercent(backfill.readFraction)} read`;
  if (period.start === period.end) return `counts from ${isoOfMinute(entry.terms.sloStart ?? period.start)} on`;
  if (entry.firstMinute > period.start) return "the window is not full yet";
  return isJudgingSlices(entry) ? "slices are being judged" : `only ${formatBudgetCoverage(counts)}`;
}

function whyNoData({ entry }: Judgement): string {
  if (entry.sourceTrouble !== null) return entry.sourceTrouble;
  if (hasNoMinutes(entry)) return missingWords("not-read");
  if (entry.source === null) return "nothing is known of its parts";
  return entry.openGapReason === null ? "no samples" : missingWords(entry.openGapReason);
}

function reasonOf(judgement: Judgement, backfill: BackfillProgress | null): string | null {
  const { state, counts, plan } = judgement;
  if (state === "no-data") return whyNoData(judgement);
  if (state === "provisional") return whyProvisional(judgement, backfill);
  if (state === "low-evidence") return unitOf(plan.terms) === "events" ? "too few requests to judge" : "no slice to judge";
  return isExcludedTooMuch(counts) ? `${formatWholePercent(excludedShare(counts))} of the window is excluded` : null;
}

const SEVERITY_ORDER = ["page", "ticket"] as const;

/** The most severe rule or condition that is firing, the longest first. */
function firingOf({ entry, plan }: Judgement): ObjectiveSummary["firing"] {
  const rules = entry.firing.flatMap((state) => {
    const rule = plan.rules.find((compiled) => compiled.rule.name === state.rule)?.rule;
    return rule === undefined ? [] : [{ rule: rule.name, severity: rule.severity, since: isoOfMinute(state.firingSince) }];
  });
  const conditions = firingConditions(entry.firing, plan.conditions).map(({ name, severity, firingSince }) => ({
    rule: name,
    severity,
    since: isoOfMinute(firingSince),
  }));
  const firing = [...rules, ...conditions];
  for (const severity of SEVERITY_ORDER) {
    const [oldest] = firing.filter((one) => one.severity === severity).sort((a, b) => (a.since < b.since ? -1 : 1));
    if (oldest !== undefined) return oldest;
  }
  return null;
}

/** The API has no paused objectives, so that state cannot come out of a judgement. */
export const toState = (state: Judgement["state"]): ObjectiveState => (state === "paused" ? "no-data" : state);

const identityOf = ({ entry, plan: { terms } }: Judgement) => ({
  name: entry.name,
  displayName: entry.displayName,
  service: entry.service,
  team: entry.team,
  source: entry.source,
  group: entry.group,
  groupLabels: entry.groupLabels === null ? null : { ...entry.groupLabels },
  targetPercent: entry.targetPercent,
  window: terms.window,
  windowMinutes: terms.windowMinutes,
  method: terms.method,
  unit: unitOf(terms),
  labels: entry.labels,
});

/** End of the generated minutes, if any of them is in the window. */
const generatedUntil = ({ entry: { generatedUntil: until }, windows: { period } }: Judgement): string | null =>
  until === null || until <= period.start ? null : isoOfMinute(until);

/** Where an objective stands. Without a single event, or judged slice, in the window shares of the budget are not known. */
export function toSummary(judgement: Judgement, nowMs: number): ObjectiveSummary {
  const { entry, status } = judgement;
  const { budget } = status;
  const backfill = entry.backfill === null ? null : toBackfillProgress(entry.backfill, nowMs);
  const counted = status.sli !== null;
  return {
    ...identityOf(judgement),
    state: toState(judgement.state),
    reason: reasonOf(judgement, backfill),
    burnWord: judgement.governing.word,
    governingRule: judgement.governing.rule?.name ?? null,
    sli: toFigureOrNull(status.sli),
    budgetLeft: counted ? toFigure(budget.remainingFraction) : null,
    budgetLeftMinutes: counted ? toFigure(budget.minutesRemaining) : null,
    spentLastDay: toFigureOrNull(judgement.spentLastDay),
    allowedBad: counted ? toFigure(budget.allowed) : null,
    remainingBad: counted ? toFigure(budget.remaining) : null,
    burnHour: toFigureOrNull(judgement.burnHour),
    coverage: toCoverage(judgement.counts),
    firing: firingOf(judgement),
    watermark: isoOfMinute(entry.watermark),
    generatedUntil: generatedUntil(judgement),
    mutedUntil: entry.mutedUntilMs === null ? null : new Date(entry.mutedUntilMs).toISOString(),
    backfill,
  };
}
