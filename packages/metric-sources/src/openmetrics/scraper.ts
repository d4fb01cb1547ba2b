import { MINUTE_MS } from "@solvent/domain";
import { failed, toFailure } from "../failure.ts";
import type { Outcome, Schedule } from "../source.ts";
import type { Watched } from "./live-count.ts";
import type { Page, TargetLabels } from "./page.ts";
import { makeTargetMemory, RETENTION_SECONDS } from "./target-memory.ts";

/** A page that is read again and again. */
export interface ScrapeTarget {
  readonly labels: TargetLabels;
  scrape(): Promise<Outcome<Page>>;
}

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
export const MAX_SOURCE_SERIES = 100_000;
/** Samples kept of all pages together; beyond, the oldest go before their time. */
const MAX_SAMPLES = 4_000_000;
const LEAST_RETENTION_SECONDS = 480;

interface Lane {
  readonly watched: Watched;
  readonly target: ScrapeTarget;
  /** The scrape under way. */
  flying: { readonly timeMs: number; readonly done: Promise<void> } | null;
  lastTimeMs: number;
}

/** The next instant, counted from the start of the minute, that is later than this one. */
export function nextScrapeMs(afterMs: number, intervalSeconds: number): number {
  const minute = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS;
  const intervalMs = intervalSeconds * 1000;
  return Math.min(minute + (Math.floor((afterMs - minute) / intervalMs) + 1) * intervalMs, minute + MINUTE_MS);
}

export function makeScraper({ targets, intervalSeconds, now, schedule }: ScraperDeps): Scraper {
  const lanes = targets.map(
    (target): Lane => ({
      target,
      watched: { labels: target.labels, memory: makeTargetMemory() },
      flying: null,
      lastTimeMs: Number.NEGATIVE_INFINITY,
    }),
  );
  let touchedMs = Number.NEGATIVE_INFINITY;
  let closedMs = Number.NEGATIVE_INFINITY;
  let running = false;
  /** The instant that the timer was set for; it may ring a little early. */
  let dueMs = Number.NEGATIVE_INFINITY;

  const seriesOfOthers = (lane: Lane): number =>
    lanes.reduce((sum, other) => sum + (other === lane ? 0 : other.watched.memory.seriesCount()), 0);

  function forget(): void {
    const nowSeconds = now() / 1000;
    const samples = lanes.reduce((sum, { watched }) => sum + watched.memory.samples(), 0);
    const retention = samples > MAX_SAMPLES ? LEAST_RETENTION_SECONDS : RETENTION_SECONDS;
    for (const { watched } of lanes) watched.memory.forgetBefore(nowSeconds - retention);
  }

  function keep(lane: Lane, timeMs: number, outcome: Outcome<Page>): void {
    const { memory } = lane.watched;
    const tooMany = outcome.ok && outcome.value.series.length + seriesOfOthers(lane) > MAX_SOURCE_SERIES;
    if (!outcome.ok) memory.addFailure(timeMs / 1000, outcome.failure);
    else if (tooMany) {
      const text = `the pages of this source hold more than ${MAX_SOURCE_SERIES.toLocaleString("en")} series together`;
      memory.addFailure(timeMs / 1000, toFailure("too-large", `${lane.target.labels.instance}: ${text}`));
    } else memory.addPage(timeMs / 1000, outcome.value);
    forget();
  }

  /**
   * The time of a scrape is its start by our clock, later than every scrape before it and than every minute that is closed. The scrape of
   * a boundary is the first one of the minute that begins there, also when it starts at the very instant.
   */
  function scrape(lane: Lane, dueAtMs = Number.NEGATIVE_INFINITY): Promise<void> {
    if (lane.flying !== null) return lane.flying.done;
    const startMs = Math.max(now(), dueAtMs, lane.lastTimeMs + 1, closedMs + 1);
    const timeMs = startMs % MINUTE_MS === 0 ? startMs + 1 : startMs;
    lane.lastTimeMs = timeMs;
    // A fault of ours is a failed scrape: it must neither end the process nor stop the pages from being read.
    const done = lane.target
      .scrape()
      .catch(() => failed("bad-answer", `${lane.target.labels.instance}: the page could not be read`))
      .then((outcome) => {
        lane.flying = null;
        keep(lane, timeMs, outcome);
      });
    lane.flying = { timeMs, done };
    return done;
  }

  async function closeLane(lane: Lane, boundaryMs: number): Promise<void> {
    if (lane.flying !== null) await lane.flying.done;
    if (lane.lastTimeMs <= boundaryMs) await scrape(lane);
  }

  function ring(): void {
    if (now() - touchedMs > IDLE_MS) {
      running = false;
      return;
    }
    const ownMs = dueMs;
    // A read at the boundary may just have read the page.
    for (const lane of lanes) if (lane.lastTimeMs < ownMs) void scrape(lane, ownMs);
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
      await Promise.all(lanes.map((lane) => (lane.watched.memory.attempts.length === 0 ? scrape(lane) : undefined)));
    },
    async close(boundaryMs) {
      closedMs = Math.max(closedMs, boundaryMs);
      await Promise.all(lanes.map((lane) => closeLane(lane, boundaryMs)));
    },
  };
}
