import { fraction } from "@solvent/domain";
import type {
  BurnFired,
  BurnResolved,
  ConditionFired,
  ConditionResolved,
  EvaluatorBehind,
  EvaluatorCaughtUp,
  Message,
  MessageBase,
  MessageObjective,
  NoDataFired,
  NoDataResolved,
  SourceBack,
  SourceDown,
  Summary,
  TestMessage,
} from "@solvent/notifiers";

/** Messages of one evening, with figures that belong together. Everything can be overridden; what is given is all that a test is about. */
const EVENING = Date.UTC(2026, 10, 23, 19, 0);
const MINUTE_MS = 60_000;
const minuteOf = (hours: number, minutes: number): number => (EVENING - 19 * 3_600_000) / MINUTE_MS + hours * 60 + minutes;
const msOf = (hours: number, minutes: number): number => minuteOf(hours, minutes) * MINUTE_MS;
const ADDRESS = "https://solvent.example";

const base = (id: string, atMs: number): MessageBase => ({
  id,
  atMs,
  alertUrl: `${ADDRESS}/alerts/17`,
  delayedMinutes: 0,
  repeated: false,
});

export const anObjective = (overrides: Partial<MessageObjective> = {}): MessageObjective => ({
  name: "checkout-availability",
  title: "Checkout availability",
  service: "checkout",
  team: "payments",
  targetPercent: "99.9",
  windowMinutes: 28 * 1440,
  window: { kind: "rolling", minutes: 28 * 1440 },
  unit: "events",
  url: `${ADDRESS}/objectives/checkout-availability`,
  ...overrides,
});

/** Forty minutes of four weeks were never read. */
const COVERAGE = { minutes: 28 * 1440, counted: 28 * 1440 - 40, excluded: 0 };

export const aBurnFired = (overrides: Partial<BurnFired> = {}): BurnFired => ({
  ...base("target-1-41", EVENING),
  kind: "burn-fired",
  severity: "page",
  objective: anObjective(),
  rule: {
    name: "page-1h",
    longMinutes: 60,
    shortMinutes: 5,
    factor: fraction(144n, 10n),
    burnLong: fraction(229n, 10n),
    burnShort: fraction(428n, 10n),
  },
  budget: { left: fraction(4113n, 10_000n), leftMinutes: fraction(4113n * 4032n, 1_000_000n) },
  coverage: COVERAGE,
  exhaustion: { kind: "at", minute: minuteOf(25, 52) },
  onset: minuteOf(18, 38),
  since: minuteOf(19, 0),
  bad: fraction(1687n),
  total: fraction(58_214n),
  spent: fraction(64n, 1000n),
  spark: { from: minuteOf(18, 0), stepMinutes: 5, burns: [0, 0.1, 0, 0.2, null, 0.1, 0, 2.1, 21.4, 38.9, 40.2, 42.8] },
  knownOfLastHour: 60,
  escalatedFromTicketSince: null,
  generatedUntil: null,
  ...overrides,
});

export const aBurnResolved = (overrides: Partial<BurnResolved> = {}): BurnResolved => ({
  ...base("target-1-42", msOf(19, 41)),
  kind: "burn-resolved",
  severity: "page",
  objective: anObjective(),
  from: minuteOf(18, 38),
  to: minuteOf(19, 36),
  reason: "resolved",
  spent: fraction(109n, 1000n),
  bad: fraction(2877n),
  total: fraction(153_422n),
  budget: { left: fraction(3660n, 10_000n), leftMinutes: fraction(3660n * 4032n, 1_000_000n) },
  coverage: COVERAGE,
  missingMinutes: 0,
  firstNotice: false,
  ticketOpenSince: null,
  ...overrides,
});

export const aConditionFired = (overrides: Partial<ConditionFired> = {}): ConditionFired => ({
  ...base("target-1-50", EVENING),
  kind: "condition-fired",
  severity: "ticket",
  objective: anObjective(),
  condition: {
    kind: "budget-consumed",
    name: "budget-marks/at-75",
    sentence: "75\u202F% of the budget or more is consumed; told again only after 5 points of it came back.",
    value: fraction(7512n, 10_000n),
    limit: fraction(3n, 4n),
    usual: null,
  },
  budget: { left: fraction(2488n, 10_000n), leftMinutes: fraction(2488n * 4032n, 1_000_000n) },
  coverage: COVERAGE,
  since: minuteOf(19, 0),
  stretch: { from: minuteOf(19, 0) - 28 * 1440, to: minuteOf(19, 0), bad: fraction(17_420n), total: fraction(23_190_000n) },
  generatedUntil: null,
  ...overrides,
});

