import type { DeliveryForm, SendItem } from "./notice.ts";

/** A message that the target has, or may have, received. */
export interface RecentDelivery {
  readonly form: DeliveryForm;
  readonly startedAtMs: number;
}

export type DeliveryPlan =
  | { readonly kind: "nothing" }
  | { readonly kind: "wait"; readonly untilMs: number }
  /** A `summary` of one item is worded like a single one; the form only says how it was paced. */
  | { readonly kind: "send"; readonly form: DeliveryForm; readonly items: readonly SendItem[] };

/** More than so many at once are one summary. */
export const MOST_AT_ONCE = 5;
/** Single messages within a minute. With four of them and a summary at 0:00, 0:30 and 1:00 a storm of one minute would make seven. */
export const MOST_SINGLES = 3;
export const SINGLES_WITHIN_MS = 60_000;
export const SUMMARY_EVERY_MS = 30_000;
/** How far back deliveries matter to the plan. */
export const PACING_MS = Math.max(SINGLES_WITHIN_MS, 2 * SUMMARY_EVERY_MS);
/** Notices that one message may carry. */
export const MOST_CARRIED = 400;

/**
 * What to send next. A quiet target is told at once and in full. What comes on top of a few messages a minute is summarised, and from
 * then on there are only summaries, one every 30 s, until a minute has passed without one. Thus whatever comes within a minute, however
 * it trickles in, is at most three single messages and three summaries.
 */
export function planDelivery(pending: readonly SendItem[], recent: readonly RecentDelivery[], nowMs: number): DeliveryPlan {
  const [head] = pending;
  if (head === undefined) return { kind: "nothing" };
  const again = pending.find(({ group }) => group !== null);
  if (again !== undefined) return repeat(pending, again);
  const summaryMs = Math.max(Number.NEGATIVE_INFINITY, ...recent.filter(({ form }) => form === "summary").map((one) => one.startedAtMs));
  const singles = recent.filter(({ form, startedAtMs }) => form === "single" && nowMs - startedAtMs < SINGLES_WITHIN_MS).length;
  const calm = nowMs - summaryMs >= 2 * SUMMARY_EVERY_MS;
  if (calm && pending.length <= MOST_AT_ONCE && singles < MOST_SINGLES) return { kind: "send", form: "single", items: [head] };
  if (nowMs - summaryMs >= SUMMARY_EVERY_MS) return { kind: "send", form: "summary", items: asManyAsFit(pending) };
  return { kind: "wait", untilMs: summaryMs + SUMMARY_EVERY_MS };
}

/** The same message again: it is not a new one for the receiver, so it does not wait for its turn. */
function repeat(pending: readonly SendItem[], again: SendItem): DeliveryPlan {
  const form = again.notice.lastAttempt?.form ?? "single";
  return { kind: "send", form, items: pending.filter(({ group }) => group === again.group) };
}

function asManyAsFit(pending: readonly SendItem[]): readonly SendItem[] {
  let carried = 0;
  const end = pending.findIndex(({ carries }) => {
    carried += carries.length;
    return carried > MOST_CARRIED;
  });
  return end === -1 ? pending : pending.slice(0, end);
}
