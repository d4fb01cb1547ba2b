import type { ListedObjective } from "@solvent/api-contract";

/** The instant and the zone that rows and sentences are read at. */
export const BOARD_CLOCK = { nowMs: Date.parse("2026-11-24T18:12:40Z"), zone: "Europe/Paris" };

/** One row of the board as the API answers it, on target with 41.1 % of its budget left. */
export const summary = (changes: Partial<ListedObjective> = {}): ListedObjective => ({
  name: "checkout",
  displayName: "Checkout availability",
  service: "checkout",
  team: "payments",
  source: "prom",
  group: null,
  groupLabels: null,
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 40_320 },
  windowMinutes: 40_320,
  method: "occurrences",
  unit: "events",
  labels: {},
  state: "on-target",
  reason: null,
  burnWord: "acceptable",
  governingRule: null,
  sli: { exact: "99941/100000", value: 0.99941 },
  budgetLeft: { exact: "411/1000", value: 0.411 },
  budgetLeftMinutes: { exact: "995/60", value: 16.583 },
  spentLastDay: { exact: "54/1000", value: 0.054 },
  allowedBad: { exact: "26317/1", value: 26_317 },
  remainingBad: { exact: "10828/1", value: 10_828 },
  burnHour: { exact: "229/10", value: 22.9 },
  coverage: { minutes: 40_320, counted: 39_770, missing: 550, excluded: 0, noTraffic: 0 },
  firing: null,
  watermark: "2026-11-24T18:12Z",
  generatedUntil: null,
  mutedUntil: null,
  backfill: null,
  burnLastDay: [],
  budgetOverWindow: [],
  ...changes,
});
