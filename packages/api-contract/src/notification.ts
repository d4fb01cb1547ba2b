import * as z from "zod";
import { Scope } from "./alert.ts";
import { Instant, JsonObject, Name } from "./common.ts";
import { Secrets } from "./source.ts";

/** How deliveries to a target go. `failing`: the last attempt failed and another one follows; `unknown`: nothing was sent yet. */
export const TargetHealth = z.object({
  state: z.enum(["ok", "failing", "unknown"]),
  okAt: Instant.nullable(),
  failingSince: Instant.nullable(),
  failureClass: z.string().nullable(),
  message: z.string().nullable().meta({ description: "The target's own words, without secrets" }),
  pending: z.number().int().meta({ description: "Notifications that wait" }),
  oldestPendingAt: Instant.nullable(),
  dead: z.number().int().meta({ description: "Notifications that were given up in the last 7 days" }),
});
export type TargetHealth = z.infer<typeof TargetHealth>;

export const NotificationTarget = z.object({
  name: Name,
  displayName: z.string().nullable(),
  kind: z.string(),
  kindTitle: z.string(),
  settings: JsonObject,
  secretsSet: z.array(z.string()).meta({ description: "Names of the secret fields that hold a value; values are never returned" }),
  failover: Name.nullable().meta({ description: "Who is told instead when pages cannot be delivered here for 15 minutes" }),
  routes: z.array(z.object({ scope: Scope, name: Name.nullable(), severities: z.array(z.enum(["page", "ticket"])) })),
  health: TargetHealth,
  revision: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type NotificationTarget = z.infer<typeof NotificationTarget>;

export const NotificationTargetInput = z.strictObject({
  name: Name,
  displayName: z.string().max(200).nullable().default(null),
  kind: z.string().max(40),
  settings: JsonObject,
  secrets: Secrets.default({}),
  failover: Name.nullable().default(null),
});
export type NotificationTargetInput = z.infer<typeof NotificationTargetInput>;

/** Sends a test message to a target that is not saved, or (with `name`) to a change of a saved one with the secrets it holds. */
export const TargetTestInput = z.strictObject({
  name: Name.optional(),
  kind: z.string().max(40),
  settings: JsonObject,
  secrets: Secrets.default({}),
});
export type TargetTestInput = z.infer<typeof TargetTestInput>;

/** The precise verdict: what was sent where, what came back. Never the body of an answer that is not the protocol's. */
export const TargetTestResult = z.object({
  ok: z.boolean(),
  status: z.number().int().nullable(),
  latencyMs: z.number().int(),
  failure: z.object({ class: z.string(), permanent: z.boolean(), message: z.string() }).nullable(),
});
export type TargetTestResult = z.infer<typeof TargetTestResult>;

/** Everything a form needs: JSON Schema of the settings, and the secret fields. */
export const NotificationKind = z.object({
  kind: z.string(),
  title: z.string(),
  settingsSchema: JsonObject,
  secrets: z.array(z.object({ field: z.string(), title: z.string(), description: z.string(), required: z.boolean() })),
});
export type NotificationKind = z.infer<typeof NotificationKind>;

/** Targets by severity. The narrowest route counts, whole: an empty list tells nobody. */
export const RouteInput = z.strictObject({ page: z.array(Name).max(20), ticket: z.array(Name).max(20) });
export type RouteInput = z.infer<typeof RouteInput>;

export const NotificationRoute = z.object({
  scope: Scope,
  name: Name.nullable().meta({ description: "Of the team, service or objective; null for all" }),
  page: z.array(Name),
  ticket: z.array(Name),
  updatedAt: Instant,
});
export type NotificationRoute = z.infer<typeof NotificationRoute>;

/** Who is told about one objective, and which route says so; null: there is no route at all, nobody is told. */
export const EffectiveRoute = z.object({ route: NotificationRoute.nullable() });
export type EffectiveRoute = z.infer<typeof EffectiveRoute>;

/** Below /api/v1. It is no endpoint of the table, because its answer does not end. */
export const LIVE_EVENTS_PATH = "/events";
/**
 * Events of that stream: `change` says that something changed, ask again; `hello` comes first, once no change can be missed any more.
 * `data` of both is this, as JSON.
 */
export const LIVE_TOPICS = ["minutes", "alerts", "notifications", "definitions", "sources"] as const;
export const LiveTopic = z.enum(LIVE_TOPICS);
export type LiveTopic = z.infer<typeof LiveTopic>;
export const LiveEvent = z.object({ topics: z.array(LiveTopic), now: Instant });
export type LiveEvent = z.infer<typeof LiveEvent>;
