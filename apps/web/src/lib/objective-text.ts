import type { ObjectiveSummary } from "@solvent/api-contract";
import { outageText, requestsText } from "./figures.ts";

export const titleOf = (o: { readonly name: string; readonly displayName: string | null }): string => o.displayName ?? o.name;

/** Below this many allowed failures a budget is counted in requests, not in time (look 4). */
const FEW_FAILURES = 10;

export interface Units {
  /** Signed: what is overspent has a minus. */
  readonly text: string;
  readonly kind: "requests" | "outage";
  readonly over: boolean;
}

/** What is left in a unit people feel: requests when few failures are allowed, else minutes of full outage. Null: not known. */
export function unitsOf(o: Pick<ObjectiveSummary, "allowedBad" | "remainingBad" | "budgetLeftMinutes">): Units | null {
  if (o.allowedBad !== null && o.remainingBad !== null && o.allowedBad.value < FEW_FAILURES) {
    return { text: requestsText(o.remainingBad), kind: "requests", over: o.remainingBad.value < 0 };
  }
  if (o.budgetLeftMinutes === null) return null;
  return { text: outageText(o.budgetLeftMinutes), kind: "outage", over: o.budgetLeftMinutes.value < 0 };
}

/** Under a bar, where the header names the unit. */
export const unitsCell = (units: Units | null): string => (units === null ? "" : units.over ? `${units.text} over` : units.text);

/** In a sentence, where the unit has to be named. */
export function unitsPhrase(units: Units | null): string {
  if (units === null) return "";
  return units.kind === "requests" ? units.text : `${units.text} of full outage`;
}
