/** Decides what happens to single requests so that many of them follow the shares of the model closely. */
export interface Dice {
  /** Whether this request of `key` fails: exactly the given share of many does. */
  fails(key: string, share: number): boolean;
  /** Where this request lies between the fastest (0) and the slowest (1): many are spread evenly. */
  place(key: string): number;
}

const GOLDEN = 0.618_033_988_749_895;
/** Sums of shares such as 0.12 must not miss the whole by a rounding error. */
const TOLERANCE = 1e-9;

export function makeDice(): Dice {
  const failures = new Map<string, number>();
  const places = new Map<string, number>();
  return {
    fails(key, share) {
      const saved = (failures.get(key) ?? 0) + share;
      const fails = saved >= 1 - TOLERANCE;
      failures.set(key, fails ? Math.max(0, saved - 1) : saved);
      return fails;
    },
    place(key) {
      const next = ((places.get(key) ?? 0) + GOLDEN) % 1;
      places.set(key, next);
      return next;
    },
  };
}
