import type { Minute } from "@solvent/domain";
import { DURATION, DURATION_HELP, REQUESTS, REQUESTS_HELP } from "../model/metrics.ts";
import type { RunningTotals } from "./running-totals.ts";
import { durationSeries, type HistoryPage, type HistorySeries, lastMinuteOf, requestSeries, seriesValue } from "./series.ts";

export const OPENMETRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Series whose samples of one instant stand together, and the text so far. */
interface Metric {
  readonly lines: readonly { readonly head: string; readonly series: HistorySeries }[];
  readonly lastMinute: Minute;
  text: string;
}

/** Label values are ours: nothing in them needs escaping. */
function toMetric(series: readonly HistorySeries[], lastMinute: Minute): Metric {
  const lines = series.map((one) => {
    const inside = Object.entries(one.labels).map(([label, value]) => `${label}="${value}"`);
    return { head: `${one.name}{${inside.join(",")}} `, series: one };
  });
  return { lines, lastMinute, text: "" };
}

/**
 * History of some pages as OpenMetrics text: one sample of each series per minute from `from` to `to`, both included, at whole
 * minutes. Marked as generated, so that nobody takes it for measured.
 */
export function historyText(input: {
  readonly totals: RunningTotals;
  readonly pages: readonly HistoryPage[];
  readonly from: Minute;
  readonly to: Minute;
  /** When the decommissioned service stopped. */
  readonly decommissioned: Minute;
}): string {
  const last = ({ service }: HistoryPage): Minute => lastMinuteOf(service, input.decommissioned);
  const requests = input.pages.flatMap((page) => requestSeries(page).map((series) => toMetric([series], last(page))));
  const durations = input.pages.map((page) => toMetric(durationSeries(page), last(page)));
  const metrics = [...requests, ...durations];
  input.totals.walk(input.from, input.to, (minute, values) => {
    const tail = ` ${minute * 60}\n`;
    for (const metric of metrics) {
      if (minute > metric.lastMinute) continue;
      for (const { head, series } of metric.lines) metric.text += head + seriesValue(series, values) + tail;
    }
  });
  const family = REQUESTS.replace(/_total$/, "");
  const textOf = (some: readonly Metric[]): string => some.map(({ text }) => text).join("");
  return [
    "# HELP solvent_history Where this history comes from\n# TYPE solvent_history info\n",
    'solvent_history_info{generated="true"} 1\n',
    `# HELP ${family} ${REQUESTS_HELP}\n# TYPE ${family} counter\n`,
    textOf(requests),
    `# HELP ${DURATION} ${DURATION_HELP}\n# TYPE ${DURATION} histogram\n`,
    textOf(durations),
    "# EOF\n",
  ].join("");
}
