import { makeFakeTime } from "@solvent/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failed, succeeded } from "../failure.ts";
import { countLive, makeMatcherBook } from "./live-count.ts";
import type { Page } from "./page.ts";
import { makeScraper, nextScrapeMs } from "./scraper.ts";

const MINUTE = 29_923_200;
const MINUTE_MS = 60_000;
const T0 = MINUTE * MINUTE_MS;
const PAGES = 2;

const toPage = (instance: string, value: number): Page => {
  const labels = { __name__: "req_total", instance };
  return { format: "text", series: [{ labels, key: instance, value, createdSeconds: null }], startSeconds: null, notCounters: new Map() };
};

describe("instants of the schedule", () => {
  it.each([
    [0, 15, 15_000],
    [14_999, 15, 15_000],
    [15_000, 15, 30_000],
    [50_000, 25, 60_000],
    [1000, 60, 60_000],
    [59_999, 7, 60_000],
  ])("after %i ms of a minute, every %i s, comes %i ms", (after, interval, next) => {
    expect(nextScrapeMs(T0 + after, interval) - T0).toBe(next);
  });
});

interface Run {
  readonly intervalSeconds: number;
  /** Our clock minus that of the reader. */
  readonly skewMs: number;
  /** How long after each boundary the reader comes. */
  readonly latenessMs: readonly number[];
  readonly durationMs: number;
  /** Whether a scrape works, one after the other and again from the start, in the minutes in which some fail. */
  readonly works: readonly boolean[];
}

/** Longer than a scrape and a late reader together, and over before the next event. */
const CLOSED_AFTER_MS = 8000;

/** Plays minutes of traffic; answers all events, and the sum of what each minute gave when it was first read. */
async function play({
  intervalSeconds,
  skewMs,
  latenessMs,
  durationMs,
  works,
}: Run): Promise<{ events: number; answered: number; known: number }> {
  const startMs = T0 + skewMs;
  const time = makeFakeTime(startMs + 1000);
  const counters = new Array<number>(PAGES).fill(100);
  let tries = 0;
  const isTrouble = (): boolean => time.now() > startMs + 4.5 * MINUTE_MS && time.now() < startMs + 7.5 * MINUTE_MS;
  const targets = counters.map((_, index) => ({
    labels: { instance: `page${index}:80`, job: null },
    async scrape() {
      tries += 1;
      const refused = isTrouble() && works[tries % works.length] === false;
      const page = toPage(`page${index}:80`, counters[index] ?? 0);
      if (durationMs > 0) await new Promise<void>((resolve) => void time.schedule(durationMs, resolve));
      return refused ? failed("unreachable", "refused") : succeeded(page);
    },
  }));
  const scraper = makeScraper({ targets, intervalSeconds, now: time.now, schedule: time.schedule });
  const selector = { metric: "req_total", matchers: [] };
  const counting = { numerator: "good", part: { kind: "one", selector }, total: selector } as const;
  const live = { counting, targets: scraper.targets, matcherOf: makeMatcherBook() };
  const result = { events: 0, answered: 0, known: 0 };
  for (const [order, lateMs] of latenessMs.entries()) {
    for (const second of [9, 26, 41, 55]) {
      await time.moveTo(startMs + order * MINUTE_MS + second * 1000);
      scraper.touch();
      // The first minutes find out what was there before, the last ones bring in what is still on its way.
      if (order < 2 || order > latenessMs.length - 4) continue;
      for (const index of counters.keys()) counters[index] = (counters[index] ?? 0) + second + index;
      result.events += PAGES * second + 1;
    }
    const end = MINUTE + order + 1;
    await time.moveTo(startMs + (order + 1) * MINUTE_MS + lateMs);
    const answer = scraper.close(end * MINUTE_MS).then(() => countLive(live, { from: end - 1, to: end }).total);
    await time.moveTo(startMs + (order + 1) * MINUTE_MS + CLOSED_AFTER_MS);
    const total = await answer;
    if (total.missing[0] === null) {
      result.answered += total.increases[0] ?? 0;
      result.known += 1;
    }
  }
  return result;
}

describe("what is scraped", () => {
  it("lands in exactly one minute, whatever the clocks say, however long scrapes take and whichever fail", async () => {
    const run = fc.record({
      intervalSeconds: fc.constantFrom(5, 7, 15, 25, 60),
      skewMs: fc.oneof(fc.integer({ min: -40_000, max: 40_000 }), fc.integer({ min: -3000, max: 3000 }), fc.constant(0)),
      latenessMs: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 14, maxLength: 14 }),
      durationMs: fc.constantFrom(0, 20, 2500),
      works: fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(run, async (one) => {
        const { events, answered, known } = await play(one);
        expect(answered).toBe(events);
        expect(known).toBeGreaterThan(5);
      }),
      { numRuns: 150 },
    );
  });
});
