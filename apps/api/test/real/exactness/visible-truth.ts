import { CODES, type Code, type EventLog, type Instance, lowerBound } from "./event-log.ts";

/** Events of one class by minute, as far as any reader of the scrapes can know them. */
export interface VisibleTruth {
  readonly firstMinute: number;
  readonly minutes: number;
  /** Null: nothing can be known of the minute. */
  readonly counts: Readonly<Record<Code, readonly (number | null)[]>>;
  readonly generated: Readonly<Record<Code, number>>;
  /** Events that no method can see, by where they fell. */
  readonly lost: Readonly<Record<Code, { readonly reset: number; readonly birth: number; readonly outage: number }>>;
}

type Fate = { readonly kind: "seen"; readonly minute: number } | { readonly kind: "reset" | "birth" | "outage" };

/** Prometheus: a value at T describes (T - 60 s, T], so a sample exactly on a boundary belongs to the minute before it. */
const minuteOfSample = (ms: number): number => Math.ceil(ms / 60_000) - 1;

interface Occurrence {
  readonly atMs: number;
  readonly code: Code;
  readonly life: Instance["lives"][number];
  readonly instance: Instance;
}

/** The series of this event was already exposed by a scrape at `ms`: code 200 always is, the others from their first event on. */
const isExposedAt = ({ code, life }: Occurrence, ms: number): boolean =>
  ms >= life.startMs && (code === "200" || (life.events[code][0] ?? Infinity) <= ms);

/**
 * What becomes of an event: the first scrape after it shows it, unless a restart lies between. In a minute at whose start its target
 * had no value (the first minute of all, and the one in which scraping resumes), the first sample of a series is only a starting point.
 */
function fateOf(event: Occurrence, log: EventLog): Fate {
  const { scrapesMs } = event.instance;
  const index = lowerBound(scrapesMs, event.atMs);
  const seenAt = scrapesMs[index];
  if (seenAt === undefined || seenAt >= event.life.endMs) return { kind: "reset" };
  const minute = minuteOfSample(seenAt);
  const before = scrapesMs[index - 1];
  const { fromSecond, outage } = log.options;
  if (minute !== fromSecond / 60 && minute !== outage.toSecond / 60) return { kind: "seen", minute };
  const hasStart = before !== undefined && minuteOfSample(before) === minute && isExposedAt(event, before);
  return hasStart ? { kind: "seen", minute } : { kind: minute === outage.toSecond / 60 ? "outage" : "birth" };
}

export function visibleTruth(log: EventLog): VisibleTruth {
  const firstMinute = log.options.fromSecond / 60;
  const minutes = log.options.hours * 60;
  const { outage } = log.options;
  const missing = (index: number) => firstMinute + index >= outage.fromSecond / 60 && firstMinute + index < outage.toSecond / 60;
  const counts = Object.fromEntries(
    CODES.map((code) => [code, Array.from({ length: minutes }, (_, i) => (missing(i) ? null : 0))]),
  ) as Record<Code, (number | null)[]>;
  const generated = { "200": 0, "404": 0, "500": 0 };
  const lost = {
    "200": { reset: 0, birth: 0, outage: 0 },
    "404": { reset: 0, birth: 0, outage: 0 },
    "500": { reset: 0, birth: 0, outage: 0 },
  };
  for (const instance of log.instances) {
    for (const life of instance.lives) {
      for (const code of CODES) {
        for (const atMs of life.events[code]) {
          generated[code] += 1;
          const fate = fateOf({ atMs, code, life, instance }, log);
          if (fate.kind !== "seen") lost[code][fate.kind] += 1;
          else counts[code][fate.minute - firstMinute] = (counts[code][fate.minute - firstMinute] ?? 0) + 1;
        }
      }
    }
  }
  return { firstMinute, minutes, counts, generated, lost };
}
