import type { WhatIf } from "@solvent/api-contract";
import { amountText, budgetText, coverageText, sliText, spentText, targetText, unitWord } from "../../lib/figures.ts";
import { METHOD_LABELS } from "../../lib/objective-text.ts";
import { windowPromise } from "../../lib/window-text.ts";
import { capital } from "../../lib/words.ts";

type Card = WhatIf["present"];

export interface WhatIfRow {
  readonly term: string;
  readonly present: string;
  readonly tried: string;
  /** The two are not the same. */
  readonly differs: boolean;
}

const TERMS: readonly (readonly [term: string, of: (card: Card) => string])[] = [
  ["Target", (card) => targetText(card.targetPercent)],
  ["Window", (card) => capital(windowPromise(card.window))],
  ["Counts", (card) => METHOD_LABELS[card.method]],
  ["SLI", (card) => sliText(card.sli, card.targetPercent)],
  ["Kept", (card) => (card.met === null ? "not known" : card.met ? "yes" : "no")],
  ["Budget left", (card) => (card.remainingFraction === null ? "–" : budgetText(card.remainingFraction))],
  ["Spent as projected", (card) => (card.projectedConsumedFraction === null ? "–" : spentText(card.projectedConsumedFraction))],
  ["Bad", (card) => `${amountText(card.bad)} of ${amountText(card.mass)} ${unitWord(card.unit)}`],
  ["Allowed bad", (card) => `${amountText(card.allowed)} ${unitWord(card.unit)}`],
  ["Days below the target", (card) => `${card.daysMissed} of ${card.daysJudged}`],
  ["Episodes", (card) => String(card.episodeCount)],
  ["Coverage", (card) => coverageText(card.coverage)],
];

/** Present and tried side by side; a row that neither has is left out. */
export const toWhatIfRows = ({ present, tried }: Pick<WhatIf, "present" | "tried">): WhatIfRow[] =>
  TERMS.map(([term, of]) => ({ term, present: of(present), tried: of(tried), differs: of(present) !== of(tried) })).filter(
    (row) => row.present !== "–" || row.tried !== "–",
  );

/** The answer in a sentence. */
export function whatIfSentence({ present, tried }: Pick<WhatIf, "present" | "tried">): string {
  const left = tried.remainingFraction;
  if (left === null) return "There is nothing to judge under these terms.";
  const kept =
    tried.met === present.met
      ? tried.met === true
        ? "would be kept as well"
        : "would be missed as well"
      : tried.met === true
        ? "would be kept"
        : "would be missed";
  return `The objective ${kept}, with ${budgetText(left)} of the budget left.`;
}
