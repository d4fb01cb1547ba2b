/** An item that cannot be stored, whatever it is stored with. */
export interface Refused<T> {
  readonly item: T;
  readonly error: unknown;
}

export interface StoreApart<T> {
  /** Stores all of them or none. */
  readonly store: (items: readonly T[]) => Promise<void>;
  /** Throws when nothing at all can be stored now: then it is not the items' fault. */
  readonly checkStore: () => Promise<void>;
}

/** With more than so many the store is broken rather than what is stored in it. */
const MOST_REFUSED = 50;

/**
 * Stores items together; when that fails, in halves of halves, so that one that cannot be stored (sums beyond 64 bits, a stream
 * whose rows contradict each other) keeps none of the others out. Returns those that are left over.
 */
export async function storeApart<T>(items: readonly T[], { store, checkStore }: StoreApart<T>): Promise<readonly Refused<T>[]> {
  const refused: Refused<T>[] = [];
  const waiting = [items];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    try {
      if (part.length > 0) await store(part);
    } catch (error) {
      await checkStore();
      const [first] = part;
      const half = Math.ceil(part.length / 2);
      if (part.length > 1) waiting.push(part.slice(half), part.slice(0, half));
      else if (first !== undefined) refused.push({ item: first, error });
      if (refused.length > MOST_REFUSED) throw error;
    }
  }
  return refused;
}
