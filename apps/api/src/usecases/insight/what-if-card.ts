import type { WhatIf } from "@solvent/api-contract";
import {
  type Adjustment,
  type BudgetStatus,
  budgetStatus,
  countDays,
  countsWithin,
  type DaysMissed,
  dayStretches,
  daysMissed,
  type Episode,
  type EpisodeLedger,
  episodeLedger,
  type Fraction,
  fraction,
  hotRules,
  isoOfMinute,
  isWithinRounding,
  type JudgedHistory,
  judgedHistory,
  judgedMinutes,
  type MinuteBlock,
  massScale,
  multiplyFractions,
  type ObjectivePeriod,
  type ObjectiveTerms,
  periodAllowance,
} from "@solvent/domain";
import { readExactCounts } from "../counts/read-exact-counts.ts";
import type { ReadProjectedTotal } from "../counts/read-projection.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { toFigure, toFigureOrNull } from "../status/figures.ts";
import { unitOf } from "../status/objective-plan.ts";
import type { WrittenTerms } from "./what-if-terms.ts";

export type WhatIfCard = WhatIf["present"];
export interface WhatIfCardDeps {
  readonly minutes: Pick<MinuteReader, "minutesBetween" | "totalsAt">;
  readonly readProjectedTotal: ReadProjectedTotal;
}

export interface WhatIfQuestion extends WrittenTerms {
  readonly streamId: number;
  readonly period: ObjectivePeriod;
  /** Those of the whole period, also of what is still to come of it. */
  readonly adjustments: readonly Adjustment[];
  /** Minutes of the measured stream: all that are stored of the period. */
  readonly block: MinuteBlock;
}

const SHOWN_EPISODES = 10;

/** As the status of an objective with these terms would be. */
async function readStatus(deps: WhatIfCardDeps, question: WhatIfQuestion, history: JudgedHistory) {
  const { terms, period, adjustments, streamId } = question;
  const counts = countsWithin(history, period);
  const projectedTotal = await deps.readProjectedTotal({ streamId, terms, period, counts, adjustments });
  const status = budgetStatus({ terms, period, counts, adjustments, projectedTotal });
  if (!isWithinRounding(status, terms)) return { status, projectedTotal };
  const exact = await readExactCounts(deps.minutes, { streamId, slicesStreamId: null, terms, adjustments }, period);
  const rounded = { terms, period, counts: exact.counts, adjustments, projectedTotal, sliceScale: exact.massScale };
  return { status: budgetStatus(rounded), projectedTotal };
}

/** Shares are parts of the budget of the whole period. */
function toLedger({ terms, period, adjustments }: WhatIfQuestion, history: JudgedHistory, projectedTotal: Fraction | null): EpisodeLedger {
  const input = { minutes: judgedMinutes(history, period), rules: hotRules(terms) };
  if (terms.window.kind === "rolling") return episodeLedger(input);
  const scaled = projectedTotal === null ? null : multiplyFractions(projectedTotal, fraction(BigInt(massScale(terms))));
  const { mass } = countsWithin(history, period);
  const allowed = periodAllowance({ terms, at: period.end, mass, adjustments, projectedTotal: scaled });
  return episodeLedger(allowed.num > 0n ? { ...input, allowed } : input);
}

/** Days of the window's own calendar; of a rolling window in UTC. */
function toDays({ terms, period }: WhatIfQuestion, history: JudgedHistory): DaysMissed {
  const zone = terms.window.kind === "calendar" ? terms.window.zone : "UTC";
  return daysMissed(
    countDays(dayStretches(period, zone), (day) => countsWithin(history, day)),
    terms.target,
  );
}

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
export async function readWhatIfCard(deps: WhatIfCardDeps, question: WhatIfQuestion): Promise<WhatIfCard> {
  const { definition, terms, period, block, adjustments } = question;
  const history = judgedHistory({ terms, block, adjustments, range: period });
  const { status, projectedTotal } = await readStatus(deps, question, history);
  const ledger = toLedger(question, history, projectedTotal);
  const days = toDays(question, history);
  return {
    targetPercent: definition.targetPercent,
    window: definition.window,
    method: definition.method,
    from: isoOfMinute(period.start),
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
