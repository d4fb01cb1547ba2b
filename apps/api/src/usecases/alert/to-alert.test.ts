import { Alert } from "@solvent/api-contract";
import { fraction, isoOfMinute } from "@solvent/domain";
import { expect, test } from "vitest";
import type { ReadAlert } from "./alert-reader.ts";
import type { ConditionEvidence } from "./alert-record.ts";
import { conditionBudgetLeft } from "./stored-figures.ts";
import { toAlert } from "./to-alert.ts";

const OPENED = 30_000_000;
const COUNTED = { good: "99250000", total: "100000000", counted: 40_320 };

const EVIDENCE: ConditionEvidence = {
  kind: "condition",
  rule: "budget/at-75",
  condition: { kind: "budget-consumed", name: "at-75", severity: "ticket", percent: "75", rearmPercent: "5" },
  value: "3/4",
  limit: "3/4",
  usual: null,
  stretch: { start: OPENED - 40_320, end: OPENED, counts: COUNTED },
  window: COUNTED,
  streamId: 7,
  revision: 1,
};

const ALERT: ReadAlert = {
  id: "12",
  kind: "budget-consumed",
  severity: "ticket",
  origin: "live",
  objectiveExists: true,
  subject: {
    objective: { name: "checkout", displayName: null, service: "shop", team: null, targetPercent: "99", windowMinutes: 40_320 },
    source: "prom",
  },
  onset: null,
  openedAt: OPENED,
  closedAt: null,
  closeReason: null,
  blindSince: null,
  evidence: EVIDENCE,
  bill: null,
  told: { sent: 1, pending: 0, suppressed: 0, dead: 0 },
  mutedUntilMs: null,
};

test("an alert of a condition says what it looks for, what it saw and its limit", () => {
  const alert = Alert.parse(toAlert(ALERT));
  expect(alert).toMatchObject({ kind: "budget-consumed", reason: null, evidence: null });
  expect(alert.condition).toEqual({
    rule: "budget/at-75",
    sentence: "75\u202F% of the budget or more is consumed; told again only after 5 points of it came back.",
    value: { exact: "3/4", value: 0.75 },
    limit: { exact: "3/4", value: 0.75 },
  });
});

test("its end says what was left of the budget", () => {
  const bill = {
    kind: "plain",
    fromMs: OPENED * 60_000,
    toMs: (OPENED + 90) * 60_000,
    window: { ...COUNTED, good: "99400000" },
  } as const;
  // 600 of the 1000 that 100,000 events allow: 40 % of 403 min 12 s.
  expect(toAlert({ ...ALERT, closedAt: OPENED + 90, closeReason: "resolved", bill }).bill).toEqual({
    from: isoOfMinute(OPENED),
    to: isoOfMinute(OPENED + 90),
    bad: null,
    total: null,
    spent: null,
    budgetLeft: { exact: "2/5", value: 0.4 },
    budgetLeftMinutes: { exact: "4032/25", value: 161.28 },
    budgetReason: null,
    budgetCoverage: { minutes: 40_320, counted: 40_320, excluded: 0 },
    missingMinutes: 0,
  });
});

test("of a calendar period that counts events, left is what the whole period is projected to have", () => {
  const terms = {
    window: { kind: "calendar", unit: "day", zone: "UTC", weekStart: "monday" },
    method: "occurrences",
    slices: null,
    sloStart: null,
  } as const;
  const midnight = Math.floor(OPENED / 1440) * 1440;
  // 36,000 events in six hours make 144,000 a day, of which 1440 may fail; 720 have.
  const window = { good: "35280000", total: "36000000", counted: 360 };
  const by = { targetPercent: "99", windowMinutes: 1440, terms };
  expect(conditionBudgetLeft(by, window, midnight + 360)).toEqual({ left: fraction(1n, 2n), leftMinutes: fraction(72n, 10n) });
});

test("no traffic counts events, and other alerts have no condition", () => {
  const evidence: ConditionEvidence = {
    ...EVIDENCE,
    condition: { kind: "no-traffic", name: "silent", severity: "page", forMinutes: 10, leastPerMinute: "1", resolveAfter: 5 },
    value: "0/1",
    limit: "10/1",
    usual: "12/1",
  };
  expect(toAlert({ ...ALERT, kind: "no-traffic", evidence }).condition).toMatchObject({ value: 0, limit: { exact: "10/1" } });
  const silence = { kind: "no-data", since: OPENED - 10, reason: "no-series", blind: [] } as const;
  expect(toAlert({ ...ALERT, kind: "no-data", evidence: silence }).condition).toBe(null);
});