export const aConditionResolved = (overrides: Partial<ConditionResolved> = {}): ConditionResolved => ({
  ...base("target-1-51", msOf(19, 41)),
  kind: "condition-resolved",
  severity: "ticket",
  objective: anObjective(),
  condition: aConditionFired().condition,
  from: minuteOf(19, 0),
  to: minuteOf(19, 41),
  reason: "resolved",
  budget: { left: fraction(3660n, 10_000n), leftMinutes: fraction(3660n * 4032n, 1_000_000n) },
  coverage: COVERAGE,
  firstNotice: false,
  ...overrides,
});

export const aNoDataFired = (overrides: Partial<NoDataFired> = {}): NoDataFired => ({
  ...base("target-1-43", EVENING),
  kind: "no-data-fired",
  objective: anObjective(),
  source: "prometheus-eu",
  since: minuteOf(18, 49),
  reason: "the query matches no series",
  blindAlerts: ["page"],
  ...overrides,
});

export const aNoDataResolved = (overrides: Partial<NoDataResolved> = {}): NoDataResolved => ({
  ...base("target-1-44", msOf(19, 31)),
  kind: "no-data-resolved",
  objective: anObjective(),
  source: "prometheus-eu",
  from: minuteOf(18, 49),
  to: minuteOf(19, 31),
  firstNotice: false,
  ...overrides,
});

export const aSourceDown = (overrides: Partial<SourceDown> = {}): SourceDown => ({
  ...base("target-1-45", EVENING),
  kind: "source-down",
  source: "prometheus-eu",
  sinceMs: msOf(18, 57),
  reason: "connection refused",
  objectives: 12,
  blindAlerts: [
    { title: "Checkout availability", severity: "page", url: `${ADDRESS}/objectives/checkout-availability` },
    { title: "Search latency", severity: "ticket", url: null },
  ],
  ...overrides,
});

export const aSourceBack = (overrides: Partial<SourceBack> = {}): SourceBack => ({
  ...base("target-1-46", msOf(19, 22)),
  kind: "source-back",
  source: "prometheus-eu",
  fromMs: msOf(18, 57),
  toMs: msOf(19, 22),
  firstNotice: false,
  ...overrides,
});

export const anEvaluatorBehind = (overrides: Partial<EvaluatorBehind> = {}): EvaluatorBehind => ({
  ...base("target-1-47", EVENING),
  kind: "evaluator-behind",
  sinceMs: msOf(18, 54),
  objectives: 31,
  ...overrides,
});

export const anEvaluatorCaughtUp = (overrides: Partial<EvaluatorCaughtUp> = {}): EvaluatorCaughtUp => ({
  ...base("target-1-48", msOf(19, 8)),
  kind: "evaluator-caught-up",
  fromMs: msOf(18, 54),
  toMs: msOf(19, 8),
  firstNotice: false,
  ...overrides,
});

export const aSummary = (overrides: Partial<Summary> = {}): Summary => ({
  ...base("target-1-49", EVENING),
  kind: "summary",
  alertUrl: `${ADDRESS}/alerts`,
  items: [
    aBurnFired(),
    aBurnFired({ severity: "ticket", objective: anObjective({ name: "search-latency", title: "Search latency", team: null }) }),
    aNoDataFired({ objective: anObjective({ name: "login-availability", title: "Login availability" }) }),
    aSourceDown(),
    anEvaluatorBehind(),
    aBurnResolved({ objective: anObjective({ name: "cart-availability", title: "Cart availability" }) }),
    aBurnResolved({ reason: "deleted", spent: null, objective: anObjective({ name: "old-search", title: "old-search", url: null }) }),
    aNoDataResolved({ objective: anObjective({ name: "mail-delivery", title: "Mail delivery" }), firstNotice: true }),
    aSourceBack({ source: "prometheus-us" }),
    anEvaluatorCaughtUp(),
  ],
  ...overrides,
});

export const aTestMessage = (overrides: Partial<TestMessage> = {}): TestMessage => ({
  ...base("target-1-test-1", EVENING),
  kind: "test",
  alertUrl: null,
  target: "payments-pages",
  author: "ada",
  ...overrides,
});

/** One message of every kind there is. */
export const messagesOfEveryKind = (): { readonly [Kind in Message["kind"]]: Extract<Message, { kind: Kind }> } => ({
  "burn-fired": aBurnFired(),
  "burn-resolved": aBurnResolved(),
  "condition-fired": aConditionFired(),
  "condition-resolved": aConditionResolved(),
  "no-data-fired": aNoDataFired(),
  "no-data-resolved": aNoDataResolved(),
  "source-down": aSourceDown(),
  "source-back": aSourceBack(),
  "evaluator-behind": anEvaluatorBehind(),
  "evaluator-caught-up": anEvaluatorCaughtUp(),
  summary: aSummary(),
  test: aTestMessage(),
});
