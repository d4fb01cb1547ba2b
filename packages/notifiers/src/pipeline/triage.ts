import type { QueuedNotice, SendItem } from "./notice.ts";

export interface Suppression {
  readonly id: bigint;
  readonly reason: string;
}

export interface Triage {
  /** Notices that will never be sent, with why. */
  readonly suppress: readonly Suppression[];
  /** What can be said now, in the order of the queue. */
  readonly items: readonly SendItem[];
  /** Notices that wait for the end of a mute. */
  readonly held: number;
}

type Fate =
  | { readonly kind: "say"; readonly item: SendItem }
  | { readonly kind: "suppress"; readonly reason: string }
  | { readonly kind: "hold" };

const NOT_TOLD = "its opening was not told";

const isUnsure = (notice: QueuedNotice): boolean => notice.lastAttempt?.unsure === true;

function nextAttempt({ lastAttempt }: QueuedNotice): number {
  if (lastAttempt === null) return 1;
  return lastAttempt.counts ? lastAttempt.attempt + 1 : lastAttempt.attempt;
}

/**
 * Decides for each waiting notice of one target, from what holds now: muted, said better by another alert, out of date, or to be said.
 * Mutes count before everything else. Fired and resolved of one alert that both wait become one message.
 */
export function triage(notices: readonly QueuedNotice[]): Triage {
  const resolvedOf = new Map(notices.filter(({ event }) => event === "resolved").map((notice) => [notice.alertId, notice]));
  const suppress: Suppression[] = [];
  const items: SendItem[] = [];
  const folded = new Set<bigint>();
  let held = 0;
  for (const notice of notices) {
    if (folded.has(notice.id)) continue;
    const partner = notice.event === "fired" ? (resolvedOf.get(notice.alertId) ?? null) : null;
    const fate = notice.event === "fired" ? fateOfFired(notice, partner) : fateOfResolved(notice);
    if (partner !== null && fate.kind !== "hold") folded.add(partner.id);
    if (fate.kind === "hold") held += 1;
    else if (fate.kind === "say") items.push(fate.item);
    else for (const { id } of partner === null ? [notice] : [notice, partner]) suppress.push({ id, reason: fate.reason });
  }
  return { suppress, items: grouped(items, notices), held };
}

const item = (notice: QueuedNotice, carried: readonly QueuedNotice[], rest: Pick<SendItem, "says" | "firstNotice">): Fate => ({
  kind: "say",
  item: {
    notice,
    carries: carried.map(({ id }) => id),
    repeated: carried.some(isUnsure),
    attempt: Math.max(...carried.map(nextAttempt)),
    group: null,
    ...rest,
  },
});

/** `partner`: the notice that the same alert resolved, when it waits too; it shares the fate. */
function fateOfFired(notice: QueuedNotice, partner: QueuedNotice | null): Fate {
  const over = partner !== null || !notice.alertOpen;
  if (notice.muted !== null) return over ? { kind: "suppress", reason: `muted: ${notice.muted}` } : { kind: "hold" };
  // One that may have been accepted is finished as it was begun, so that its end is told as well.
  if (notice.overshadowed !== null && !isUnsure(notice)) return { kind: "suppress", reason: notice.overshadowed };
  if (partner !== null) return item(partner, [notice, partner], { says: "resolved", firstNotice: true });
  // Closed, and this target was not to be told: saying that it burns would be wrong by now.
  return item(notice, [notice], over ? { says: "resolved", firstNotice: true } : { says: "fired", firstNotice: false });
}

function fateOfResolved(notice: QueuedNotice): Fate {
  if (notice.muted !== null) return { kind: "suppress", reason: `muted: ${notice.muted}` };
  if (notice.fired === "suppressed") return { kind: "suppress", reason: NOT_TOLD };
  return item(notice, [notice], { says: "resolved", firstNotice: notice.fired === "dead" || notice.fired === "none" });
}

/**
 * Marks the items that made up a delivery which may have been accepted, if they still make up all of it and nothing else: a receiver
 * that knows the key of a message must get the same message again.
 */
function grouped(items: readonly SendItem[], notices: readonly QueuedNotice[]): readonly SendItem[] {
  const attemptOf = new Map(notices.filter(isUnsure).map((notice) => [notice.id, notice.lastAttempt]));
  const groupOf = ({ carries }: SendItem): bigint | null => {
    const ids = new Set(carries.map((id) => attemptOf.get(id)?.deliveryId ?? null));
    const [only = null] = ids;
    return ids.size === 1 ? only : null;
  };
  const present = new Map<bigint, number>();
  for (const one of items) {
    const group = groupOf(one);
    if (group !== null) present.set(group, (present.get(group) ?? 0) + one.carries.length);
  }
  const whole = new Set(
    [...attemptOf.values()].flatMap((last) => (last && present.get(last.deliveryId) === last.carried ? [last.deliveryId] : [])),
  );
  return items.map((one) => {
    const group = groupOf(one);
    return group !== null && whole.has(group) ? { ...one, group } : one;
  });
}
