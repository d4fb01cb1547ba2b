import {
  BOUNDARY_MODES,
  binomialUpperTail,
  COUNT_SCALE,
  detectionMinutes,
  errorBudgetRatio,
  factorFromBudgetShare,
  fraction,
  latencyGoodCount,
  minuteIncreases,
  multiplyFractions,
  objectiveTerms,
  parseDecimal,
  quantiseEvents,
  resetMinutes,
} from "../../src/index.ts";
import { readRule } from "./case-input.ts";
import type { Answer } from "./compare.ts";
import { asDecimalText, asList, asText, asWhole, type Json, type JsonObject, optional } from "./json.ts";

const decimal = (value: Json | undefined, path: string) => parseDecimal(asDecimalText(value, path));

export function answerAlertFactor(golden: JsonObject): Answer {
  const periodMinutes = asWhole(golden.periodMinutes, "periodMinutes");
  if (golden.kind === "factor") {
    const share = multiplyFractions(decimal(golden.budgetPercent, "budgetPercent"), fraction(1n, 100n));
    return factorFromBudgetShare(share, periodMinutes, asWhole(golden.long, "long"));
  }
  if (golden.kind !== "detect") throw new RangeError("kind must be factor or detect");
  const terms = objectiveTerms(asDecimalText(golden.target, "target"), periodMinutes);
  const failure = {
    rule: readRule(golden.rule, terms, periodMinutes),
    budgetRatio: errorBudgetRatio(terms),
    errorRatio: decimal(golden.errorRatio, "errorRatio"),
    eventsPerMinute: optional(golden.perMinute, (perMinute) => decimal(perMinute, "perMinute")),
  };
  return { detectionMinutes: detectionMinutes(failure), resetMinutes: resetMinutes(failure) };
}

export function answerBinomialTail(golden: JsonObject): Answer {
  return binomialUpperTail(asWhole(golden.k, "k"), asWhole(golden.n, "n"), decimal(golden.p, "p"));
}

export function answerLatency(golden: JsonObject): Answer {
  const mode = BOUNDARY_MODES.find((known) => known === golden.mode);
  if (mode === undefined) throw new RangeError(`mode must be one of ${BOUNDARY_MODES.join(", ")}`);
  const buckets = asList(golden.buckets, "buckets").map((bucket, i) => {
    const [le, count] = asList(bucket, `buckets[${i}]`);
    return { le: asDecimalText(le, `buckets[${i}][0]`), count: decimal(count, `buckets[${i}][1]`) };
  });
  return latencyGoodCount({ buckets, threshold: asDecimalText(golden.threshold, "threshold"), mode });
}

/** A sample value: texts such as NaN, +Inf and stale stand for what a source may send and a counter cannot be. */
function sampleValue(value: Json | undefined, path: string): number {
  if (typeof value === "number") return value;
  const text = asText(value, path);
  if (/^\+?inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  return text.trim() === "" ? Number.NaN : Number(text);
}

function readSample(sample: Json, path: string): readonly [number, number] {
  const [time, value] = asList(sample, path);
  const second = Number(asDecimalText(time, `${path}[0]`));
  if (!Number.isFinite(second)) throw new RangeError(`${path}[0] must be a time in seconds`);
  return [second, sampleValue(value, `${path}[1]`)];
}

/** Increases are quantised as at ingest, so that they are exact. */
export function answerCounters(golden: JsonObject): Answer {
  const flags = optional(golden.bornAfterBoundary, (list) => asList(list, "bornAfterBoundary")) ?? [];
  const series = asList(golden.series, "series").map((samples, i) => ({
    samples: asList(samples, `series[${i}]`).map((sample, j) => readSample(sample, `series[${i}][${j}]`)),
    bornAfterBoundary: flags[i] === true,
  }));
  if (flags.length > series.length) throw new RangeError("bornAfterBoundary has more flags than there are series");
  const startSecond = asWhole(golden.startSecond, "startSecond");
  const minutes = asWhole(golden.minutes, "minutes");
  const scrapeIntervalSeconds = optional(golden.scrapeIntervalSeconds, (s) => asWhole(s, "scrapeIntervalSeconds"));
  const span = { startSecond, minutes, ...(scrapeIntervalSeconds === null ? {} : { scrapeIntervalSeconds }) };
  return minuteIncreases({ series, ...span }).map((increase) => {
    const units = increase === null ? null : quantiseEvents(increase);
    if (units === null && increase !== null) throw new RangeError(`an increase of ${increase} cannot be counted`);
    return units === null ? null : fraction(BigInt(units), BigInt(COUNT_SCALE));
  });
}
