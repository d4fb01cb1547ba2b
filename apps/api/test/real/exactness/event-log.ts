/**
 * A day of requests on many instances as a list of events, and what a 30-second scraper can see of it. Everything that is
 * expected of Solvent is computed here from the events alone, before Solvent runs.
 */
export const CODES = ["200", "404", "500"] as const;
export type Code = (typeof CODES)[number];

export interface LogOptions {
  readonly seed: number;
  readonly instances: number;
  readonly fromSecond: number;
  readonly hours: number;
  readonly scrapeSeconds: number;
  /** No scrape happens in (from, to]; both are whole minutes. */
  readonly outage: { readonly fromSecond: number; readonly toSecond: number };
}

/** One life of one process: counters start at zero at `startMs`. Times are milliseconds since the epoch, ascending. */
interface Life {
  readonly startMs: number;
  readonly endMs: number;
  readonly events: Readonly<Record<Code, number[]>>;
}

export interface Instance {
  readonly name: string;
  readonly lives: readonly Life[];
  readonly scrapesMs: readonly number[];
}

export interface EventLog {
  readonly options: LogOptions;
  readonly instances: readonly Instance[];
}

/** mulberry32: small, seeded, good enough to scatter events. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function scrapeTimes(options: LogOptions, random: () => number): number[] {
  const phaseMs = Math.floor(random() * options.scrapeSeconds * 1000);
  const out: number[] = [];
  const endMs = (options.fromSecond + options.hours * 3600) * 1000;
  for (let at = options.fromSecond * 1000 + phaseMs; at < endMs; at += options.scrapeSeconds * 1000) {
    const inOutage = at > options.outage.fromSecond * 1000 && at <= options.outage.toSecond * 1000;
    if (!inOutage) out.push(at);
  }
  return out;
}

/** One to three restarts per instance, none within a quarter of an hour of the outage or the ends. */
function restartTimes(options: LogOptions, random: () => number): number[] {
  const spanMs = options.hours * 3_600_000;
  const quietMs = 900_000;
  const count = 1 + Math.floor(random() * 3);
  const out: number[] = [];
  while (out.length < count) {
    const at = options.fromSecond * 1000 + Math.floor(quietMs + random() * (spanMs - 2 * quietMs));
    const nearOutage = at > options.outage.fromSecond * 1000 - quietMs && at < options.outage.toSecond * 1000 + quietMs;
    if (!nearOutage && out.every((other) => Math.abs(other - at) > quietMs)) out.push(at);
  }
  return out.sort((a, b) => a - b);
}

function poissonTimes(range: { fromMs: number; toMs: number; perMinute: number }, random: () => number): number[] {
  const out: number[] = [];
  for (let at = range.fromMs; ; ) {
    at += Math.max(1, Math.floor((-Math.log(1 - random()) / range.perMinute) * 60_000));
    if (at >= range.toMs) return out;
    out.push(at);
  }
}

/** First index whose value is >= `value`. */
export function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if ((sorted[mid] ?? Number.POSITIVE_INFINITY) < value) low = mid + 1;
    else high = mid;
  }
  return low;
}

/**
 * Rare errors are put where range functions lose them: between the last scrape before a minute boundary and the first one
 * after it. They are never put where no method could see them (before a restart with no scrape in between).
 */
function rareErrors(life: { startMs: number; endMs: number }, scrapes: readonly number[], random: () => number): number[] {
  const out: number[] = [];
  for (let minute = Math.ceil(life.startMs / 60_000) + 2; minute * 60_000 < life.endMs; minute += 4 + Math.floor(random() * 3)) {
    const boundary = minute * 60_000;
    const next = scrapes[lowerBound(scrapes, boundary)];
    const last = scrapes[lowerBound(scrapes, boundary) - 1];
    if (next === undefined || last === undefined || next >= life.endMs || last < life.startMs) continue;
    out.push(last + 1 + Math.floor(random() * (next - last - 1)));
  }
  return out;
}

export function makeEventLog(options: LogOptions): EventLog {
  const random = seededRandom(options.seed);
  const endMs = (options.fromSecond + options.hours * 3600) * 1000;
  const instances = Array.from({ length: options.instances }, (_, index): Instance => {
    const scrapesMs = scrapeTimes(options, random);
    const bounds = [options.fromSecond * 1000 - 1, ...restartTimes(options, random), endMs];
    const lives = bounds.slice(1).map((end, life): Life => {
      const startMs = bounds[life] ?? 0;
      const range = { fromMs: startMs, toMs: end };
      return {
        startMs,
        endMs: end,
        events: {
          "200": poissonTimes({ ...range, perMinute: 20 + (index % 7) * 10 }, random),
          "404": poissonTimes({ ...range, perMinute: 0.8 }, random),
          "500": rareErrors({ startMs, endMs: end }, scrapesMs, random),
        },
      };
    });
    return { name: `i-${String(index).padStart(2, "0")}`, lives, scrapesMs };
  });
  return { options, instances };
}
