import type { DeliveryFailure, Notifier } from "@solvent/notifiers";

/** A connected notification target. */
export interface TargetHandle extends Notifier {
  /** It takes no more than one message in this time. */
  readonly minIntervalMs: number;
}

export type TargetOutcome = { readonly ok: true; readonly value: TargetHandle } | { readonly ok: false; readonly failure: DeliveryFailure };

/** Targets by id, with their secrets. A target that cannot be connected is a failure like one that does not answer. */
export interface TargetHandles {
  get(targetId: string): Promise<TargetOutcome>;
}
