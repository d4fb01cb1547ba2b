/** ISO 8601 UTC of milliseconds since the epoch. */
export const toInstant = (epochMs: number): string => new Date(epochMs).toISOString();

export const toInstantOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : toInstant(epochMs));
