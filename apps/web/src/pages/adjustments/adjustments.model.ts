import type { Adjustment, AdjustmentPreview, ObjectiveStatus } from "@solvent/api-contract";
import { ADJUSTED_WORDS } from "../../charts/burn-down.series.ts";
import { amountText, budgetText, durationText, sliText, spentText, unitWord } from "../../lib/figures.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { formatInstant, formatZone, localTimeOf, msOfIso } from "../../lib/time.ts";
import { capital, plural, scopeText } from "../../lib/words.ts";
import { CATEGORY_LABELS } from "./adjustment-form.model.ts";
import { repeatOfRule, repeatText } from "./recurrence.model.ts";

/** What was excluded and forgiven, by whom and why. */
const MINUTE_MS = 60_000;

export interface AdjustmentRow {
  readonly adjustment: Adjustment;
  readonly what: string;
  readonly when: string;
  readonly repeats: string;
  /** "next Sun 29 Nov 02:00", "over". */
  readonly next: string;
  readonly reason: string;
  readonly category: string;
  readonly covers: string;
  readonly who: string;
  readonly version: string;
}

type View = { readonly nowMs: number; readonly zone: string };

export function toAdjustmentRow(adjustment: Adjustment, view: View): AdjustmentRow {
  const { zone } = view;
  const [fromMs, toMs] = [msOfIso(adjustment.from), msOfIso(adjustment.to)];
  const length = durationText((toMs - fromMs) / MINUTE_MS);
  return {
    adjustment,
    what: capital(ADJUSTED_WORDS[adjustment.mode]),
    when: `${formatInstant(fromMs, zone)}, ${length}`,
    repeats: repeatsText(adjustment),
    next: nextText(adjustment, view),
    reason: adjustment.reason,
    category: CATEGORY_LABELS[adjustment.category],
    covers: capital(scopeText(adjustment.scope, adjustment.name)),
    who: `${adjustment.author}, ${formatInstant(msOfIso(adjustment.createdAt), zone)}`,
    version: `v${adjustment.version}`,
  };
}

function repeatsText({ recurrence, from }: Adjustment): string {
  if (recurrence === null) return "";
  const local = localTimeOf(msOfIso(from), recurrence.zone);
  return `${capital(repeatText(repeatOfRule(recurrence.rule, local), local))}, ${recurrence.zone}`;
}

function nextText({ next, recurrence }: Adjustment, { nowMs, zone }: View): string {
  if (next === null) return recurrence === null ? "" : "over";
  const [fromMs, toMs] = [msOfIso(next.from), msOfIso(next.to)];
  if (fromMs <= nowMs && nowMs < toMs) return `now, until ${formatInstant(toMs, zone)}`;
  return fromMs > nowMs ? `next ${formatInstant(fromMs, zone)}` : "";
}

/** Those that apply, newest first, and those that were undone. */
export function toAdjustmentLists(items: readonly Adjustment[], view: View): { present: AdjustmentRow[]; removed: AdjustmentRow[] } {
  const rows = [...items].sort((a, b) => msOfIso(b.from) - msOfIso(a.from)).map((item) => toAdjustmentRow(item, view));
  return { present: rows.filter((row) => !row.adjustment.removed), removed: rows.filter((row) => row.adjustment.removed) };
}

export interface BesideRow {
  readonly term: string;
  readonly present: string;
  readonly without: string;
}

/** Figures with and without adjustments; null while none touches the window. */
export function toBesideRows(status: ObjectiveStatus): BesideRow[] | null {
  const { summary, adjustments, unit } = status;
  const { without } = adjustments;
  if (without === null) return null;
  const left = (share: typeof without.remainingFraction) => (share === null ? "–" : budgetText(share));
  const of = (bad: typeof without.bad, mass: typeof without.mass) => `${amountText(bad)} of ${amountText(mass)} ${unitWord(unit)}`;
  return [
    { term: "Budget left", present: left(summary.budgetLeft), without: left(without.remainingFraction) },
    { term: "SLI", present: sliText(summary.sli, summary.targetPercent), without: sliText(without.sli, summary.targetPercent) },
    { term: "Bad", present: of(status.sliBad, status.sliMass), without: of(without.bad, without.mass) },
    { term: "Kept", present: keptText(status.met), without: keptText(without.met) },
  ];
}

const keptText = (met: boolean | null): string => (met === null ? "not known" : met ? "yes" : "no");

/** "2 h of the window are excluded, 0.3 %". */
export const excludedText = ({ adjustments }: Pick<ObjectiveStatus, "adjustments">): string =>
  adjustments.excludedMinutes === 0
    ? ""
    : `${durationText(adjustments.excludedMinutes)} of the window excluded, ${spentText(adjustments.excludedFraction)}`;

export interface EffectRow {
  readonly key: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
  readonly excluded: string;
  readonly tooMuch: boolean;
}

export const toEffectRows = (preview: AdjustmentPreview): EffectRow[] =>
  preview.effects.map((effect) => ({
    key: effect.objective,
    title: titleOf({ name: effect.objective, displayName: effect.displayName }),
    before: effect.before === null ? "–" : budgetText(effect.before),
    after: effect.after === null ? "–" : budgetText(effect.after),
    excluded: spentText(effect.excludedFraction),
    tooMuch: effect.excludedTooMuch,
  }));

/** "3 objectives in its scope; budgets of 1 change". */
export const reachText = (preview: AdjustmentPreview): string =>
  `${plural(preview.objectives, "objective")} in its scope, ${preview.effects.length === 0 ? "no budget changes" : `${plural(preview.effects.length, "budget")} shown`}.`;

export const toOccurrenceTexts = (preview: AdjustmentPreview, zone: string): string[] =>
  preview.occurrences.map(({ from, to }) => {
    const fromMs = msOfIso(from);
    return `${formatInstant(fromMs, zone)} ${formatZone(fromMs, zone)}, ${durationText((msOfIso(to) - fromMs) / MINUTE_MS)}`;
  });

/** What a version says, for its history. */
export const versionText = (version: Adjustment, zone: string): string =>
  version.removed
    ? "undone"
    : `${ADJUSTED_WORDS[version.mode]} ${formatInstant(msOfIso(version.from), zone)} to ${formatInstant(msOfIso(version.to), zone)}`;
