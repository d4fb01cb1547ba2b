import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { EvaluatorMetrics } from "../../jobs/shared/evaluator-metrics.ts";

/** The evaluator's figures under their public names. Labels come from closed sets and from names of data sources. */
export function makeEvaluatorMetrics(registry: Registry): EvaluatorMetrics {
  const registers = [registry];
  const tickDuration = new Histogram({
    name: "solvent_tick_duration_seconds",
    help: "Time from the start of a tick to its end",
    buckets: [0.1, 0.5, 1, 2, 5, 10, 20, 40, 60],
    registers,
  });
  const lag = new Gauge({
    name: "solvent_watermark_lag_seconds",
    help: "Age of the least watermark among the streams that are read",
    registers,
  });
  const sourceErrors = new Counter({
    name: "solvent_source_errors_total",
    help: "Failed requests to data sources",
    labelNames: ["source", "class"],
    registers,
  });
  const corrections = new Counter({
    name: "solvent_corrections_total",
    help: "Closed minutes whose stored counts or state changed",
    registers,
  });
  const clamped = new Counter({
    name: "solvent_ingest_clamped_total",
    help: "Minutes where good exceeded total and was cut to it",
    registers,
  });
  const stale = new Counter({
    name: "solvent_stale_writes_refused_total",
    help: "Writes refused because another process leads by now",
    registers,
  });
  const changes = new Counter({ name: "solvent_lease_changes_total", help: "Times this process gained or lost the lease", registers });
  return {
    tickDuration: (seconds) => tickDuration.observe(seconds),
    watermarkLag: (seconds) => lag.set(seconds),
    sourceError: (source, failure) => sourceErrors.inc({ source, class: failure }),
    corrections: (minutes) => corrections.inc(minutes),
    ingestClamped: (minutes) => clamped.inc(minutes),
    staleWriteRefused: () => stale.inc(),
    leaseChanged: () => changes.inc(),
  };
}
