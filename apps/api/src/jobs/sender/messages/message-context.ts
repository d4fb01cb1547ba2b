import { createHash } from "node:crypto";
import { MINUTE_MS } from "@solvent/domain";
import type { MessageBase, MessageObjective } from "@solvent/notifiers";
import { termsDefinitionOf, unitOf } from "../../../usecases/alert/stored-figures.ts";
import type { ClaimedItem, StoredAlert } from "../outbox-store.ts";

/** What all messages of one delivery share. */
export interface MessageContext {
  readonly targetId: string;
  /** Address under which people reach Solvent, without a slash at the end. */
  readonly publicUrl: string | null;
  readonly nowMs: number;
}

/** A message that is later is said to be late. */
const WORTH_SAYING_MINUTES = 2;

/**
 * The key of a message: the target's random id, so that two installations that tell the same receiver never share one, and the notices
 * that it carries.
 */
export function messageId(targetId: string, carries: readonly bigint[]): string {
  if (carries.length <= 2) return `${targetId}-${carries.join("-")}`;
  return `${targetId}-${createHash("sha256").update(carries.join(" ")).digest("hex").slice(0, 24)}`;
}

function delayedMinutes(queuedAtMs: number, nowMs: number): number {
  const minutes = Math.floor((nowMs - queuedAtMs) / MINUTE_MS);
  return minutes >= WORTH_SAYING_MINUTES ? minutes : 0;
}

export function baseOf({ alert, item, queuedAtMs }: ClaimedItem, { targetId, publicUrl, nowMs }: MessageContext): MessageBase {
  const minute = item.says === "fired" ? alert.openedAt : (alert.closedAt ?? alert.openedAt);
  const id = messageId(targetId, item.carries);
  return {
    // An opening that is told as its end is another message than the opening, which may have been accepted.
    id: item.says === item.notice.event ? id : `${id}-${item.says}`,
    atMs: minute * MINUTE_MS,
    alertUrl: publicUrl === null ? null : `${publicUrl}/alerts/${alert.id}`,
    delayedMinutes: delayedMinutes(queuedAtMs, nowMs),
    repeated: item.repeated,
  };
}

export const objectiveUrl = (publicUrl: string | null, name: string): string | null =>
  publicUrl === null ? null : `${publicUrl}/objectives/${encodeURIComponent(name)}`;

/** Throws when the alert is about no objective: such a message cannot be worded. */
export function objectiveOf({ id, subject, objectiveExists }: StoredAlert, { publicUrl }: MessageContext): MessageObjective {
  const { objective } = subject;
  if (objective === null) throw new Error(`alert ${id} names no objective`);
  const { name, displayName, service, team, targetPercent, windowMinutes } = objective;
  return {
    name,
    title: displayName ?? name,
    service,
    team,
    targetPercent,
    windowMinutes,
    window: termsDefinitionOf(objective).window,
    unit: unitOf(objective),
    url: objectiveExists ? objectiveUrl(publicUrl, name) : null,
  };
}
