import type { SimulatedHistory } from "../prometheus/model.ts";
import { toNumberText } from "../prometheus/openmetrics.ts";
import { makeWorld, samplesBetween, type World } from "../prometheus/world.ts";
import { OPENMETRICS_TYPE, type ProperPage } from "./page-faults.ts";

const LEAD_MS = 300_000;

const INFO = [
  "# HELP solvent_history Whether this past was measured or made up.",
  "# TYPE solvent_history info",
  'solvent_history_info{generated="true"} 1',
];

function linesOf(world: World, metric: string, span: { fromMs: number; toMs: number }): string[] {
  const series = world.select([{ label: "__name__", op: "=", value: metric }]);
  return series.flatMap((one) => {
    const { __name__: _name, ...labels } = one.labels;
    const text = Object.entries(labels)
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(",");
    return samplesBetween(one, { ...span, leftOpen: false }).map(
      ({ timeMs, value }) => `${metric}{${text}} ${toNumberText(value)} ${timeMs / 1000}`,
    );
  });
}

/** Answers `?start=…&end=…` out of a simulated history, with the five minutes before the start. */
export function makeHistoryPage(history: SimulatedHistory, generated: boolean): (parameters: URLSearchParams) => ProperPage {
  const world = makeWorld(history);
  return (parameters) => {
    const [start, end] = ["start", "end"].map((name) => Number(parameters.get(name)) * 1000);
    const span = { fromMs: (start ?? 0) - LEAD_MS, toMs: end ?? 0 };
    const metrics = [...new Set(history.families.map(({ metric }) => metric))];
    const families = metrics.flatMap((metric) => [`# TYPE ${metric.replace(/_total$/, "")} counter`, ...linesOf(world, metric, span)]);
    const gauges = [...new Set((history.gauges ?? []).map(({ metric }) => metric))].flatMap((metric) => [
      `# TYPE ${metric} gauge`,
      ...linesOf(world, metric, span),
    ]);
    return { body: [...(generated ? INFO : []), ...families, ...gauges, "# EOF", ""].join("\n"), contentType: OPENMETRICS_TYPE };
  };
}
