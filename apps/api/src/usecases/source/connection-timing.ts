import type { Timing } from "@solvent/metric-sources";
import type { AnySourceKind } from "./source-kinds.ts";

/** When a stored connection is read. One that its kind, or this Solvent, does not understand any more is not read at all. */
export function timingOf(kind: AnySourceKind | null, connection: unknown): Timing {
  const prepared = kind?.prepare(connection);
  return prepared?.ok ? prepared.value.timing : { ingestDelaySeconds: kind?.ingestDelaySeconds ?? 0, settleMinutes: 0 };
}
