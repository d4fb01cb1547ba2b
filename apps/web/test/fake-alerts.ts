import type { Alert, AlertBill, AlertDetail, AlertEvidence, AlertKind, NotificationEntry } from "@solvent/api-contract";
import { BOARD } from "./fake-board.ts";
import type { FakeObjective } from "./fake-objectives.ts";
import { burn, unitOf, windowMinutes, windowOf } from "./fake-period.ts";
import { budgetPerMillion, exactly, isoMinute, sums, WATERMARK } from "./simulate.ts";

/** How the fake's deliveries went: as they should, all given up, or with nobody routed to. */
export type Telling = "told" | "undelivered" | "unrouted";

const RULES = {
  "page-1h-5m": { longMinutes: 60, shortMinutes: 5, tenths: 144 },
  "ticket-3d-6h": { longMinutes: 4320, shortMinutes: 360, tenths: 10 },
  "ticket-1d-2h": { longMinutes: 1440, shortMinutes: 120, tenths: 30 },
} as const;
type Rule = keyof typeof RULES;

const isoSecond = (minute: number, second = 4): string => new Date(minute * 60_000 + second * 1000).toISOString();

const objective = (name: string): FakeObjective => {
  const found = BOARD.find((o) => o.name === name);
  if (found === undefined) throw new Error(`the board has no ${name}`);
  return found;
};

const subjectOf = (o: FakeObjective): Alert["subject"] => ({
  objective: {
    name: o.name,
    displayName: o.displayName,
    service: o.service,
    team: o.team,
    targetPercent: o.world.recipe.target,
    windowMinutes: windowMinutes(o),
    window: windowOf(o),
    unit: unitOf(o),
    deleted: false,
  },
  source: null,
});

function evidenceOf(o: FakeObjective, rule: Rule, at: number): AlertEvidence {
  const { longMinutes, shortMinutes, tenths } = RULES[rule];
  const counts = (minutes: number) => {
    const s = sums(o.world, at - minutes, at);
    return { bad: s.total - s.good, total: s.total };
  };
  const [long, short] = [counts(longMinutes), counts(shortMinutes)];
  const left = leftAt(o, at);
  return {
    rule,
    longMinutes,
    shortMinutes,
    factor: exactly(tenths, 10),
    burnLong: burn(o, longMinutes, at) ?? exactly(0, 1),
    burnShort: burn(o, shortMinutes, at) ?? exactly(0, 1),
    badLong: long.bad,
    totalLong: long.total,
    badShort: short.bad,
    totalShort: short.total,
    budgetLeft: left,
    budgetLeftMinutes: leftMinutes(o, left.value),
    ...knownOf(o),
    revision: 14,
  };
}

/** The world begins with its window: as much as is known of that. */
function knownOf(o: FakeObjective): Pick<AlertEvidence, "budgetReason" | "budgetCoverage"> {
  const minutes = windowMinutes(o);
  return { budgetReason: null, budgetCoverage: { minutes, counted: sums(o.world, WATERMARK - minutes, WATERMARK).known, excluded: 0 } };
}

function leftAt(o: FakeObjective, at: number) {
  const from = WATERMARK - windowMinutes(o);
  const whole = sums(o.world, from, WATERMARK);
  const spent = sums(o.world, from, at);
  const allowed = whole.total * budgetPerMillion(o.world.recipe.target);
  return exactly(allowed - (spent.total - spent.good) * 1_000_000, allowed);
}

const leftMinutes = (o: FakeObjective, left: number) =>
  exactly(Math.round((left * windowMinutes(o) * budgetPerMillion(o.world.recipe.target) * 60) / 1_000_000), 60);

