import {
  compareFractions,
  describeCondition,
  type Fraction,
  fraction,
  fractionToDecimal,
  MINUTES_PER_DAY,
  multiplyFractions,
  type PolicyCondition,
  parseDecimal,
} from "@solvent/domain";
import * as z from "zod";
import { formatDuration, parseDuration } from "../../window-duration.ts";
import { PlainNumber, type YamlValue } from "../../yaml/write-yaml.ts";

/** Where a condition says nothing of the window: that of the workbook. */
const USUAL_WINDOW_MINUTES = 30 * MINUTES_PER_DAY;

const Shown = z.object({
  spec: z.object({ severity: z.string(), condition: z.object({ threshold: z.number(), lookbackWindow: z.string() }) }),
});

/** The burn rate over `minutes` at which `percent` of the budget of the usual window is spent in that time. */
const burnOfShare = (percent: string, minutes: number): Fraction =>
  multiplyFractions(parseDecimal(percent), fraction(BigInt(USUAL_WINDOW_MINUTES), BigInt(minutes) * 100n));

/** How a condition would be said as a burn rate: exactly or at constant traffic in a window of 30 days. */
function asBurnRate(condition: PolicyCondition): { readonly threshold: Fraction; readonly minutes: number } {
  switch (condition.kind) {
    case "burn": {
      const { factor, budgetPercent, longMinutes: minutes } = condition;
      return { threshold: factor === null ? burnOfShare(budgetPercent ?? "0", minutes) : parseDecimal(factor), minutes };
    }
    case "budget-consumed":
      return { threshold: burnOfShare(condition.percent, USUAL_WINDOW_MINUTES), minutes: USUAL_WINDOW_MINUTES };
    case "budget-drop":
      return { threshold: burnOfShare(condition.percent, condition.withinMinutes), minutes: condition.withinMinutes };
    case "time-to-exhaustion":
      return { threshold: burnOfShare("100", condition.withinMinutes), minutes: condition.lookbackMinutes };
    case "no-traffic":
      return { threshold: fraction(1n), minutes: condition.forMinutes };
  }
}

const DIGITS = 6;

/** In full where so many digits are enough. */
function plainNumber(value: Fraction): PlainNumber {
  const rounded = fractionToDecimal(value, DIGITS);
  const isExact = compareFractions(parseDecimal(rounded), value) === 0;
  return new PlainNumber(isExact ? rounded.replace(/\.?0+$/, "") : rounded);
}

/** The one that is shown where only one can be: a burn rate is what OpenSLO speaks of. Null for no conditions. */
export const shownCondition = (conditions: readonly PolicyCondition[]): PolicyCondition | null =>
  conditions.find(({ kind }) => kind === "burn") ?? conditions[0] ?? null;

/** Whether a condition that is written beside the annotation says the same, as far as it can. */
export function isShown(written: unknown, conditions: readonly PolicyCondition[]): boolean {
  const shown = shownCondition(conditions);
  if (shown === null) return false;
  const { threshold, minutes } = asBurnRate(shown);
  const wanted = { severity: shown.severity, threshold: Number(plainNumber(threshold).text), lookbackWindow: minutes };
  const read = Shown.safeParse(written).data?.spec;
  return (
    read !== undefined &&
    read.severity === wanted.severity &&
    read.condition.threshold === wanted.threshold &&
    parseDuration(read.condition.lookbackWindow) === wanted.lookbackWindow
  );
}

/** The condition as far as OpenSLO can say it. */
export function fromCondition(condition: PolicyCondition): YamlValue {
  const { threshold, minutes } = asBurnRate(condition);
  return {
    kind: "AlertCondition",
    metadata: { name: condition.name },
    spec: {
      description: describeCondition(condition).replace(/\u202F/g, " "),
      severity: condition.severity,
      condition: {
        kind: "burnrate",
        op: "gte",
        threshold: plainNumber(threshold),
        lookbackWindow: formatDuration(minutes),
        alertAfter: "0m",
      },
    },
  };
}
