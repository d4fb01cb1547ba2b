import type { AlertKind, ConditionStatus, Figure } from "@solvent/api-contract";
import { amountText, countText, outageText, percentLimitText, spentText } from "./figures.ts";

/** How the conditions beyond burn rules are named, and what they look at is written: the same on every page. */
type ConditionKind = ConditionStatus["kind"];

export const CONDITION_KIND_LABELS: Readonly<Record<ConditionKind | "burn", string>> = {
  burn: "burn rate",
  "budget-consumed": "budget consumed",
  "budget-drop": "budget drop",
  "time-to-exhaustion": "time to exhaustion",
  "no-traffic": "no traffic",
};

export const isConditionKind = (kind: AlertKind): kind is ConditionKind => kind !== "burn" && kind in CONDITION_KIND_LABELS;

const isFigure = (value: NonNullable<ConditionStatus["value"]>): value is Figure => typeof value === "object";

/** What a condition sees. Without a value it cannot be judged, or the budget lasts at this rate. */
export function conditionValue(kind: ConditionKind, value: ConditionStatus["value"]): string {
  if (value === null) return kind === "time-to-exhaustion" ? "not at this rate" : "not judged";
  if (!isFigure(value)) return eventsText(countText(value));
  if (kind === "time-to-exhaustion") return outageText(value);
  return kind === "no-traffic" ? eventsText(amountText(value)) : spentText(value);
}

const eventsText = (count: string): string => `${count} ${count === "1" ? "event" : "events"}`;

/** A limit is written as it was set: 50 %, not 50.0 %; of traffic it is how long none came. */
export function conditionLimit(kind: ConditionKind, limit: Figure): string {
  if (kind === "time-to-exhaustion" || kind === "no-traffic") return outageText(limit);
  return percentLimitText(limit);
}
