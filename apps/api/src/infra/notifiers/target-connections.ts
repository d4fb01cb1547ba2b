import type { DeliveryFailure } from "@solvent/notifiers";
import type { TargetHandle, TargetHandles, TargetOutcome } from "../../jobs/sender/target-handle.ts";
import type { OpenTargetSecrets } from "../secrets/target-secrets.ts";
import type { ConnectTarget, TargetToConnect } from "./connect-target.ts";

/** What a connection is made of, as stored. */
export interface StoredConnection extends TargetToConnect {
  readonly revision: number;
}

export interface TargetConnectionsDeps {
  readonly findTarget: (targetId: string) => Promise<StoredConnection | null>;
  readonly openSecrets: OpenTargetSecrets;
  readonly connect: ConnectTarget;
}

interface Held {
  readonly revision: number;
  readonly handle: TargetHandle;
}

/** Somebody can put it right: enter a secret again, go back to a newer Solvent. Until then the notifications wait. */
const unusable = (message: string): TargetOutcome => {
  const failure: DeliveryFailure = {
    class: "blocked",
    permanent: false,
    maybeAccepted: false,
    status: null,
    message,
    retryAfterSeconds: null,
  };
  return { ok: false, failure };
};

/**
 * Connected targets by id. A connection is kept as long as the stored revision is the one it was made from: every change of a target,
 * also of its secrets, also by another process, is a new revision.
 */
export function makeTargetConnections({ findTarget, openSecrets, connect }: TargetConnectionsDeps): TargetHandles {
  const held = new Map<string, Held>();

  async function make(targetId: string, stored: StoredConnection): Promise<TargetOutcome> {
    const secrets = await openSecrets(targetId);
    if (!secrets.ok) return unusable(secrets.failure.message);
    const connected = connect(stored, secrets.value);
    if (!connected.ok) return unusable(connected.message);
    const { minIntervalMs, notifier } = connected.value;
    const handle: TargetHandle = { minIntervalMs, send: (message, signal) => notifier.send(message, signal) };
    held.set(targetId, { revision: stored.revision, handle });
    return { ok: true, value: handle };
  }

  return {
    async get(targetId) {
      const stored = await findTarget(targetId);
      if (stored === null) {
        held.delete(targetId);
        return unusable("the notification target was deleted");
      }
      const known = held.get(targetId);
      return known?.revision === stored.revision ? { ok: true, value: known.handle } : make(targetId, stored);
    },
  };
}
