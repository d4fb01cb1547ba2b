import type { LastAttempt, QueuedNotice, SendItem } from "../notice.ts";

/** A page that fired, still open, that nobody was told of; as far as nothing else is said. */
export const fired = (id: number, change: Partial<QueuedNotice> = {}): QueuedNotice => ({
  id: BigInt(id),
  alertId: BigInt(1000 + id),
  event: "fired",
  page: true,
  alertOpen: true,
  muted: null,
  overshadowed: null,
  fired: null,
  lastAttempt: null,
  ...change,
});

/** The end of the alert that `fired(of)` is about. */
export const resolved = (id: number, of: number, change: Partial<QueuedNotice> = {}): QueuedNotice =>
  fired(id, { alertId: BigInt(1000 + of), event: "resolved", alertOpen: false, fired: "told", ...change });

export const attempt = (deliveryId: number, change: Partial<LastAttempt> = {}): LastAttempt => ({
  deliveryId: BigInt(deliveryId),
  form: "single",
  carried: 1,
  attempt: 1,
  counts: true,
  unsure: false,
  ...change,
});

export const itemOf = (notice: QueuedNotice, change: Partial<SendItem> = {}): SendItem => ({
  notice,
  carries: [notice.id],
  says: notice.event,
  firstNotice: false,
  repeated: false,
  attempt: 1,
  group: null,
  ...change,
});
