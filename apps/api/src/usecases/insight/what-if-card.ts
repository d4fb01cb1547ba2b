import type { WhatIf } from "@solvent/api-contract";
import {
  type Adjustment,
  attributeGroups,
  type BudgetStatus,
  budgetStatus,
  countDays,
  type DayStretch,
  dayStretches,
  daysMissed,
  type Episode,
  type EpisodeLedger,
  episodeLedger,
  type Fraction,
  fraction,
  hotGroups,
  hotRules,
  isoOfMinute,
  isWithinRounding,
  type JudgedHistory,
  judgedMinutes,
  type MinuteBlock,
  massScale,
  multiplyFractions,
  type ObjectivePeriod,
  type ObjectiveTerms,
  periodAllowance,
} from "@solvent/domain";
import { readJudgedHistory } from "../composite/read-judged-history.ts";
import { readExactCounts } from "../counts/read-exact-counts.ts";
import type { ReadProjectedTotal } from "../counts/read-projection.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { toFigure, toFigureOrNull } from "../status/figures.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";
import { unitOf } from "../status/objective-plan.ts";
import { isBeyond, judgeable, readWhatIfCounts, type WhatIfCounts } from "./what-if-counts.ts";
import type { WrittenTerms } from "./what-if-terms.ts";

export type WhatIfCard = WhatIf["present"];
export interface WhatIfCardDeps {
  readonly minutes: Pick<MinuteReader, "minutesBetween" | "totalsAt" | "compositeTrees">;
  readonly readProjectedTotal: ReadProjectedTotal;
}

export interface WhatIfQuestion extends WrittenTerms {
  readonly entry: Pick<DirectoryEntry, "streamId" | "slicesStream" | "source" | "terms" | "minutesFrom">;
  readonly period: ObjectivePeriod;
  /** Those of the whole period, also of what is still to come of it. */
  readonly adjustments: readonly Adjustment[];
  /** Minutes of the measured stream: all that are stored of the period. */
  readonly block: MinuteBlock;
}

const SHOWN_EPISODES = 10;

/** As the status of an objective with these terms would be. */
async function readStatus(deps: WhatIfCardDeps, question: WhatIfQuestion, { countsOf }: WhatIfCounts) {
  const { terms, period, adjustments, entry } = question;
  const { streamId } = entry;
  const counts = countsOf(period);
  const projectedTotal = await deps.readProjectedTotal({ streamId, terms, period, counts, adjustments });
  const status = budgetStatus({ terms, period, counts, adjustments, projectedTotal });
  if (entry.source === null || !isWithinRounding(status, terms)) return { status, projectedTotal };
  const exact = await readExactCounts(deps.minutes, { streamId, slicesStreamId: null, terms, adjustments }, period);
  if (exact === null) return { status, projectedTotal };
  const rounded = { terms, period, counts: exact.counts, adjustments, projectedTotal, sliceScale: exact.massScale };
  return { status: budgetStatus(rounded), projectedTotal };
}

interface LedgerInput {
  readonly history: JudgedHistory;
  readonly counted: WhatIfCounts;
  readonly projectedTotal: Fraction | null;
}

/** Shares are parts of the budget of the whole period. What failed in minutes that are not kept is background. */
function toLedger(question: WhatIfQuestion, { history, counted, projectedTotal }: LedgerInput): EpisodeLedger {
  const { terms, period } = question;
  const minutes = judgedMinutes(history, period);
  const { bad: totalBad, mass: totalMass } = counted.countsOf(period);
  const allowed = allowedOf(question, totalMass, projectedTotal);
  const input = { rules: hotRules(terms), ...(allowed === null ? {} : { allowed }) };
  if (!isBeyond(question)) return episodeLedger({ ...input, minutes });
  return attributeGroups(hotGroups(minutes, input.rules), { ...input, totalBad, totalMass, end: minutes.start + minutes.good.length });
}

/** Of a calendar period; null: that of the interval itself. */
function allowedOf({ terms, period, adjustments }: WhatIfQuestion, mass: bigint, projectedTotal: Fraction | null): Fraction | null {
  if (terms.window.kind === "rolling") return null;
  const scaled = projectedTotal === null ? null : multiplyFractions(projectedTotal, fraction(BigInt(massScale(terms))));
  const allowed = periodAllowance({ terms, at: period.end, mass, adjustments, projectedTotal: scaled });
  return allowed.num > 0n ? allowed : null;
}

/** Days of the window's own calendar; of a rolling window in UTC. */
const daysOf = ({ terms, period }: WhatIfQuestion): readonly DayStretch[] =>
  dayStretches(period, terms.window.kind === "calendar" ? terms.window.zone : "UTC");

const toEpisode = ({ from, to, bad, share }: Episode, terms: ObjectiveTerms): WhatIfCard["episodes"][number] => ({
  from: isoOfMinute(from),
  to: isoOfMinute(to),
  bad: toFigure(fraction(bad, BigInt(massScale(terms)))),
  share: toFigure(share),
});

const byCost = (a: Episode, b: Episode): number => (a.bad === b.bad ? a.from - b.from : a.bad > b.bad ? -1 : 1);

const toFigures = ({ bad, mass, sli, met, budget, coverage }: BudgetStatus) => ({
  coverage,
  bad: toFigure(bad),
  mass: toFigure(mass),
  sli: toFigureOrNull(sli),
  met,
  allowed: toFigure(budget.allowed),
  remainingFraction: sli === null ? null : toFigure(budget.remainingFraction),
  projectedConsumedFraction: toFigureOrNull(budget.projectedConsumedFraction),
});

/** The card of one set of terms, judged from the minutes. */
export async function readWhatIfCard(deps: WhatIfCardDeps, asked: WhatIfQuestion): Promise<WhatIfCard> {
  const question = judgeable(asked);
  const { definition, terms, period, block, adjustments } = question;
  const history = await readJudgedHistory(deps.minutes, question.entry, { terms, block, adjustments, range: period });
  const stretches = daysOf(question);
  const counted = await readWhatIfCounts(deps, question, { history, days: stretches });
  const { status, projectedTotal } = await readStatus(deps, question, counted);
  const ledger = toLedger(question, { history, counted, projectedTotal });
  const days = daysMissed(countDays(stretches, counted.countsOf), terms.target);
  return {
    targetPercent: definition.targetPercent,
    window: definition.window,
    method: definition.method,
    from: isoOfMinute(counted.from),
    to: isoOfMinute(period.end),
    unit: unitOf(terms),
    ...toFigures(status),
    daysMissed: days.missed,
    daysJudged: days.judged,
    episodes: ledger.episodes
      .toSorted(byCost)
      .slice(0, SHOWN_EPISODES)
      .map((episode) => toEpisode(episode, terms)),
    episodeCount: ledger.episodes.length,
    backgroundBad: toFigure(fraction(ledger.backgroundBad, BigInt(massScale(terms)))),
  };
}
