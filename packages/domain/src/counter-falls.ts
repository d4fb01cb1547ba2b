/** One counter that fell within one minute. `sums`: the sums it is part of. */
interface CounterFall {
  readonly target: string;
  readonly minute: number;
  readonly sums: readonly number[];
}

/** Remembers which counters of which targets fell, to tell a restart from a counter that lies (design 8). */
export interface FallRegister {
  /** To be called once per series and minute with a fall. */
  note(fall: CounterFall, before: number, after: number): void;
  /** Falls that are no restart: large counters that kept at least half of their value while nothing else of their target fell. */
  unbelieved(): readonly CounterFall[];
}

const LARGE_COUNTER = 1000;
const KEPT_RATIO = 0.5;

const keyOf = ({ target, minute }: CounterFall): string => `${minute} ${target}`;

export function makeFallRegister(): FallRegister {
  const seriesThatFell = new Map<string, number>();
  const doubtful: CounterFall[] = [];
  return {
    note(fall, before, after) {
      const key = keyOf(fall);
      seriesThatFell.set(key, (seriesThatFell.get(key) ?? 0) + 1);
      if (before >= LARGE_COUNTER && after >= before * KEPT_RATIO) doubtful.push(fall);
    },
    unbelieved: () => doubtful.filter((fall) => seriesThatFell.get(keyOf(fall)) === 1),
  };
}
