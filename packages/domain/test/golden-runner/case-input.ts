import {
  type Adjustment,
  type AlertRule,
  DEFAULT_MIN_EXCESS,
  type Fraction,
  factorFromBudgetShare,
  fraction,
  MINUTE_MS,
  type Minute,
  type MinuteRun,
  type MinuteSeries,
  minuteSeriesOfRuns,
  multiplyFractions,
  type ObjectiveTerms,
  objectiveTerms,
  parseDecimal,
  toAdjustment,
  validateRule,
} from "../../src/index.ts";
import { asDecimalText, asList, asObject, asText, asWhole, type Json, type JsonObject, optional } from "./json.ts";

const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(\.\d{1,3})?)?Z$/;

/** ISO 8601 UTC to milliseconds. Throws RangeError for anything else, also for the 30th of February. */
export function instantMs(value: Json | undefined, path: string): number {
  const text = asText(value, path);
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  const minute = INSTANT.exec(text)?.[1];
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 16) !== minute)
    throw new RangeError(`${path} must be an instant, not ${text}`);
  return ms;
}

/** An instant that is a whole minute. */
export function minuteAt(value: Json | undefined, path: string): Minute {
  const ms = instantMs(value, path);
  if (ms % MINUTE_MS !== 0) throw new RangeError(`${path} must be a whole minute`);
  return ms / MINUTE_MS;
}

/** A question that this engine does not answer: the case is left out, not judged. */
export class LeftOut extends Error {
  override readonly name = "LeftOut";
}

export interface CaseInput {
  readonly config: JsonObject;
  readonly terms: ObjectiveTerms;
  readonly series: MinuteSeries;
  readonly adjustments: readonly Adjustment[];
  readonly sloStart: Minute | null;
  /** Units per event: the least power of ten that makes all counts of the case whole. */
  readonly scale: number;
}

/** The common inputs of a case. Throws LeftOut for methods and windows that the engine does not have, RangeError for impossible input. */
export function readCase(golden: JsonObject): CaseInput {
  const config = asObject(golden.config, "config");
  const method = optional(config.method, (m) => asText(m, "config.method")) ?? "occurrences";
  if (method === "timeslices" || method === "ratio_timeslices") throw new LeftOut("slice methods");
  if (method !== "occurrences") throw new RangeError(`config.method: unknown method ${method}`);
  const window = asObject(config.window, "config.window");
  if (window.type === "calendar") throw new LeftOut("calendar windows");
  if (window.type !== "rolling") throw new RangeError("config.window.type must be rolling or calendar");
  const buckets = (optional(golden.buckets, (b) => asList(b, "buckets")) ?? []).map((bucket, i) => asObject(bucket, `buckets[${i}]`));
  const digits = buckets.flatMap((bucket) => [decimalsOf(bucket.good), decimalsOf(bucket.total)]);
  const scale = 10 ** Math.max(3, ...digits);
  return {
    config,
    terms: objectiveTerms(asDecimalText(config.target, "config.target"), asWhole(window.minutes, "config.window.minutes")),
    series: minuteSeriesOfRuns(buckets.map((bucket, i) => readRun(bucket, { path: `buckets[${i}]`, scale }))),
    adjustments: (optional(config.adjustments, (a) => asList(a, "config.adjustments")) ?? []).map(readAdjustment),
    sloStart: optional(config.sloStart, (start) => Math.floor(instantMs(start, "config.sloStart") / MINUTE_MS)),
    scale,
  };
}

const decimalsOf = (count: Json | undefined): number => (typeof count === "string" ? (count.split(".")[1] ?? "").length : 0);

function readRun(bucket: JsonObject, { path, scale }: { readonly path: string; readonly scale: number }): MinuteRun {
  const count = (key: "good" | "total"): bigint => {
    const scaled = multiplyFractions(parseDecimal(asDecimalText(bucket[key], `${path}.${key}`)), fraction(BigInt(scale)));
    if (scaled.den !== 1n) throw new RangeError(`${path}.${key} has too many digits`);
    return scaled.num;
  };
  return {
    from: minuteAt(bucket.from, `${path}.from`),
    minutes: optional(bucket.minutes, (m) => asWhole(m, `${path}.minutes`)) ?? 1,
    counts: bucket.missing === true ? null : { good: count("good"), total: count("total") },
  };
}

function readAdjustment(value: Json, index: number): Adjustment {
  const path = `config.adjustments[${index}]`;
  const { from, to, mode = "exclude" } = asObject(value, path);
  if (mode !== "exclude" && mode !== "forgive") throw new RangeError(`${path}.mode must be exclude or forgive`);
  return toAdjustment(instantMs(from, `${path}.from`), instantMs(to, `${path}.to`), mode);
}

/** A rule with the defaults of the golden format: minExcess 5, resolveAfter 1, factor from the budget share. Throws RangeError for a bad one. */
export function readRule(value: Json | undefined, terms: ObjectiveTerms, periodMinutes: number): AlertRule {
  const rule = asObject(value, "rule");
  const longMinutes = asWhole(rule.long, "rule.long");
  const minExcessText = optional(rule.minExcess, (m) => asDecimalText(m, "rule.minExcess")) ?? String(DEFAULT_MIN_EXCESS);
  const result: AlertRule = {
    name: asText(rule.name, "rule.name"),
    severity: "page",
    longMinutes,
    shortMinutes: asWhole(rule.short, "rule.short"),
    factor: optional(rule.factor, (f) => parseDecimal(asDecimalText(f, "rule.factor"))) ?? shareFactor(rule, periodMinutes, longMinutes),
    minExcess: exactNumber(minExcessText),
    resolveAfter: optional(rule.resolveAfter, (r) => asWhole(r, "rule.resolveAfter")) ?? 1,
  };
  const [problem] = validateRule(result, terms).problems;
  if (problem !== undefined) throw new RangeError(problem.message);
  return result;
}

/** Throws RangeError when a double does not hold the decimal exactly as written, since a rule holds its excess as a number. */
function exactNumber(text: string): number {
  const [number, exact] = [Number(text), parseDecimal(text)];
  const back = parseDecimal(String(number));
  if (back.num !== exact.num || back.den !== exact.den) throw new RangeError(`minExcess ${text} has more digits than a rule can hold`);
  return number;
}

function shareFactor(rule: JsonObject, periodMinutes: number, longMinutes: number): Fraction {
  const percent = parseDecimal(asDecimalText(rule.budgetPercent, "rule.budgetPercent"));
  return factorFromBudgetShare(multiplyFractions(percent, fraction(1n, 100n)), periodMinutes, longMinutes);
}

/** All rules of a case. */
export function readRules(golden: JsonObject, { config, terms }: CaseInput): readonly AlertRule[] {
  const periodMinutes = optional(golden.periodMinutes, (p) => asWhole(p, "periodMinutes")) ?? terms.windowMinutes;
  return asList(config.alerts, "config.alerts").map((rule) => readRule(rule, terms, periodMinutes));
}
