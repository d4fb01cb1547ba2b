import { setTimeout as delay } from "node:timers/promises";
import { type Call, makeClient } from "@solvent/api-contract";

const PATIENCE_STEP_MS = 250;

/** Resolves when Solvent is ready to be asked; rejects with the signal's reason. */
export async function untilReady(solventUrl: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const response = await fetch(`${solventUrl}/readyz`, { signal }).catch(() => null);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    await delay(PATIENCE_STEP_MS, undefined, { signal });
  }
}

export const solventClient = (solventUrl: string): Call => makeClient({ baseUrl: `${solventUrl}/api/v1`, send: fetch });
