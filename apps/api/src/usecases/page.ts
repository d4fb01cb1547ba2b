/** A part of a list that is sorted by a text key. `after` null: from the start. */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Key of the last item when there are more, else null. */
  readonly next: string | null;
}

/** Cuts what was read with `limit + 1` to a page. */
export function toPage<T>(found: readonly T[], limit: number, keyOf: (item: T) => string): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : null };
}
