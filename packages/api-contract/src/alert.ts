import * as z from "zod";
import { AlertSeverity } from "./alert-terms.ts";
import { Count, Figure, Instant, MinuteInstant, Name, PageQuery, pageOf } from "./common.ts";
import { ObjectiveWindow } from "./objective.ts";

export const ALERT_KINDS = [
  "burn",
  "no-data",
  "source-down",
  "evaluator-behind",
  "budget-consumed",
  "budget-drop",
  "time-to-exhaustion",
  "no-traffic",
] as const;
export const AlertKind = z.enum(ALERT_KINDS);
export type AlertKind = z.infer<typeof AlertKind>;
export const CLOSE_REASONS = ["resolved", "corrected", "revised", "deleted"] as const;
export const CloseReason = z.enum(CLOSE_REASONS);
export type CloseReason = z.infer<typeof CloseReason>;

/** Whose alert it is, in the names of the time at which it opened. */
export const AlertSubject = z.object({
  objective: z
    .object({
      name: Name,
      displayName: z.string().nullable(),
      service: Name,
      team: Name.nullable(),
      targetPercent: z.string(),
      windowMinutes: z.number().int().meta({ description: "Length of a rolling window; of a calendar unit its usual length" }),
      window: ObjectiveWindow,
      unit: z.enum(["events", "slices"]).meta({ description: "What the counts of evidence and bill are counts of" }),
      deleted: z.boolean().meta({ description: "There is no such objective any more" }),
    })
    .nullable(),
  source: Name.nullable(),
});
export type AlertSubject = z.infer<typeof AlertSubject>;

/** Budget left at an evaluation. */
const BudgetThen = {
  budgetLeft: Figure.nullable().meta({
    description: "Null while nothing could be judged, or less than half of the budget's window is known",
  }),
  budgetLeftMinutes: Figure.nullable(),
  budgetReason: z.string().nullable().meta({ description: "How much is known, where that is too little to state a budget" }),
  budgetCoverage: z
    .object({ minutes: z.number().int(), counted: z.number().int(), excluded: z.number().int() })
    .nullable()
    .meta({ description: "Of the budget's window up to that minute" }),
};

/** Why a burn rule fired: both windows, and the budget, at that evaluation. */
export const AlertEvidence = z.object({
  rule: z.string(),
  longMinutes: z.number().int(),
  shortMinutes: z.number().int(),
  factor: Figure,
  burnLong: Figure,
  burnShort: Figure,
  badLong: Count,
  totalLong: Count,
  badShort: Count,
  totalShort: Count,
  ...BudgetThen,
  revision: z.number().int(),
});
export type AlertEvidence = z.infer<typeof AlertEvidence>;

/** What it cost, once it is over. */
export const AlertBill = z.object({
  from: MinuteInstant,
  to: MinuteInstant,
  bad: Count.nullable(),
  total: Count.nullable(),
  spent: Figure.nullable().meta({ description: "Share of the window's budget" }),
  ...BudgetThen,
  missingMinutes: z.number().int(),
});
export type AlertBill = z.infer<typeof AlertBill>;

/** How many notifications of this alert are in which state. */
export const Told = z.object({
  sent: z.number().int(),
  pending: z.number().int(),
  suppressed: z.number().int(),
  dead: z.number().int(),
});
export type Told = z.infer<typeof Told>;

export const Alert = z.object({
  id: z.string(),
  kind: AlertKind,
  severity: AlertSeverity,
  state: z.enum(["firing", "resolved"]),
  origin: z.enum(["live", "refill"]).meta({ description: "`refill`: found in minutes that were filled in later; nobody was told" }),
  subject: AlertSubject,
  onset: MinuteInstant.nullable().meta({ description: "First minute that burned" }),
  openedAt: MinuteInstant,
  closedAt: MinuteInstant.nullable(),
  closeReason: CloseReason.nullable(),
  blindSince: MinuteInstant.nullable().meta({ description: "Nothing is known since: the alert holds" }),
  reason: z.string().nullable().meta({ description: "For what cannot be seen: what happened, in words" }),
  evidence: AlertEvidence.nullable(),
  condition: z
    .object({ rule: z.string(), sentence: z.string(), value: z.union([Figure, Count]).nullable(), limit: Figure })
    .nullable()
    .meta({ description: "Of alerts that a condition beyond burn rules raised: what it looks for and what it saw when it fired" }),
  bill: AlertBill.nullable(),
  told: Told,
  mutedUntil: Instant.nullable(),
});
export type Alert = z.infer<typeof Alert>;

