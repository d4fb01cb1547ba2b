import { MINUTE_MS } from "@solvent/domain";
import { failed } from "../failure.ts";
import type { Outcome } from "../source.ts";
import type { Watched } from "./live-count.ts";
import type { Page, TargetLabels } from "./page.ts";
import type { KeptPage } from "./source-memory.ts";

/** A page that is read again and again. */
export interface ScrapeTarget {
  readonly labels: TargetLabels;
  scrape(): Promise<Outcome<Page>>;
}

export interface ScrapeLaneDeps {
  readonly target: ScrapeTarget;
  readonly page: KeptPage;
  readonly now: () => number;
}

/** The scrapes of one page: never two at once, each later than the one before. */
export interface ScrapeLane {
  readonly watched: Watched;
  /** An instant of the schedule has come. A read at the boundary may just have read the page: then it is not read again. */
  due(dueMs: number): void;
  /** The page has been tried at least once. */
  tried(): Promise<void>;
  /** What was read up to the boundary is in, and so is a scrape after it. No later scrape gets a time at or before the boundary. */
  close(boundaryMs: number): Promise<void>;
}

export function makeScrapeLane({ target, page, now }: ScrapeLaneDeps): ScrapeLane {
  /** The scrape under way. */
  let flying: Promise<void> | null = null;
  let lastTimeMs = Number.NEGATIVE_INFINITY;
  let closedMs = Number.NEGATIVE_INFINITY;

  /**
   * The time of a scrape is its start by our clock, later than every scrape before it and than every minute that is closed. The scrape of
   * a boundary is the first one of the minute that begins there, also when it starts at the very instant.
   */
  function nextTimeMs(dueMs: number): number {
    const startMs = Math.max(now(), dueMs, lastTimeMs + 1, closedMs + 1);
    return startMs % MINUTE_MS === 0 ? startMs + 1 : startMs;
  }

  function scrape(dueMs = Number.NEGATIVE_INFINITY): Promise<void> {
    if (flying !== null) return flying;
    const timeMs = nextTimeMs(dueMs);
    lastTimeMs = timeMs;
    // A fault of ours is a failed scrape: it must neither end the process nor stop the pages from being read.
    flying = target
      .scrape()
      .catch(() => failed("bad-answer", `${target.labels.instance}: the page could not be read`))
      .then((outcome) => {
        flying = null;
        page.keep(timeMs, outcome);
      });
    return flying;
  }

  return {
    watched: page,
    due(dueMs) {
      if (lastTimeMs < dueMs) void scrape(dueMs);
    },
    async tried() {
      if (page.memory.attempts.length === 0) await scrape();
    },
    async close(boundaryMs) {
      closedMs = Math.max(closedMs, boundaryMs);
      if (flying !== null) await flying;
      if (lastTimeMs <= boundaryMs) await scrape();
    },
  };
}
