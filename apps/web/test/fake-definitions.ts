import * as z from "zod";
import type { FakeObjective } from "./fake-objectives.ts";
import { isoMinute, WATERMARK } from "./simulate.ts";

const Text = z.object({ text: z.string(), dryRun: z.boolean().default(false) });

/** A reader of definitions that is just good enough for the page: one error for a tab or a target of 1, and the names of the SLOs. */
export function applyText(body: unknown, objectives: readonly FakeObjective[]): unknown {
  const { text, dryRun } = Text.parse(body);
  const diagnostics = diagnose(text);
  const known = objectives.map((o) => o.name);
  const policies = [...text.matchAll(/kind: AlertPolicy\nmetadata:\n {2}name: ([a-z0-9-]+)/g)].map((m) => ({
    kind: "AlertPolicy",
    name: m[1] ?? "",
    action: "create",
    changes: [],
    newStream: false,
  }));
  const changes = namesIn(text).map((name) => ({
    kind: "SLO",
    group: new RegExp(`name: ${name}\\n {2}annotations:\\n(.*\\n)? {4}solvent/group-by`).test(text),
    name,
    action: known.includes(name) ? "update" : "create",
    changes: known.includes(name) ? [{ path: "spec.objectives[0].target", before: 0.999, after: 0.9995 }] : [],
    newStream: !known.includes(name),
  }));
  return { dryRun, diagnostics, changes: diagnostics.length > 0 ? [] : [...policies, ...changes] };
}

const namesIn = (text: string): string[] => [...text.matchAll(/kind: SLO\nmetadata:\n {2}name: ([a-z0-9-]+)/g)].map((m) => m[1] ?? "");

function diagnose(text: string): unknown[] {
  return text.split("\n").flatMap((line, i) => {
    const column = line.indexOf("target: 1") + 1;
    if (column === 0 || line.trim() !== "- target: 1") return [];
    const message = "a target of 1 leaves no budget; write a number below 1, for example 0.999";
    return [
      { severity: "error", message, path: "spec.objectives[0].target", line: i + 1, column, endLine: i + 1, endColumn: line.length + 1 },
    ];
  });
}

/** A check of every SLO in the text; a query of `no_such_metric` fails with its place. */
export function checkText(body: unknown): unknown {
  const { text } = Text.parse(body);
  const failing = text.includes("no_such_metric{");
  return {
    diagnostics: [],
    objectives: namesIn(text).map((name) => ({
      name,
      displayName: null,
      source: "prometheus-prod",
      groups: text.includes("solvent/group-by") && name.includes("region") ? { found: 14, leftOut: 2 } : null,
      targetPercent: "99.9",
      window: { kind: "rolling", minutes: 40_320 },
      windowMinutes: 40_320,
      method: "occurrences",
      probe: failing ? null : { seriesFound: 6, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
      failure: failing ? { class: "query-failed", message: 'bad_data: 1:16: parse error: unexpected "}"', line: 26, column: 22 } : null,
      lastDay: failing ? null : lastDay(),
      lastDayReason: null,
      backfill: failing ? null : { minutes: 40_320, requests: 28, estimatedSeconds: 41 },
    })),
  };
}

function lastDay(): unknown {
  const hours = Array.from({ length: 24 }, (_, i) => {
    if (i === 9) return { good: 0, total: 0, known: 0 };
    const total = Math.round(60_000 * (0.6 + 0.4 * Math.sin((i - 8) / 3.8)));
    return { good: total - (i === 17 ? 900 : 12), total, known: 60 };
  });
  const sum = (key: "good" | "total") => hours.reduce((acc, hour) => acc + hour[key], 0);
  const [good, total] = [sum("good"), sum("total")];
  return {
    from: isoMinute(WATERMARK - 1440),
    to: isoMinute(WATERMARK),
    good,
    total,
    bad: total - good,
    unit: "events",
    sliBad: { exact: `${total - good}/1`, value: total - good },
    sliMass: { exact: `${total}/1`, value: total },
    sli: { exact: `${good}/${total}`, value: good / total },
    met: good / total >= 0.999,
    coverage: { minutes: 1440, counted: 1380, missing: 60, excluded: 0, noTraffic: 0 },
    hours,
  };
}
