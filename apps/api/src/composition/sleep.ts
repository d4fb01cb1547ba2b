import { setTimeout } from "node:timers/promises";

/** Waits so many milliseconds. An aborted wait ends early; who waits looks at the signal itself. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal }).catch(() => undefined);