export const NOTIFICATION_STATES = ["pending", "sending", "sent", "suppressed", "dead"] as const;

/** What became of one notification. */
export const NotificationEntry = z.object({
  id: z.string(),
  target: Name,
  targetDeleted: z.boolean(),
  event: z.enum(["fired", "resolved"]),
  state: z.enum(NOTIFICATION_STATES),
  reason: z.string().nullable().meta({ description: "Why it was suppressed or given up, or whom it stands in for" }),
  createdAt: Instant,
  settledAt: Instant.nullable(),
  delivery: z
    .object({
      form: z.enum(["single", "summary"]),
      carried: z.number().int().meta({ description: "Notifications in the same message" }),
      attempt: z.number().int(),
      startedAt: Instant,
      endedAt: Instant.nullable(),
      accepted: z.boolean().nullable(),
      failureClass: z.string().nullable(),
      status: z.number().int().nullable(),
      answer: z.string().nullable(),
    })
    .nullable(),
});
export type NotificationEntry = z.infer<typeof NotificationEntry>;

/** One alert with everything that happened in it. */
export const AlertDetail = Alert.extend({
  transitions: z.array(
    z.object({
      rule: z.string(),
      sequence: z.number().int(),
      to: z.enum(["firing", "resolved"]),
      at: MinuteInstant,
      evidence: AlertEvidence.nullable(),
    }),
  ),
  notifications: z.array(NotificationEntry),
});
export type AlertDetail = z.infer<typeof AlertDetail>;

export const AlertListQuery = PageQuery.extend({
  state: z.enum(["firing", "resolved"]).optional(),
  kind: AlertKind.optional(),
  severity: AlertSeverity.optional(),
  objective: Name.optional(),
  service: Name.optional(),
  team: Name.optional(),
  source: Name.optional(),
  from: MinuteInstant.optional().meta({ description: "Only alerts that were open at or after this minute" }),
  to: MinuteInstant.optional().meta({ description: "Only alerts that opened before this minute" }),
});
export type AlertListQuery = z.infer<typeof AlertListQuery>;

/** Firing ones first, then past ones, newest first. */
export const AlertList = pageOf(Alert).extend({
  firing: z
    .object({ page: z.number().int(), ticket: z.number().int(), other: z.number().int() })
    .meta({ description: "All open alerts, before filters: those of rules and conditions by severity, and the other kinds" }),
  unrouted: z.number().int().meta({ description: "Open alerts of which nobody is told, because no target is routed to" }),
});
export type AlertList = z.infer<typeof AlertList>;

export const SCOPES = ["all", "team", "service", "objective"] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

export const MAX_MUTE_DAYS = 30;
/** Nobody is told about what it covers; alerts go on and are recorded. It always ends. */
export const MuteInput = z.strictObject({
  scope: Scope,
  name: Name.nullable().default(null).meta({ description: "Of the team, service or objective; null for all" }),
  reason: z.string().trim().min(1, "say why").max(500),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(MAX_MUTE_DAYS * 1440, `a mute lasts at most ${MAX_MUTE_DAYS} days`),
});
export type MuteInput = z.infer<typeof MuteInput>;

export const Mute = z.object({
  id: z.string(),
  scope: Scope,
  name: Name.nullable(),
  reason: z.string(),
  author: z.string(),
  createdAt: Instant,
  endsAt: Instant,
  endedBy: z.string().nullable(),
  active: z.boolean(),
});
export type Mute = z.infer<typeof Mute>;
