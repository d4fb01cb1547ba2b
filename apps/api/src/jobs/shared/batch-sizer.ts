/** Sizes of transactions, adapted to how long they take, so that none holds its locks longer than about two seconds. */
export interface BatchSizer {
  size(): number;
  took(items: number, durationMs: number): void;
}

const FIRST_SIZE = 500;
const LEAST = 20;
const MOST = 2_000;
const LONG_MS = 1_000;
const SHORT_MS = 300;

export function makeBatchSizer(): BatchSizer {
  let size = FIRST_SIZE;
  return {
    size: () => size,
    took(items, durationMs) {
      if (durationMs > LONG_MS) size = Math.max(LEAST, Math.floor(Math.min(size, items) / 2));
      else if (durationMs < SHORT_MS && items >= size) size = Math.min(MOST, size * 2);
    },
  };
}

/** Takes from `items`, from index `start`, as many as fit into `size` items and `mostWeight`; at least one. */
export function nextBatch<T>(
  items: readonly T[],
  start: number,
  limits: { size: number; mostWeight: number; weigh: (item: T) => number },
): T[] {
  const batch: T[] = [];
  let weight = 0;
  for (const item of items.slice(start, start + limits.size)) {
    weight += limits.weigh(item);
    if (batch.length > 0 && weight > limits.mostWeight) break;
    batch.push(item);
  }
  return batch;
}
