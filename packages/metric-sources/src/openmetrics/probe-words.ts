import { MINUTE_MS } from "@solvent/domain";
import type { SourceFailure } from "../source.ts";
import type { Watched } from "./live-count.ts";

const MAX_NAMED = 3;
export const SECONDS_PER_MINUTE = MINUTE_MS / 1000;

interface Pages {
  readonly targets: readonly Watched[];
}

/** Pages that cannot be read at present, in short. */
export function failureWarnings({ targets }: Pages): string[] {
  const messages = targets.flatMap(({ memory }) => memory.attempts.at(-1)?.failure?.message ?? []);
  const more = messages.length > MAX_NAMED ? [`${messages.length - MAX_NAMED} more pages cannot be read`] : [];
  return [...messages.slice(0, MAX_NAMED).map((message) => message.slice(0, 300)), ...more];
}

/** A failure when not one page could ever be read, null otherwise. */
export function allFailed({ targets }: Pages): SourceFailure | null {
  const failures = targets.flatMap(({ memory }) => (memory.lastGoodSeconds() === null ? (memory.attempts.at(-1)?.failure ?? []) : []));
  return failures.length === targets.length ? (failures[0] ?? null) : null;
}
