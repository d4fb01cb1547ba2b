import type { BurnWord, ObjectiveState } from "@solvent/api-contract";

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
