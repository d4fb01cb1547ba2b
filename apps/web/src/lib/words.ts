import type { AlertKind, AlertSeverity, BurnWord, CloseReason, NotificationEntry, ObjectiveState, Scope } from "@solvent/api-contract";

export type Tone = "ink" | "ink-2" | "ink-3" | "left" | "spent" | "risk" | "unknown";

export const STATE_LABELS: Readonly<Record<ObjectiveState, string>> = {
  exhausted: "Exhausted",
  "at-risk": "At risk",
  "on-target": "On target",
  "no-data": "No data",
  provisional: "Provisional",
  "low-evidence": "Low evidence",
};

export const STATE_TONES: Readonly<Record<ObjectiveState, Tone>> = {
  exhausted: "spent",
  "at-risk": "risk",
  "on-target": "ink",
  "no-data": "unknown",
  provisional: "unknown",
  "low-evidence": "unknown",
};

export const BURN_LABELS: Readonly<Record<BurnWord, string>> = {
  breached: "Breached",
  increasing: "Increasing",
  recovering: "Recovering",
  acceptable: "Acceptable",
  frozen: "Frozen",
};

export const BURN_TONES: Readonly<Record<BurnWord, Tone>> = {
  breached: "spent",
  increasing: "risk",
  recovering: "ink-2",
  acceptable: "ink-3",
  frozen: "unknown",
};

export const SEVERITY_LABELS: Readonly<Record<AlertSeverity, string>> = { page: "Page", ticket: "Ticket" };

export const ALERT_KIND_LABELS: Readonly<Record<AlertKind, string>> = {
  burn: "Burn rate",
  "no-data": "No data",
  "source-down": "Source down",
  "evaluator-behind": "Evaluator behind",
  "budget-consumed": "Budget consumed",
  "budget-drop": "Budget drop",
  "time-to-exhaustion": "Time to exhaustion",
  "no-traffic": "No traffic",
};

const SILENCE: readonly AlertKind[] = ["no-data", "source-down", "evaluator-behind"];
/** An alert about what cannot be seen, not about what was. */
export const isSilence = (kind: AlertKind): boolean => SILENCE.includes(kind);

/** How an alert is now; `blind`: it is open, and nothing is known any more. */
export const ALERT_STATES = ["firing", "blind", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];
export const ALERT_STATE_LABELS: Readonly<Record<AlertState, string>> = { firing: "Firing", blind: "Blind, holds", resolved: "Over" };

/** Why an alert closed, where that is not simply that it burns no more. */
export const CLOSE_WORDS: Readonly<Record<CloseReason, string>> = {
  resolved: "",
  corrected: "corrected by minutes that came later",
  revised: "its definition changed",
  deleted: "it was deleted",
};

type NotificationState = NotificationEntry["state"];

export const NOTIFICATION_LABELS: Readonly<Record<NotificationState, string>> = {
  pending: "Waiting",
  sending: "Being sent",
  sent: "Sent",
  suppressed: "Suppressed",
  dead: "Given up",
};

export const NOTIFICATION_TONES: Readonly<Record<NotificationState, Tone>> = {
  pending: "unknown",
  sending: "unknown",
  sent: "ink",
  suppressed: "ink-3",
  dead: "spent",
};

/** Whom a route or a mute covers. */
export const scopeText = (scope: Scope, name: string | null): string => (scope === "all" ? "everything" : `${scope} ${name ?? ""}`.trim());

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "a", "a and b", "a, b and c". */
export const listText = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** Parts that say something, each as a sentence. */
export const sentences = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== "")
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");

/** "1 objective", "7 objectives". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const REASONS: Readonly<Record<string, string>> = {
  "no-series": "the query matched no series",
  "no-sample": "no sample arrived",
  "no-boundary": "no sample to count from",
  "counter-fell": "a counter fell without a restart",
  "partial-answer": "the source's answer was incomplete",
  "source-down": "the source did not answer",
  "source-refused": "the source refused access",
  "query-failed": "the source rejected the query",
  "too-many-series": "too many series",
  "not-read": "not read yet",
};

/** Why minutes are missing, in words; a reason of a newer server is shown as it is. */
export const gapReason = (reason: string): string => REASONS[reason] ?? reason;

/** How counters became minutes, in words; a strategy this page does not know is shown as it is. */
const STRATEGY_WORDS: Readonly<Record<string, string>> = {
  raw: "raw samples",
  server: "differences inside the server",
  expression: "the query's own values",
};
export const strategyText = (strategy: string): string => STRATEGY_WORDS[strategy] ?? strategy;
