/** Composites of one transaction: a minute of each, or after a stop a day. */
const MOST_COMPOSITES = 20;

export const batchesOf = (ids: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(ids.length / MOST_COMPOSITES) }, (_, i) => ids.slice(i * MOST_COMPOSITES, (i + 1) * MOST_COMPOSITES));
