import type { CompiledRule, Verdict } from "./alert-condition.ts";
import type { AlertRule } from "./alert-policy.ts";
import { compareFractions, fraction } from "./fraction.ts";
import type { WindowCounts } from "./window-counts.ts";

/** What the two windows of a rule say about now. `frozen`: not judged. */
export const BURN_WORDS = ["breached", "increasing", "recovering", "acceptable", "frozen"] as const;
export type BurnWord = (typeof BURN_WORDS)[number];

/** Rules with a lower factor see too much ordinary noise in their short window to call it a rise. */
const INCREASING_FACTOR = fraction(3n);
/** One scrape that comes late empties a shorter window; that alone does not mean that the objective cannot be judged. */
const BLIND_SHORT_MINUTES = 5;

/** Word for one rule from the verdicts on its windows; `long` includes the excess guard, so that breached is what fires. */
export function burnWord(rule: Pick<AlertRule, "factor">, long: Verdict, short: Verdict): BurnWord {
  if (long === null || short === null) return "frozen";
  if (long) return short ? "breached" : "recovering";
  return short && compareFractions(rule.factor, INCREASING_FACTOR) >= 0 ? "increasing" : "acceptable";
}

export interface RuleBurn {
  readonly rule: AlertRule;
  readonly word: BurnWord;
}

/** The rule that speaks for the objective; null when there is no rule at all, or none has anything to report. */
export interface GoverningBurn {
  readonly word: BurnWord;
  readonly rule: AlertRule | null;
}

/** Word of every rule of a policy. `countsOf` gives the adjusted counts of the last `minutes` minutes. */
export const ruleBurns = (rules: readonly CompiledRule[], countsOf: (minutes: number) => WindowCounts): readonly RuleBurn[] =>
  rules.map((compiled) => {
    const { rule } = compiled;
    const word = burnWord(rule, compiled.longOver(countsOf(rule.longMinutes)), compiled.shortOver(countsOf(rule.shortMinutes)));
    return { rule, word };
  });

/** Pages before tickets, then the higher factor, then the shorter long window. */
function bySeverity({ rule: a }: RuleBurn, { rule: b }: RuleBurn): number {
  if (a.severity !== b.severity) return a.severity === "page" ? -1 : 1;
  return compareFractions(b.factor, a.factor) || a.longMinutes - b.longMinutes;
}

/**
 * The word of an objective: the most severe rule that is breached, else increasing, else recovering. While a rule with a short window of
 * five minutes or more cannot be judged, nothing is known about now: frozen then takes the place of recovering and acceptable.
 */
export function governingBurn(burns: readonly RuleBurn[]): GoverningBurn {
  const ordered = burns.toSorted(bySeverity);
  const first = (word: BurnWord): RuleBurn | undefined => ordered.find((burn) => burn.word === word);
  const blind = ordered.find((burn) => burn.word === "frozen" && burn.rule.shortMinutes >= BLIND_SHORT_MINUTES);
  const allFrozen = ordered.every((burn) => burn.word === "frozen") ? ordered[0] : undefined;
  const governing = first("breached") ?? first("increasing") ?? blind ?? allFrozen ?? first("recovering");
  if (governing !== undefined) return governing;
  return { word: ordered.length === 0 ? "frozen" : "acceptable", rule: null };
}