function billOf(o: FakeObjective, from: number, to: number): AlertBill {
  const s = sums(o.world, from, to);
  const left = leftAt(o, to);
  const window = sums(o.world, WATERMARK - windowMinutes(o), WATERMARK);
  return {
    from: isoMinute(from),
    to: isoMinute(to),
    bad: s.total - s.good,
    total: s.total,
    spent: exactly((s.total - s.good) * 1_000_000, window.total * budgetPerMillion(o.world.recipe.target)),
    budgetLeft: left,
    budgetLeftMinutes: leftMinutes(o, left.value),
    ...knownOf(o),
    missingMinutes: to - from - s.known,
  };
}

const notice = (id: number, changes: Partial<NotificationEntry>): NotificationEntry => ({
  id: String(id),
  target: "payments-chat",
  targetDeleted: false,
  event: "fired",
  state: "sent",
  reason: null,
  createdAt: isoSecond(WATERMARK - 12, 2),
  settledAt: isoSecond(WATERMARK - 12, 3),
  delivery: {
    form: "single",
    carried: 1,
    attempt: 1,
    startedAt: isoSecond(WATERMARK - 12, 2),
    endedAt: isoSecond(WATERMARK - 12, 3),
    accepted: true,
    failureClass: null,
    status: 200,
    answer: "ok",
  },
  ...changes,
});

const refused = (attempt: number): NotificationEntry["delivery"] => ({
  form: "single",
  carried: 1,
  attempt,
  startedAt: isoSecond(WATERMARK - 9, 2),
  endedAt: isoSecond(WATERMARK - 9, 3),
  accepted: false,
  failureClass: "refused",
  status: 404,
  answer: "channel_not_found",
});

const dead = (id: number, target: string): NotificationEntry =>
  notice(id, {
    target,
    state: "dead",
    reason: "the target refuses it for good",
    settledAt: isoSecond(WATERMARK - 9, 3),
    delivery: refused(3),
  });

interface Draft {
  readonly id: number;
  readonly of: string;
  readonly rule: Rule;
  readonly opened: number;
  readonly closed?: number;
  readonly notifications: readonly NotificationEntry[];
  readonly rest?: Partial<AlertDetail>;
}

function burning({ id, of, rule, opened, closed, notifications, rest }: Draft): AlertDetail {
  const o = objective(of);
  const evidence = evidenceOf(o, rule, opened);
  const onset = opened - (rule === "page-1h-5m" ? 22 : 300);
  return {
    ...bare(id, "burn", rule.startsWith("page") ? "page" : "ticket", opened, closed),
    subject: subjectOf(o),
    onset: isoMinute(onset),
    evidence,
    bill: closed === undefined ? null : billOf(o, onset, closed),
    transitions: [
      { rule, sequence: 1, to: "firing", at: isoMinute(opened), evidence },
      ...(closed === undefined ? [] : [{ rule, sequence: 2, to: "resolved" as const, at: isoMinute(closed), evidence: null }]),
    ],
    notifications: [...notifications],
    ...rest,
  };
}

const bare = (id: number, kind: AlertKind, severity: Alert["severity"], opened: number, closed?: number): AlertDetail => ({
  id: String(id),
  kind,
  severity,
  state: closed === undefined ? "firing" : "resolved",
  origin: "live",
  subject: { objective: null, source: null },
  onset: null,
  openedAt: isoMinute(opened),
  closedAt: closed === undefined ? null : isoMinute(closed),
  closeReason: closed === undefined ? null : "resolved",
  blindSince: null,
  reason: null,
  evidence: null,
  condition: null,
  bill: null,
  told: { sent: 0, pending: 0, suppressed: 0, dead: 0 },
  mutedUntil: null,
  transitions: [],
  notifications: [],
});

const at = (days: number, hours = 0): number => WATERMARK - days * 1440 - hours * 60;

const FIRED: Readonly<Record<Telling, readonly NotificationEntry[]>> = {
  told: [notice(900, {}), notice(901, { target: "pager", delivery: null, state: "pending", settledAt: null }), dead(902, "ops-hook")],
  undelivered: [dead(900, "payments-chat"), dead(901, "ops-hook")],
  unrouted: [],
};

