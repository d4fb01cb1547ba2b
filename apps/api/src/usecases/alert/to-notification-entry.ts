import type { NotificationEntry } from "@solvent/api-contract";
import type { ReadDelivery, ReadNotification } from "./alert-reader.ts";

const toInstant = (epochMs: number): string => new Date(epochMs).toISOString();
const toInstantOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : toInstant(epochMs));

function toDelivery({ startedAtMs, endedAtMs, ...delivery }: ReadDelivery): NotificationEntry["delivery"] {
  return { ...delivery, startedAt: toInstant(startedAtMs), endedAt: toInstantOrNull(endedAtMs) };
}

export function toNotificationEntry({ createdAtMs, settledAtMs, delivery, ...notification }: ReadNotification): NotificationEntry {
  return {
    ...notification,
    createdAt: toInstant(createdAtMs),
    settledAt: toInstantOrNull(settledAtMs),
    delivery: delivery === null ? null : toDelivery(delivery),
  };
}
