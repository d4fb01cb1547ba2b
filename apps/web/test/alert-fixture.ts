import type { AlertDetail, AlertEvidence, Figure, NotificationEntry } from "@solvent/api-contract";

/** One alert for model tests: Tuesday 24 Nov 2026, 19:12 in Paris; it pages since 19:00. */
export const VIEW = { nowMs: Date.parse("2026-11-24T18:12:40Z"), zone: "Europe/Paris" };

export const fig = (num: number, den = 1): Figure => ({ exact: `${num}/${den}`, value: num / den });

export const EVIDENCE: AlertEvidence = {
  rule: "page-1h-5m",
  longMinutes: 60,
  shortMinutes: 5,
  factor: fig(144, 10),
  burnLong: fig(145, 10),
  burnShort: fig(416, 10),
  badLong: 685,
  totalLong: 47_260,
  badShort: 150,
  totalShort: 3605,
  budgetLeft: fig(324, 1000),
  budgetLeftMinutes: fig(785, 60),
  budgetReason: null,
  budgetCoverage: { minutes: 40_320, counted: 40_300, excluded: 0 },
  revision: 14,
};

export const BILL: NonNullable<AlertDetail["bill"]> = {
  from: "2026-11-24T17:38Z",
  to: "2026-11-24T18:36Z",
  bad: 2877,
  total: 60_000,
  spent: fig(109, 1000),
  budgetLeft: fig(366, 1000),
  budgetLeftMinutes: fig(885, 60),
  budgetReason: null,
  budgetCoverage: { minutes: 40_320, counted: 40_290, excluded: 0 },
  missingMinutes: 0,
};

export const alert = (changes: Partial<AlertDetail> = {}): AlertDetail => ({
  id: "42",
  kind: "burn",
  severity: "page",
  state: "firing",
  origin: "live",
  subject: {
    objective: {
      name: "checkout-availability",
      displayName: "Checkout availability",
      service: "checkout",
      team: "payments",
      targetPercent: "99.9",
      windowMinutes: 40_320,
      window: { kind: "rolling", minutes: 40_320 },
      unit: "events",
      deleted: false,
    },
    source: null,
  },
  onset: "2026-11-24T17:38Z",
  openedAt: "2026-11-24T18:00Z",
  closedAt: null,
  closeReason: null,
  blindSince: null,
  reason: null,
  evidence: EVIDENCE,
  condition: null,
  bill: null,
  told: { sent: 1, pending: 0, suppressed: 0, dead: 0 },
  mutedUntil: null,
  transitions: [{ rule: "page-1h-5m", sequence: 1, to: "firing", at: "2026-11-24T18:00Z", evidence: EVIDENCE }],
  notifications: [],
  ...changes,
});

/** Over since Friday 12:03, after 14 min. */
export const pastAlert = (changes: Partial<AlertDetail> = {}): AlertDetail =>
  alert({
    id: "41",
    state: "resolved",
    openedAt: "2026-11-20T10:49Z",
    closedAt: "2026-11-20T11:03Z",
    closeReason: "resolved",
    bill: BILL,
    ...changes,
  });

export const sourceDown = (changes: Partial<AlertDetail> = {}): AlertDetail =>
  alert({
    id: "40",
    kind: "source-down",
    subject: { objective: null, source: "fleet-metrics" },
    onset: null,
    openedAt: "2026-11-24T16:42Z",
    evidence: null,
    reason: "401 Unauthorized",
    transitions: [],
    ...changes,
  });

export const entry = (changes: Partial<NotificationEntry> = {}): NotificationEntry => ({
  id: "900",
  target: "payments-chat",
  targetDeleted: false,
  event: "fired",
  state: "sent",
  reason: null,
  createdAt: "2026-11-24T18:00:02Z",
  settledAt: "2026-11-24T18:00:03Z",
  delivery: {
    form: "single",
    carried: 1,
    attempt: 1,
    startedAt: "2026-11-24T18:00:02Z",
    endedAt: "2026-11-24T18:00:03Z",
    accepted: true,
    failureClass: null,
    status: 200,
    answer: "ok",
  },
  ...changes,
});
