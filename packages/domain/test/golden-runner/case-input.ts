import {
  type Adjustment,
  type AlertRule,
  BUDGETING_METHODS,
  type BudgetingMethod,
  CALENDAR_UNITS,
  type CalendarWindow,
  DEFAULT_MIN_EXCESS,
  definitionTerms,
  type Fraction,
  factorFromBudgetShare,
  fraction,
  isZone,
  MINUTE_MS,
  MISSING_POLICIES,
  type Minute,
  type MinuteRun,
  type MinuteSeries,
  minuteSeriesOfRuns,
  multiplyFractions,
  NO_TRAFFIC_POLICIES,
  type ObjectiveTerms,
  type ObjectiveWindow,
  parseDecimal,
  rulesForMethod,
  SLICE_LENGTHS,
  type SliceSettings,
  toAdjustment,
  validateRule,
  WEEK_STARTS,
} from "../../src/index.ts";
import { asDecimalText, asList, asObject, asOneOf, asText, asWhole, type Json, type JsonObject, optional } from "./json.ts";

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

export interface CaseInput {
  readonly config: JsonObject;
  readonly terms: ObjectiveTerms;
  readonly series: MinuteSeries;
  readonly adjustments: readonly Adjustment[];
  readonly sloStart: Minute | null;
  /** Units per event: the least power of ten that makes all counts of the case whole. */
  readonly scale: number;
}

/** The common inputs of a case. Throws RangeError for impossible input. */
export function readCase(golden: JsonObject): CaseInput {
  const config = asObject(golden.config, "config");
  const terms = readTerms(config);
  const buckets = (optional(golden.buckets, (b) => asList(b, "buckets")) ?? []).map((bucket, i) => asObject(bucket, `buckets[${i}]`));
  const digits = buckets.flatMap((bucket) => [decimalsOf(bucket.good), decimalsOf(bucket.total)]);
  const scale = 10 ** Math.max(3, ...digits);
  return {
    config,
    terms,
    series: minuteSeriesOfRuns(buckets.map((bucket, i) => readRun(bucket, { path: `buckets[${i}]`, scale }))),
    adjustments: (optional(config.adjustments, (a) => asList(a, "config.adjustments")) ?? []).map(readAdjustment),
    sloStart: terms.sloStart,
    scale,
  };
}

function readTerms(config: JsonObject): ObjectiveTerms {
  const method = optional(config.method, (m) => asOneOf(m, "config.method", BUDGETING_METHODS)) ?? "occurrences";
  return definitionTerms({
    targetPercent: asDecimalText(config.target, "config.target"),
    window: readWindow(asObject(config.window, "config.window")),
    method,
    slices: method === "occurrences" ? null : readSlices(asObject(config.slice, "config.slice"), method),
    sloStart: optional(config.sloStart, (start) => Math.floor(instantMs(start, "config.sloStart") / MINUTE_MS)),
  });
}

function readWindow(window: JsonObject): ObjectiveWindow {
  if (asOneOf(window.type, "config.window.type", ["rolling", "calendar"]) === "rolling") {
    return { kind: "rolling", minutes: asWhole(window.minutes, "config.window.minutes") };
  }
  return readCalendarWindow(window, "config.window.");
}

/** A calendar window from `unit`, `tz` and `weekStart`, Monday when that is absent. */
export function readCalendarWindow({ unit, tz, weekStart }: JsonObject, path = ""): CalendarWindow {
  const zone = asText(tz, `${path}tz`);
  if (!isZone(zone)) throw new RangeError(`${path}tz must be an IANA zone, not ${zone}`);
  return {
    kind: "calendar",
    unit: asOneOf(unit, `${path}unit`, CALENDAR_UNITS),
    zone,
    weekStart: optional(weekStart, (start) => asOneOf(start, `${path}weekStart`, WEEK_STARTS)) ?? "monday",
  };
}

/** The target of a slice says nothing about ratios, so that it is not read for `ratio_timeslices`. */
function readSlices({ minutes, target, noTraffic, missing }: JsonObject, method: BudgetingMethod): SliceSettings {
  const length = SLICE_LENGTHS.find((known) => known === asWhole(minutes, "config.slice.minutes"));
  if (length === undefined) throw new RangeError(`config.slice.minutes must be one of ${SLICE_LENGTHS.join(", ")}`);
  return {
    minutes: length,
    targetPercent: method === "timeslices" ? asDecimalText(target, "config.slice.target") : null,
    noTraffic: optional(noTraffic, (policy) => asOneOf(policy, "config.slice.noTraffic", NO_TRAFFIC_POLICIES)) ?? "good",
    missing: optional(missing, (policy) => asOneOf(policy, "config.slice.missing", MISSING_POLICIES)) ?? "exclude",
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
  const givenFactor = optional(rule.factor, (f) => parseDecimal(asDecimalText(f, "rule.factor")));
  const budgetShare = givenFactor === null ? readShare(rule) : null;
  const factor = givenFactor ?? (budgetShare === null ? null : factorFromBudgetShare(budgetShare, periodMinutes, longMinutes));
  if (factor === null) throw new RangeError("rule.factor or rule.budgetPercent must be given");
  const result: AlertRule = {
    name: asText(rule.name, "rule.name"),
    severity: "page",
    longMinutes,
    shortMinutes: asWhole(rule.short, "rule.short"),
    factor,
    budgetShare,
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

const readShare = ({ budgetPercent }: JsonObject): Fraction | null =>
  optional(budgetPercent, (percent) => multiplyFractions(parseDecimal(asDecimalText(percent, "rule.budgetPercent")), fraction(1n, 100n)));

/** All rules of a case as its method evaluates them. `periodMinutes` is what shares of the budget are reckoned with. */
export function readRules(golden: JsonObject, { config, terms }: CaseInput): readonly AlertRule[] {
  const periodMinutes = optional(golden.periodMinutes, (p) => asWhole(p, "periodMinutes")) ?? terms.windowMinutes;
  const rules = asList(config.alerts, "config.alerts").map((rule) => readRule(rule, terms, periodMinutes));
  return rulesForMethod(rules, { slices: terms.slices, windowMinutes: periodMinutes });
}
