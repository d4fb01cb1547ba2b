import { adjustedMinutes } from "../../src/backtest/adjusted-minutes.ts";
import { judgedSlices } from "../../src/backtest/judged-slices.ts";
import {
  allSlicesSeries,
  COMPOSITE_RATIO_KINDS,
  type CountedMinutes,
  compositeSli,
  countInterval,
  countVerdicts,
  type DayCounts,
  type Episode,
  episodeLedger,
  exhaustionAtRate,
  type Fraction,
  fraction,
  hotRules,
  isoOfMinute,
  type MinuteInterval,
  massScale,
  multiplyFractions,
  ONE,
  type PartVerdict,
  parseDecimal,
  suggestTarget,
  totalsBetween,
} from "../../src/index.ts";
import { grownToSteps, shrunkToSteps } from "../../src/minute-intervals.ts";
import { caseSources } from "./case-counts.ts";
import { type CaseInput, minuteAt, readCase } from "./case-input.ts";
import type { Answer } from "./compare.ts";
import { asDecimalText, asList, asObject, asOneOf, asWhole, type Json, type JsonObject, optional } from "./json.ts";

const figure = (value: number): Fraction => fraction(BigInt(value));
const decimal = (value: Json | undefined, path: string): Fraction => parseDecimal(asDecimalText(value, path));

/** Minutes until the budget is gone when the rates of the lookback go on. */
export function answerForecast(golden: JsonObject): Answer {
  const input = readCase(golden);
  const { terms, adjustments, sloStart } = input;
  const at = minuteAt(golden.at, "at");
  const lookbackMinutes = asWhole(golden.lookback, "lookback");
  const longest = Math.max(terms.windowMinutes, lookbackMinutes) + (terms.slices?.minutes ?? 0);
  const sources = caseSources(input, { start: at - 2 * longest, end: at });
  const countsOf = (interval: MinuteInterval) => countInterval({ terms, adjustments, interval, sloStart }, sources);
  const forecast = exhaustionAtRate({ terms, at, lookbackMinutes, countsOf });
  const minutes = forecast.kind === "projected" ? forecast.minutes : forecast.kind === "already-exhausted" ? 0 : null;
  return { exhausts: minutes === null ? null : figure(minutes), reason: forecast.kind };
}

/** Episodes of [from, to), background, and what they are shares of. */
export function answerEpisodes(golden: JsonObject): Answer {
  const input = readCase(golden);
  const [start, end] = [minuteAt(golden.from, "from"), minuteAt(golden.to, "to")];
  if (start >= end) throw new RangeError("to must be after from");
  const params = optional(golden.params, (p) => asObject(p, "params")) ?? {};
  const defaults = hotRules(input.terms);
  const rules = {
    ...defaults,
    gapMinutes: optional(params.gap, (gap) => asWhole(gap, "params.gap")) ?? defaults.gapMinutes,
    hotFactor: optional(params.hotFactor, (factor) => decimal(factor, "params.hotFactor")) ?? defaults.hotFactor,
  };
  const minShare = optional(params.minShare, (share) => decimal(share, "params.minShare"));
  const minutes = countedMinutes(input, { start, end });
  const ledger = episodeLedger({ minutes, rules, ...(minShare === null ? {} : { minShare }) });
  const scale = BigInt(input.terms.slices === null ? input.scale : massScale(input.terms));
  return {
    episodes: ledger.episodes.map((episode) => episodeAnswer(episode, scale)),
    backgroundBad: fraction(ledger.backgroundBad, scale),
    totalBad: fraction(ledger.totalBad, scale),
    allowed: multiplyFractions(ledger.allowed, fraction(1n, scale)),
  };
}

const episodeAnswer = ({ from, to, bad, share }: Episode, scale: bigint): Answer => ({
  from: isoOfMinute(from),
  to: isoOfMinute(to),
  bad: fraction(bad, scale),
  share,
});

/** The adjusted minutes of an interval, or the verdicts on the slices inside it. */
function countedMinutes({ series, terms, adjustments, sloStart }: CaseInput, interval: MinuteInterval): CountedMinutes {
  const { slices } = terms;
  const around = grownToSteps(interval, slices?.minutes ?? 1);
  const length = around.end - around.start;
  const each = Array.from({ length }, (_, i) => totalsBetween(series.totalsAt(around.start + i), series.totalsAt(around.start + i + 1)));
  const block = {
    from: around.start,
    good: each.map(({ good }) => Number(good)),
    total: each.map(({ total }) => Number(total)),
    missing: each.map(({ known }) => (known === 0 ? ("not-read" as const) : null)),
  };
  const range = slices === null ? interval : shrunkToSteps(interval, slices.minutes);
  const minutes = adjustedMinutes({ block, adjustments, range, sloStart });
  if (slices === null) return minutes;
  const { good, total } = judgedSlices(minutes, { terms: slices, sloStart });
  return { start: minutes.start, good, total, counted: minutes.counted };
}

const VERDICTS: readonly PartVerdict[] = ["good", "bad", "none"];

/** The SLI of a composite, or the verdicts on its slices, counted. */
export function answerComposite(golden: JsonObject): Answer {
  const parts = asList(golden.parts, "parts");
  if (golden.kind === "allSlices") {
    const rows = parts.map((row, i) => asList(row, `parts[${i}]`).map((verdict, j) => asOneOf(verdict, `parts[${i}][${j}]`, VERDICTS)));
    const { good, bad, none, sli } = countVerdicts(allSlicesSeries(rows));
    return { good: figure(good), bad: figure(bad), none: figure(none), sli };
  }
  const kind = asOneOf(golden.kind, "kind", COMPOSITE_RATIO_KINDS);
  const read = parts.map((part, i) => {
    const { sli, weight } = asObject(part, `parts[${i}]`);
    return {
      sli: optional(sli, (value) => decimal(value, `parts[${i}].sli`)),
      weight: optional(weight, (value) => decimal(value, `parts[${i}].weight`)) ?? ONE,
    };
  });
  return { ...compositeSli(kind, read) };
}

/** The target that a history suggests. */
export function answerSuggestion(golden: JsonObject): Answer {
  const params = optional(golden.params, (p) => asObject(p, "params")) ?? {};
  const achievedShare = optional(params.quantile, (share) => decimal(share, "params.quantile"));
  const minBad = optional(params.minBad, (bad) => decimal(bad, "params.minBad"));
  const { windows, ...targets } = suggestTarget({
    days: asList(golden.days, "days").map(readDay),
    windowDays: asWhole(golden.windowDays, "windowDays"),
    scale: 1,
    ...(achievedShare === null ? {} : { achievedShare }),
    ...(minBad === null ? {} : { minBad }),
  });
  return { ...targets, windows: figure(windows) };
}

function readDay(day: Json, index: number): DayCounts {
  const [good, total] = asList(day, `days[${index}]`);
  const count = (value: Json | undefined): bigint => {
    const text = asDecimalText(value, `days[${index}]`);
    if (!/^\d+$/.test(text)) throw new RangeError(`days[${index}] must be two whole numbers`);
    return BigInt(text);
  };
  return { good: count(good), total: count(total) };
}
