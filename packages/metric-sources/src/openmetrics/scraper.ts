import { MINUTE_MS } from "@solvent/domain";
import type { Schedule } from "../source.ts";
import type { Watched } from "./live-count.ts";
import { makeScrapeLane, type ScrapeTarget } from "./scrape-lane.ts";
import { makeSourceMemory } from "./source-memory.ts";

export interface ScraperDeps {
  readonly targets: readonly ScrapeTarget[];
  readonly intervalSeconds: number;
  readonly now: () => number;
  readonly schedule: Schedule;
}

/**
 * Reads the pages at every interval from the first request on, and stops by itself when nobody has asked for some minutes: so only the
 * process that evaluates keeps on.
 */
export interface Scraper {
  readonly targets: readonly Watched[];
  /** Somebody is interested: starts or keeps the schedule. */
  touch(): void;
  /** Every page has been tried at least once. */
  tried(): Promise<void>;
  /**
   * Everything that was read up to this boundary is in, and so is a scrape after it. No later scrape gets a time at or before the
   * boundary, whatever the clock says: what the minute gave as an answer stays all that it holds.
   */
  close(boundaryMs: number): Promise<void>;
}

const IDLE_MS = 5 * MINUTE_MS;

/** The next instant, counted from the start of the minute, that is later than this one. */
export function nextScrapeMs(afterMs: number, intervalSeconds: number): number {
  const minute = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS;
  const intervalMs = intervalSeconds * 1000;
  return Math.min(minute + (Math.floor((afterMs - minute) / intervalMs) + 1) * intervalMs, minute + MINUTE_MS);
}

export function makeScraper({ targets, intervalSeconds, now, schedule }: ScraperDeps): Scraper {
  const memory = makeSourceMemory(now);
  const lanes = targets.map((target) => makeScrapeLane({ target, page: memory.open(target.labels), now }));
  let touchedMs = Number.NEGATIVE_INFINITY;
  let running = false;
  /** The instant that the timer was set for; it may ring a little early. */
  let dueMs = Number.NEGATIVE_INFINITY;

  function ring(): void {
    if (now() - touchedMs > IDLE_MS) {
      running = false;
      return;
    }
    for (const lane of lanes) lane.due(dueMs);
    setTimer();
  }

  function setTimer(): void {
    // A clock that was set back must not keep the pages from being read.
    const after = Math.min(Math.max(now(), dueMs), now() + intervalSeconds * 1000);
    dueMs = nextScrapeMs(after, intervalSeconds);
    schedule(dueMs - now(), ring);
  }

  return {
    targets: lanes.map(({ watched }) => watched),
    touch() {
      touchedMs = now();
      if (running) return;
      running = true;
      dueMs = Number.NEGATIVE_INFINITY;
      setTimer();
    },
    tried: async () => {
      await Promise.all(lanes.map((lane) => lane.tried()));
    },
    close: async (boundaryMs) => {
      await Promise.all(lanes.map((lane) => lane.close(boundaryMs)));
    },
  };
}