/** The alerts behind the board of the visual direction: what fires, what cannot be seen, and what is over. */
export function fakeAlerts(telling: Telling): AlertDetail[] {
  const sent = (id: number, minute: number): NotificationEntry[] =>
    telling === "unrouted"
      ? []
      : (["fired", "resolved"] as const).map((event, i) =>
          notice(id + i, { event, createdAt: isoSecond(minute, 1), settledAt: isoSecond(minute, 2) }),
        );
  const fleet = objective("driver-position");
  // Copied, because answers to a retry change them.
  return structuredClone([
    burning({ id: 42, of: "checkout-availability", rule: "page-1h-5m", opened: WATERMARK - 12, notifications: FIRED[telling] }),
    {
      ...bare(41, "source-down", "page", WATERMARK - 90),
      subject: { objective: null, source: "fleet-metrics" },
      reason: "401 Unauthorized: invalid bearer token",
      notifications:
        telling === "unrouted" ? [] : [notice(910, { createdAt: isoSecond(WATERMARK - 90), settledAt: isoSecond(WATERMARK - 88) })],
    },
    {
      ...bare(40, "no-data", "ticket", WATERMARK - 80),
      subject: subjectOf(fleet),
      reason: "the source refused access",
      notifications:
        telling === "unrouted"
          ? []
          : [notice(911, { state: "suppressed", reason: "told by the alert of source fleet-metrics", delivery: null })],
    },
    burning({
      id: 39,
      of: "driver-position",
      rule: "ticket-1d-2h",
      opened: WATERMARK - 170,
      notifications: sent(920, WATERMARK - 170).slice(0, 1),
      rest: { blindSince: isoMinute(WATERMARK - 91) },
    }),
    burning({
      id: 38,
      of: "route-plan-ready",
      rule: "ticket-3d-6h",
      opened: at(2),
      notifications: sent(930, at(2)).slice(0, 1),
    }),
    burning({
      id: 37,
      of: "checkout-availability",
      rule: "page-1h-5m",
      opened: at(6, 6) + 25,
      closed: at(6, 6) + 101,
      notifications: sent(940, at(6, 4)),
    }),
    burning({
      id: 36,
      of: "checkout-availability",
      rule: "page-1h-5m",
      opened: at(13) + 8,
      closed: at(13) + 46,
      notifications: [],
      rest: { origin: "refill", closeReason: "corrected" },
    }),
    burning({
      id: 35,
      of: "checkout-availability",
      rule: "page-1h-5m",
      opened: at(20, 1) + 9,
      closed: at(20, 1) + 56,
      notifications: sent(950, at(20)),
    }),
    burning({ id: 34, of: "slot-search", rule: "ticket-1d-2h", opened: at(23, 12), closed: at(22, 20), notifications: sent(960, at(23)) }),
  ]);
}

/** An alert that a condition beyond burn rules raised. */
export const conditionAlert = (o: FakeObjective): AlertDetail => ({
  ...bare(50, "budget-consumed", "ticket", WATERMARK - 44),
  subject: subjectOf(o),
  condition: {
    rule: "budget-watch/half-gone",
    sentence: "50\u202f% of the budget or more is consumed; told again only after 5 points of it came back.",
    value: exactly(521, 1000),
    limit: exactly(1, 2),
  },
  transitions: [{ rule: "budget-watch/half-gone", sequence: 1, to: "firing", at: isoMinute(WATERMARK - 44), evidence: null }],
});

/** The counts and mutes of a list, from what the detail has. */
export function withCounts(alert: AlertDetail, mutedUntil: string | null): AlertDetail {
  const of = (...states: NotificationEntry["state"][]) => alert.notifications.filter(({ state }) => states.includes(state)).length;
  return {
    ...alert,
    mutedUntil: alert.state === "firing" ? mutedUntil : null,
    told: { sent: of("sent"), pending: of("pending", "sending"), suppressed: of("suppressed"), dead: of("dead") },
  };
}
