import { toNumberText } from "../prometheus/openmetrics.ts";
import { OPENMETRICS_TYPE, type ProperPage, TEXT_TYPE } from "./page-faults.ts";

type Labels = Readonly<Record<string, string>>;

export interface SimulatedProcessOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly format?: "openmetrics" | "text";
  /** Tells when each counter began (`_created`). */
  readonly created?: boolean;
  /** Tells when the process began (`process_start_time_seconds`). */
  readonly started?: boolean;
}

/** One process with its counters, as a client library keeps them. */
export interface SimulatedProcess {
  /** Counts events; the series appears with the first call, also for none. */
  count(metric: string, labels: Labels, events: number): void;
  /** A gauge with this value from now on. */
  set(metric: string, labels: Labels, value: number): void;
  /** Everything that was counted is gone; series come back as they are counted. */
  restart(): void;
  /** A series is not exposed any more. */
  drop(metric: string, labels: Labels): void;
  page(): ProperPage;
}

interface Counter {
  readonly metric: string;
  readonly labels: Labels;
  readonly createdMs: number;
  value: number;
}

const keyOf = (metric: string, labels: Labels): string => JSON.stringify([metric, labels]);

const labelsText = (labels: Labels): string => {
  const texts = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return texts.length === 0 ? "" : `{${texts.join(",")}}`;
};

/** Families of counters, each with its creations, as OpenMetrics wants them: in one piece. */
function toLines(counters: readonly Counter[], options: SimulatedProcessOptions): string[] {
  const openMetrics = options.format !== "text";
  return [...new Set(counters.map(({ metric }) => metric))].flatMap((metric) => {
    const own = counters.filter((counter) => counter.metric === metric);
    const base = metric.replace(/_total$/, "");
    const samples = own.map(({ labels, value }) => `${metric}${labelsText(labels)} ${value}`);
    const created = own.map(({ labels, createdMs }) => `${base}_created${labelsText(labels)} ${createdMs / 1000}`);
    if (options.created !== true) return [`# TYPE ${openMetrics ? base : metric} counter`, ...samples];
    return openMetrics
      ? [`# TYPE ${base} counter`, ...samples, ...created]
      : [`# TYPE ${metric} counter`, ...samples, `# TYPE ${base}_created gauge`, ...created];
  });
}

interface Gauge {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
}

const gaugeLines = (gauges: readonly Gauge[]): string[] =>
  [...new Set(gauges.map(({ metric }) => metric))].flatMap((metric) => [
    `# TYPE ${metric} gauge`,
    ...gauges.filter((one) => one.metric === metric).map(({ labels, value }) => `${metric}${labelsText(labels)} ${toNumberText(value)}`),
  ]);

export function makeSimulatedProcess(options: SimulatedProcessOptions): SimulatedProcess {
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  let startedMs = options.now();
  return {
    count(metric, labels, events) {
      const key = keyOf(metric, labels);
      const counter = counters.get(key) ?? { metric, labels, createdMs: options.now(), value: 0 };
      counter.value += events;
      counters.set(key, counter);
    },
    set: (metric, labels, value) => void gauges.set(keyOf(metric, labels), { metric, labels, value }),
    restart() {
      counters.clear();
      gauges.clear();
      startedMs = options.now();
    },
    drop(metric, labels) {
      counters.delete(keyOf(metric, labels));
      gauges.delete(keyOf(metric, labels));
    },
    page() {
      const start =
        options.started === true ? ["# TYPE process_start_time_seconds gauge", `process_start_time_seconds ${startedMs / 1000}`] : [];
      const lines = [...toLines([...counters.values()], options), ...gaugeLines([...gauges.values()]), ...start];
      if (options.format === "text") return { body: lines.map((line) => `${line}\n`).join(""), contentType: TEXT_TYPE };
      return { body: [...lines, "# EOF", ""].join("\n"), contentType: OPENMETRICS_TYPE };
    },
  };
}
