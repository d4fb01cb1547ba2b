/**
 * Longest stretch to ask a source for, halved after an answer that was too large or came too late and doubled after each that
 * was not. Kept per source and only in memory: after a restart it is found again.
 */
export interface WindowLimit {
  /** `minutes`, cut by what the source has shown to manage. */
  limited(sourceId: string, minutes: number): number;
  tooLong(sourceId: string, minutes: number): void;
  managed(sourceId: string): void;
}

export const LEAST_WINDOW_MINUTES = 60;

export function makeWindowLimit(): WindowLimit {
  const most = new Map<string, number>();
  return {
    limited: (sourceId, minutes) => Math.min(minutes, most.get(sourceId) ?? minutes),
    tooLong(sourceId, minutes) {
      most.set(sourceId, Math.max(LEAST_WINDOW_MINUTES, Math.floor(minutes / 2 / LEAST_WINDOW_MINUTES) * LEAST_WINDOW_MINUTES));
    },
    managed(sourceId) {
      const limit = most.get(sourceId);
      if (limit !== undefined) most.set(sourceId, limit * 2);
    },
  };
}
