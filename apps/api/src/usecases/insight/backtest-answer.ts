import type { Backtest } from "@solvent/api-contract";
import {
  type Episode,
  type EpisodeOutcome,
  fraction,
  isoOfMinute,
  type MatchedNotice,
  type Minute,
  massScale,
  type ObjectiveTerms,
  type PolicyBacktest,
} from "@solvent/domain";
import { toFigure, toFigureOrNull } from "../status/figures.ts";
import type { RuleWarning } from "./backtest-rules.ts";

type PolicyAnswer = Backtest["policies"][number];

/** Enough to look at; a policy that tells more is not read notice by notice. */
const MOST_NOTICES = 500;

const toIso = (minute: Minute | null): string | null => (minute === null ? null : isoOfMinute(minute));

const toNotice = ({ rule, severity, firedAt, resolvedAt, suppressed, episode }: MatchedNotice): PolicyAnswer["notices"][number] => ({
  rule,
  severity,
  firedAt: isoOfMinute(firedAt),
  resolvedAt: toIso(resolvedAt),
  suppressed,
  episode: toIso(episode?.from ?? null),
});

const toOutcome = (outcome: EpisodeOutcome): PolicyAnswer["episodes"][number] => ({
  from: isoOfMinute(outcome.from),
  detectedAt: toIso(outcome.detectedAt),
  detectionMinutes: outcome.detectionMinutes,
  spentAtDetection: toFigureOrNull(outcome.spentAtDetection),
  resetMinutes: outcome.resetMinutes,
  rule: outcome.rule,
});

export const toPolicyAnswer = (name: string, warnings: readonly RuleWarning[], result: PolicyBacktest): PolicyAnswer => ({
  name,
  warnings: [...warnings],
  notices: result.notices.slice(0, MOST_NOTICES).map(toNotice),
  noticeCount: result.notices.length,
  pages: result.pages,
  tickets: result.tickets,
  pagesPerMonth: toFigure(result.pagesPerMonth),
  detected: result.detected,
  missed: result.missed,
  unmatchedPages: result.unmatchedPages,
  medianDetectionMinutes: result.medianDetectionMinutes,
  medianResetMinutes: result.medianResetMinutes,
  episodes: result.episodes.map(toOutcome),
});

/** With counts in events, or in slices. */
export const toEpisodeAnswer = (
  { from, to, bad, share }: Episode,
  terms: Pick<ObjectiveTerms, "method">,
): Backtest["episodes"][number] => ({
  from: isoOfMinute(from),
  to: isoOfMinute(to),
  bad: toFigure(fraction(bad, BigInt(massScale(terms)))),
  share: toFigure(share),
});
