import type { AlertSeverity } from "./alert-policy.ts";
import type { BurnWord } from "./burn-word.ts";
import type { ObjectiveState } from "./objective-state.ts";

/** What an objective asks of the reader, most pressing first: the order of the board. */
export const ATTENTION_GROUPS = ["act-now", "at-risk", "cannot-see", "exhausted", "on-target", "too-early"] as const;
export type AttentionGroup = (typeof ATTENTION_GROUPS)[number];

const GROUP_OF_STATE: Record<ObjectiveState, AttentionGroup> = {
  paused: "too-early",
  "no-data": "cannot-see",
  provisional: "too-early",
  "low-evidence": "too-early",
  exhausted: "exhausted",
  "at-risk": "at-risk",
  "on-target": "on-target",
};

const BURNING: ReadonlySet<BurnWord> = new Set(["breached", "increasing"]);

export interface AttentionFacts {
  readonly state: ObjectiveState;
  readonly burnWord: BurnWord;
  /** The most severe rule that is firing. */
  readonly firing: AlertSeverity | null;
}

/** A firing page comes before everything; an exhausted budget that still burns is a risk, one that rests is a decision. */
export function attentionGroup({ state, burnWord, firing }: AttentionFacts): AttentionGroup {
  if (firing === "page") return "act-now";
  if (state === "exhausted" && (firing !== null || BURNING.has(burnWord))) return "at-risk";
  return GROUP_OF_STATE[state];
}
