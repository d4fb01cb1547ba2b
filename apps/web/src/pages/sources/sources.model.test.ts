import type { Source } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { testFacts, toSourceRow } from "./sources.model.ts";

const view = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "Europe/Paris" };
const source: Source = {
  name: "prom",
  displayName: "Production",
  description: null,
  kind: "prometheus",
  kindTitle: "Prometheus",
  connection: { url: "http://p:9090" },
  secretsSet: [],
  labels: {},
  ingestDelaySeconds: 30,
  objectives: 1,
  health: {
    state: "ok",
    okAt: "2026-11-24T18:11:50Z",
    failingSince: null,
    failureClass: null,
    message: null,
    version: "3.4.1",
    latencyMs: 12,
  },
  revision: 1,
  createdAt: "2026-11-01T00:00:00Z",
  updatedAt: "2026-11-01T00:00:00Z",
};

test("a healthy source says version, latency and when it was asked", () => {
  expect(toSourceRow(source, view)).toMatchObject({
    title: "Production",
    address: "http://p:9090",
    objectives: "1 objective",
    health: { word: "Answers", detail: "Version 3.4.1, 12\u202fms, asked 19:11" },
  });
});

test("a version that names its product stands for itself", () => {
  expect(testFacts({ version: "Prometheus 2.42.0", latencyMs: 34, clockSkewMs: 2 })).toBe("Prometheus 2.42.0, 34\u202fms");
});

test("a failing source speaks its own words, with since when and the last answer", () => {
  const failing = toSourceRow(
    {
      ...source,
      health: {
        ...source.health,
        state: "failing",
        failingSince: "2026-11-24T16:41:00Z",
        failureClass: "refused",
        message: "401 Unauthorized",
      },
    },
    view,
  );
  expect(failing.health).toMatchObject({
    word: "Fails since 17:41",
    detail: "refused: 401 Unauthorized (last answer 19:11)",
    tone: "spent",
  });
});

test("a source that was never asked is not called healthy", () => {
  const unknown = toSourceRow({ ...source, health: { ...source.health, state: "unknown", okAt: null } }, view);
  expect(unknown.health.tone).toBe("unknown");
});

test("a clock that is off is told, one within a second is not", () => {
  expect(testFacts({ version: null, latencyMs: null, clockSkewMs: -2600 })).toBe("its clock is 2.6\u202fs behind");
  expect(testFacts({ version: "3", latencyMs: 8, clockSkewMs: 300 })).toBe("Version 3, 8\u202fms");
});
