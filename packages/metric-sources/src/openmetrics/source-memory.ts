import { toFailure } from "../failure.ts";
import type { Outcome } from "../source.ts";
import type { Watched } from "./live-count.ts";
import type { Page, TargetLabels } from "./page.ts";
import { makeTargetMemory, RETENTION_SECONDS, type TargetMemory } from "./target-memory.ts";

/** Of all pages together. */
const MAX_SERIES = 100_000;
/** Samples kept of all pages together; beyond, the oldest go before their time. */
const MAX_SAMPLES = 4_000_000;
const LEAST_RETENTION_SECONDS = 480;

/** A page that is watched, and takes in what its scrapes give. */
export interface KeptPage extends Watched {
  /** A page with more series than all pages may have together is a failed scrape. */
  keep(timeMs: number, outcome: Outcome<Page>): void;
}

/** What was seen on all pages of a source, within bounds that they share. */
export interface SourceMemory {
  open(labels: TargetLabels): KeptPage;
}

export function makeSourceMemory(now: () => number): SourceMemory {
  const memories: TargetMemory[] = [];

  const seriesOfOthers = (memory: TargetMemory): number =>
    memories.reduce((sum, other) => sum + (other === memory ? 0 : (other.page()?.series.length ?? 0)), 0);

  function forget(): void {
    const samples = memories.reduce((sum, memory) => sum + memory.samples(), 0);
    const retention = samples > MAX_SAMPLES ? LEAST_RETENTION_SECONDS : RETENTION_SECONDS;
    const before = now() / 1000 - retention;
    for (const memory of memories) memory.forgetBefore(before);
  }

  return {
    open(labels) {
      const memory = makeTargetMemory();
      memories.push(memory);
      return {
        labels,
        memory,
        keep(timeMs, outcome) {
          const tooMany = outcome.ok && outcome.value.series.length + seriesOfOthers(memory) > MAX_SERIES;
          if (!outcome.ok) memory.addFailure(timeMs / 1000, outcome.failure);
          else if (tooMany) {
            const text = `the pages of this source hold more than ${MAX_SERIES.toLocaleString("en")} series together`;
            memory.addFailure(timeMs / 1000, toFailure("too-large", `${labels.instance}: ${text}`));
          } else memory.addPage(timeMs / 1000, outcome.value);
          forget();
        },
      };
    },
  };
}
