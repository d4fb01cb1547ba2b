import { MINUTE_MS } from "@solvent/domain";
import { expect, test } from "vitest";
import { GROUPS, type Group, servicesOf } from "../model/catalogue.ts";
import type { Incident } from "../model/incident.ts";
import type { Chronicle } from "../model/timetable.ts";
import { historyText } from "./exposition.ts";
import { makeRunningTotals } from "./running-totals.ts";

const NOW = Date.parse("2026-11-28T12:00Z") / MINUTE_MS;
const DECOMMISSIONED = NOW - 600;

function history(group: Group, span: { from: number; to: number }, manual: readonly Incident[] = [], totals = open(manual)): string {
  const pages = servicesOf(group).map((service, index) => ({ service, instance: `127.0.0.1:${index}` }));
  return historyText({ totals, pages, ...span, decommissioned: DECOMMISSIONED });
}

function open(manual: readonly Incident[] = []) {
  const chronicle: Chronicle = { anchorMs: NOW * MINUTE_MS, sessions: [], manual };
  return makeRunningTotals({ origin: NOW - 2880, chronicle: () => chronicle, nowMs: () => NOW * MINUTE_MS });
}

interface Sample {
  readonly series: string;
  readonly value: number;
  readonly second: number;
}

function samplesOf(text: string): readonly Sample[] {
  return text
    .split("\n")
    .filter((line) => /^http/.test(line))
    .map((line) => {
      const [, series = "", value, second] = /^(\S+\{.*\}) (\S+) (\d+)$/.exec(line) ?? [];
      return { series, value: Number(value), second: Number(second) };
    });
}

function groupBy<K>(samples: readonly Sample[], keyOf: (sample: Sample) => K): ReadonlyMap<K, readonly Sample[]> {
  const groups = new Map<K, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(keyOf(sample));
    if (group === undefined) groups.set(keyOf(sample), [sample]);
    else group.push(sample);
  }
  return groups;
}

test.each(GROUPS)("history of %s is OpenMetrics: marked as generated, families together, ended", (group) => {
  const text = history(group, { from: NOW - 610, to: NOW });
  expect(text).toMatch(/\nsolvent_history_info\{generated="true"\} 1\n/);
  expect(text.endsWith("\n# EOF\n")).toBe(true);
  expect(text).not.toMatch(/\n\n|\r/);
  const types = text.match(/^# TYPE .*$/gm);
  expect(types).toEqual(["# TYPE solvent_history info", "# TYPE http_requests counter", "# TYPE http_request_duration_seconds histogram"]);
  const families = text.split("\n").flatMap((line) => /^(http_requests|http_request_duration_seconds)_/.exec(line)?.[1] ?? []);
  expect(families.filter((family, index) => family !== families[index - 1])).toEqual(["http_requests", "http_request_duration_seconds"]);
});

test.each(GROUPS)("every series of %s has exactly one sample a minute, at whole minutes, and never falls", (group) => {
  const from = NOW - 900;
  for (const [series, samples] of groupBy(samplesOf(history(group, { from, to: NOW })), (sample) => sample.series)) {
    const last = series.includes("legacy-billing") ? DECOMMISSIONED : NOW;
    expect(samples.map(({ second }) => second)).toEqual(Array.from({ length: last - from + 1 }, (_, index) => (from + index) * 60));
    expect(samples.every(({ value }, index) => value >= (samples[index - 1]?.value ?? 0))).toBe(true);
  }
});

test("the buckets of a histogram hold each other, and the last of them all requests", () => {
  const samples = samplesOf(history("payments", { from: NOW - 60, to: NOW })).filter(({ series }) => /duration.*"checkout"/.test(series));
  for (const atOnce of groupBy(samples, (sample) => sample.second).values()) {
    const buckets = atOnce.filter(({ series }) => series.includes("_bucket")).map(({ value }) => value);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(atOnce.find(({ series }) => series.includes("_count"))?.value).toBe(buckets.at(-1));
  }
});

test("a stretch says the same whatever was asked for before", () => {
  const totals = open();
  history("shop", { from: NOW - 100, to: NOW }, [], totals);
  const later = history("shop", { from: NOW - 2000, to: NOW - 1900 }, [], totals);
  expect(later).toBe(history("shop", { from: NOW - 2000, to: NOW - 1900 }));
});

test("neighbouring stretches meet in the same value", () => {
  const [before, after] = [history("shop", { from: NOW - 200, to: NOW - 100 }), history("shop", { from: NOW - 100, to: NOW })].map(
    samplesOf,
  );
  const at = (samples: readonly Sample[] | undefined) => samples?.filter(({ second }) => second === (NOW - 100) * 60);
  expect(at(before)).toEqual(at(after));
});

test("an outage started by hand is told as well, from its first second to its last", () => {
  const outage: Incident = {
    kind: "outage",
    service: "checkout",
    fromMs: (NOW - 30) * MINUTE_MS + 30_000,
    toMs: (NOW - 28) * MINUTE_MS + 30_000,
  };
  const failed = (manual: readonly Incident[]) => {
    const samples = samplesOf(history("payments", { from: NOW - 31, to: NOW - 27 }, manual));
    const values = samples.filter(({ series }) => /"checkout".*"500"/.test(series)).map(({ value }) => value);
    return values.slice(1).map((value, index) => value - (values[index] ?? 0));
  };
  const [before, half, whole, last] = failed([outage]);
  expect([before, failed([])]).toEqual([0, [0, 0, 0, 0]]);
  expect(half).toBeGreaterThan(6);
  expect(whole).toBeGreaterThan(13);
  expect((half ?? 0) + (last ?? 0)).toBeCloseTo(whole ?? 0, -0.5);
});

test("a day of one group of pages stays far below ten megabytes", () => {
  for (const group of GROUPS) expect(history(group, { from: NOW - 1445, to: NOW }).length).toBeLessThan(6_000_000);
});
