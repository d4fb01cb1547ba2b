import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from "prom-client";
import { routesOfService, type Service } from "../model/catalogue.ts";
import { BUCKETS_SECONDS, DURATION, DURATION_HELP, FAILED_CODE, OK_CODE, REQUESTS, REQUESTS_HELP } from "../model/metrics.ts";

/** What one service tells about itself on its metrics page. */
export interface ServiceMetrics {
  answered(path: string, code: typeof OK_CODE | typeof FAILED_CODE, seconds: number): void;
  page(): Promise<{ readonly type: string; readonly text: string }>;
}

const newRegistry = () => {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
};

function addStart(registry: Registry<OpenMetricsContentType>, startedAtMs: number): void {
  const gauge = new Gauge({ name: "process_start_time_seconds", help: "When this process started", registers: [registry] });
  gauge.set(startedAtMs / 1000);
}

const pageOf = async (registry: Registry<OpenMetricsContentType>) => ({ type: registry.contentType, text: await registry.metrics() });

/** What is left of the page of a service that was taken apart. */
export function makeEmptyPage(startedAtMs: number): ServiceMetrics["page"] {
  const registry = newRegistry();
  addStart(registry, startedAtMs);
  return () => pageOf(registry);
}

/** Every series is there from the start, with zero: a counter that appears with its first error would hide that error. */
export function makeServiceMetrics(service: Service, startedAtMs: number): ServiceMetrics {
  const registry = newRegistry();
  const registers = [registry];
  const requests = new Counter({ name: REQUESTS, help: REQUESTS_HELP, labelNames: ["service", "route", "code"], registers });
  const duration = new Histogram({
    name: DURATION,
    help: DURATION_HELP,
    labelNames: ["service"],
    buckets: [...BUCKETS_SECONDS],
    registers,
  });
  addStart(registry, startedAtMs);
  for (const { path } of routesOfService(service))
    for (const code of [OK_CODE, FAILED_CODE]) requests.inc({ service, route: path, code }, 0);
  duration.zero({ service });
  return {
    answered(path, code, seconds) {
      requests.inc({ service, route: path, code });
      duration.observe({ service }, seconds);
    },
    page: () => pageOf(registry),
  };
}
