import { CODES, type Code, type EventLog, type Instance } from "./event-log.ts";

/** What one scrape of an instance shows: cumulative counts since the life began; a code that never happened is not exposed. */
function* scrapedValues(instance: Instance): Generator<{ readonly atMs: number; readonly code: Code; readonly value: number }> {
  for (const life of instance.lives) {
    const seen = { "200": 0, "404": 0, "500": 0 };
    for (const atMs of instance.scrapesMs) {
      if (atMs < life.startMs || atMs >= life.endMs) continue;
      for (const code of CODES) {
        const events = life.events[code];
        while ((events[seen[code]] ?? Number.POSITIVE_INFINITY) <= atMs) seen[code] += 1;
        // The 200 counter is created at start, the others with their first event.
        if (seen[code] > 0 || code === "200") yield { atMs, code, value: seen[code] };
      }
    }
  }
}

/** Every scrape as OpenMetrics text for `promtool tsdb create-blocks-from openmetrics`: one series after the other. */
export function toOpenMetricsText(log: EventLog, metric: string): string {
  const lines = [`# TYPE ${metric} counter\n`];
  for (const instance of log.instances) {
    const bySeries: Record<Code, string[]> = { "200": [], "404": [], "500": [] };
    for (const { atMs, code, value } of scrapedValues(instance)) {
      bySeries[code].push(`${metric}_total{job="shop",instance="${instance.name}",code="${code}"} ${value} ${(atMs / 1000).toFixed(3)}\n`);
    }
    for (const code of CODES) lines.push(bySeries[code].join(""));
  }
  return `${lines.join("")}# EOF\n`;
}
