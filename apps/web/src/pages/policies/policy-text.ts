import type { ConditionPreview, Detection, PolicyPreview } from "@solvent/api-contract";
import { amountText, limitText, outageText, spentText, windowText } from "../../lib/figures.ts";
import { capital } from "../../lib/words.ts";

const percent = (text: string): string => `${text}\u202f%`;

const FAILURES: Readonly<Record<Detection["failure"], string>> = {
  "full-outage": "Everything fails",
  "burn-10": "10× what is allowed",
  "burn-2": "2× what is allowed",
};

export interface DetectionRow {
  readonly failure: string;
  readonly detect: string;
  readonly spent: string;
  readonly reset: string;
  readonly never: boolean;
}

/** "Never" is an answer, and is said as such. */
export const toDetectionRows = (detection: readonly Detection[]): DetectionRow[] =>
  detection.map(({ failure, detectMinutes, spentAtDetection, resetMinutes }) => ({
    failure: FAILURES[failure],
    detect: detectMinutes === null ? "never" : outageText(detectMinutes),
    spent: spentAtDetection === null ? "–" : spentText(spentAtDetection),
    reset: resetMinutes === null ? (detectMinutes === null ? "–" : "not by itself") : outageText(resetMinutes),
    never: detectMinutes === null,
  }));

export interface PreviewRow {
  readonly key: string;
  readonly name: string;
  readonly sentence: string;
  /** "fires at 2 % of the budget · evaluated at 14.4× over 1 h and 5 min". */
  readonly facts: string;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly detection: readonly DetectionRow[];
}

const said = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);

export const toPreviewRows = ({ conditions }: Pick<PolicyPreview, "conditions">): PreviewRow[] =>
  conditions.map((one, i) => ({
    key: `${i} ${one.policy ?? ""} ${one.condition.name}`,
    name: one.policy === null ? one.condition.name : `${one.policy}/${one.condition.name}`,
    sentence: said(capital(one.sentence)),
    facts: factsOf(one),
    problems: messagesOf(one, "problem"),
    warnings: messagesOf(one, "warning"),
    detection: toDetectionRows(one.detection),
  }));

const messagesOf = ({ findings }: ConditionPreview, severity: "problem" | "warning"): string[] =>
  findings.filter((finding) => finding.severity === severity).map(({ message }) => said(capital(message)));

function factsOf({ budgetShare, factor, longMinutes, shortMinutes }: ConditionPreview): string {
  const windows = longMinutes === null || shortMinutes === null ? "" : ` over ${windowText(longMinutes)} and ${windowText(shortMinutes)}`;
  return [
    budgetShare === null ? "" : `${spentText(budgetShare)} of the budget is gone when it fires at its limit`,
    factor === null ? "" : `evaluated at ${limitText(factor)}${windows}`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Why nothing can be saved: the first problem of a condition; null while there is none. */
export function refusalOf(preview: PolicyPreview | undefined): string | null {
  for (const { condition, findings } of preview?.conditions ?? []) {
    const problem = findings.find(({ severity }) => severity === "problem");
    if (problem !== undefined) return `${condition.name}: ${problem.message}`;
  }
  return null;
}

/** What the preview rests on: "99.9 % over 28 d · 900 events a minute · 36 288 may be bad". `unknown`: what it means when no traffic is given. */
export function basisText(
  { targetPercent, windowMinutes, eventsPerMinute, allowedBad }: PolicyPreview,
  unknown = "traffic not known",
): string {
  return [
    `${percent(targetPercent)} over ${windowText(windowMinutes)}`,
    eventsPerMinute === null ? unknown : `${amountText(eventsPerMinute)} events a minute`,
    allowedBad === null ? "" : `${amountText(allowedBad)} may be bad`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Every warning once, with the condition that it is about. */
export const warningsOf = (preview: PolicyPreview | undefined): string[] => [
  ...new Set(
    (preview?.conditions ?? []).flatMap(({ condition, findings }) =>
      findings.filter(({ severity }) => severity === "warning").map(({ message }) => said(`${condition.name}: ${message}`)),
    ),
  ),
];
