import type { SimulatedClass, SimulatedFamily, SimulatedGap, SimulatedGauge } from "./model.ts";

/** A small, fast generator of numbers in [0, 1) (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function hashText(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return hash >>> 0;
}

const CYCLE = 97;

/** Running totals of a repeating random pattern, so that the events up to any scrape cost one look-up. */
function makePattern(perScrape: number, random: () => number): number[] {
  const totals = [0];
  let carried = random();
  for (let index = 0; index < CYCLE; index += 1) {
    carried += perScrape * (0.5 + random());
    const events = Math.floor(carried);
    carried -= events;
    totals.push((totals.at(-1) ?? 0) + events);
  }
  return totals;
}

/** When a target is scraped, and which of its scrapes fail. Scrape n happens at first + n × interval. */
export interface Target {
  readonly firstMs: number;
  readonly intervalMs: number;
  readonly gaps: readonly SimulatedGap[];
  /** Every process of this target, oldest first; the first one begins at scrape 0. */
  readonly processes: readonly { readonly fromScrape: number; readonly instance: string }[];
}

export interface SimulatedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly target: Target;
  /** Scrapes [from, to) during which this series may exist; `to` is Infinity for the last process. */
  readonly fromScrape: number;
  readonly toScrape: number;
  readonly lazy: boolean;
  /** Events counted up to and including a scrape, since the beginning of time. */
  readonly eventsAt: (scrape: number) => number;
  /** Of a gauge: what it shows at a time in Unix seconds, null while it is not exposed. */
  readonly valueAt?: (seconds: number) => number | null;
  /** Of a native histogram: its schema, and its buckets as counters. Its value is the count of all. */
  readonly native?: { readonly schema: number; readonly buckets: ReadonlyMap<number, SimulatedSeries> };
}

type Scraped = Pick<SimulatedFamily, "metric" | "labels" | "scrapeSeconds" | "phaseSeconds" | "restarts" | "gaps">;

export function makeTarget(family: Scraped, instance: number, history: { seed: number; startSeconds: number }): Target {
  const random = makeRandom(history.seed ^ hashText(`${family.metric}|${JSON.stringify(family.labels)}|${instance}`));
  const intervalMs = family.scrapeSeconds * 1000;
  const phaseMs = family.phaseSeconds === undefined ? Math.floor(random() * intervalMs) : family.phaseSeconds * 1000;
  const firstMs = history.startSeconds * 1000 + phaseMs;
  const restarts = (family.restarts ?? []).filter((restart) => restart.instance === instance).toSorted((a, b) => a.atSeconds - b.atSeconds);
  const processes = [{ fromScrape: 0, instance: `i${instance}` }];
  for (const [generation, restart] of restarts.entries()) {
    const fromScrape = Math.max(0, Math.ceil((restart.atSeconds * 1000 - firstMs) / intervalMs));
    processes.push({
      fromScrape,
      instance: restart.renamed === true ? `i${instance}-${generation + 1}` : (processes.at(-1)?.instance ?? ""),
    });
  }
  return { firstMs, intervalMs, gaps: (family.gaps ?? []).filter((gap) => gap.instance === "all" || gap.instance === instance), processes };
}

export const scrapeTimeMs = (target: Target, scrape: number): number => target.firstMs + scrape * target.intervalMs;

/** The last scrape at or before a time, -1 when there is none. */
export const scrapeAt = (target: Target, timeMs: number): number => Math.max(-1, Math.floor((timeMs - target.firstMs) / target.intervalMs));

/** Why there is no sample of this scrape, or null when it worked. */
export function failureOf(target: Target, scrape: number): SimulatedGap["cause"] | null {
  const time = scrapeTimeMs(target, scrape);
  return target.gaps.find((gap) => time >= gap.fromSeconds * 1000 && time < gap.toSeconds * 1000)?.cause ?? null;
}

function makeEvents(kind: SimulatedClass, target: Target, random: () => number): (scrape: number) => number {
  const pattern = makePattern(kind.perScrape, random);
  const perCycle = pattern[CYCLE] ?? 0;
  const bursts = (kind.bursts ?? []).map((burst) => ({
    from: Math.ceil((burst.fromSeconds * 1000 - target.firstMs) / target.intervalMs),
    to: Math.ceil((burst.toSeconds * 1000 - target.firstMs) / target.intervalMs),
    perScrape: burst.perScrape,
  }));
  return (scrape) => {
    const cycles = Math.floor((scrape + 1) / CYCLE);
    const extra = bursts.reduce(
      (sum, burst) => sum + Math.floor(Math.max(0, Math.min(scrape + 1, burst.to) - burst.from) * burst.perScrape),
      0,
    );
    return cycles * perCycle + (pattern[scrape + 1 - cycles * CYCLE] ?? 0) + extra;
  };
}

/** Every series of a family: one per instance name and class. */
export function makeSeries(family: SimulatedFamily, history: { seed: number; startSeconds: number }): SimulatedSeries[] {
  const series: SimulatedSeries[] = [];
  for (let instance = 0; instance < family.instances; instance += 1) {
    const target = makeTarget(family, instance, history);
    for (const kind of family.classes) {
      const random = makeRandom(history.seed ^ hashText(`${family.metric}|${JSON.stringify(family.labels)}|${instance}|${kind.code}`));
      const eventsAt = makeEvents(kind, target, random);
      for (const [index, name] of namesOf(target).entries()) {
        const next = namesOf(target)[index + 1];
        const labels = { __name__: family.metric, ...family.labels, instance: name.instance, [family.classLabel ?? "code"]: kind.code };
        series.push({
          labels,
          target,
          fromScrape: name.fromScrape,
          toScrape: next?.fromScrape ?? Number.POSITIVE_INFINITY,
          lazy: kind.lazy === true,
          eventsAt,
        });
      }
    }
  }
  return series;
}

/** Every series of a gauge, one for each instance. */
export function makeGaugeSeries(gauge: SimulatedGauge, history: { seed: number; startSeconds: number }): SimulatedSeries[] {
  return Array.from({ length: gauge.instances }, (_, instance) => ({
    labels: { __name__: gauge.metric, ...gauge.labels, instance: `i${instance}` },
    target: makeTarget(gauge, instance, history),
    fromScrape: 0,
    toScrape: Number.POSITIVE_INFINITY,
    lazy: false,
    eventsAt: () => 0,
    valueAt: (seconds) => gauge.valueAt(seconds, instance),
  }));
}

/** Processes that brought a new instance name. */
const namesOf = (target: Target): Target["processes"] =>
  target.processes.filter((process, index) => index === 0 || process.instance !== target.processes[index - 1]?.instance);

function processStart(target: Target, scrape: number): number {
  let start = 0;
  for (const process of target.processes) if (process.fromScrape <= scrape) start = process.fromScrape;
  return start;
}

/** The counter or gauge as exposed at a scrape, or null when the series is not exposed then (or the scrape failed). */
export function exposedAt(series: SimulatedSeries, scrape: number): number | null {
  if (scrape < series.fromScrape || scrape >= series.toScrape || scrape < 0) return null;
  if (series.target.gaps.length > 0 && failureOf(series.target, scrape) !== null) return null;
  if (series.valueAt !== undefined) return series.valueAt(scrapeTimeMs(series.target, scrape) / 1000);
  const start = processStart(series.target, scrape);
  const value = series.eventsAt(scrape) - (start === 0 ? 0 : series.eventsAt(start - 1));
  return value === 0 && series.lazy ? null : value;
}
