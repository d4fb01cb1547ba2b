import type { Mute, NotificationKind, NotificationRoute, NotificationTarget } from "@solvent/api-contract";
import { NOW_MS } from "./simulate.ts";

const ago = (minutes: number): string => new Date(NOW_MS - minutes * 60_000).toISOString();

export const NOTIFICATION_KINDS: NotificationKind[] = [
  {
    kind: "slack",
    title: "Slack",
    settingsSchema: {
      type: "object",
      properties: {
        style: { type: "string", enum: ["full", "short"], default: "full", title: "Style", description: "How much a message says" },
        mention: { type: "array", items: { type: "string" }, title: "Mention", description: "Groups that a page names" },
      },
    },
    secrets: [{ field: "webhookUrl", title: "Webhook address", description: "Stored encrypted, never shown again.", required: true }],
  },
  {
    kind: "webhook",
    title: "Webhook",
    settingsSchema: {
      type: "object",
      properties: {
        url: { type: "string", format: "uri", title: "Address", description: "Takes a POST of JSON" },
        headers: { type: "object", additionalProperties: { type: "string" }, title: "Headers", description: "Sent with every message." },
      },
      required: ["url"],
    },
    secrets: [{ field: "signingKey", title: "Signing key", description: "Signs every message.", required: false }],
  },
];

const TARGET: NotificationTarget = {
  name: "payments-chat",
  displayName: "#payments",
  kind: "slack",
  kindTitle: "Slack",
  settings: { style: "full", mention: ["@payments-oncall"] },
  secretsSet: ["webhookUrl"],
  failover: null,
  routes: [],
  health: {
    state: "ok",
    okAt: ago(12),
    failingSince: null,
    failureClass: null,
    message: null,
    pending: 0,
    oldestPendingAt: null,
    dead: 0,
  },
  revision: 2,
  createdAt: "2026-06-01T08:00:00Z",
  updatedAt: "2026-06-01T08:00:00Z",
};

const FAILING: NotificationTarget = {
  ...TARGET,
  name: "ops-hook",
  displayName: null,
  kind: "webhook",
  kindTitle: "Webhook",
  settings: { url: "https://ops.internal/hooks/solvent" },
  secretsSet: ["signingKey"],
  failover: "payments-chat",
  health: {
    state: "failing",
    okAt: ago(1500),
    failingSince: ago(22),
    failureClass: "refused",
    message: "404 channel_not_found",
    pending: 2,
    oldestPendingAt: ago(22),
    dead: 1,
  },
  revision: 5,
};

const UNTRIED: NotificationTarget = {
  ...TARGET,
  name: "pager",
  displayName: "Pager",
  kind: "webhook",
  kindTitle: "Webhook",
  settings: { url: "https://pager.internal/v2/enqueue" },
  health: { ...TARGET.health, state: "unknown", okAt: null },
};

export const fakeTargets = (): NotificationTarget[] => [TARGET, FAILING, UNTRIED];

export const fakeRoutes = (): NotificationRoute[] => [
  { scope: "all", name: null, page: ["payments-chat", "ops-hook"], ticket: ["payments-chat"], updatedAt: ago(9000) },
  { scope: "team", name: "payments", page: ["payments-chat", "pager", "ops-hook"], ticket: ["payments-chat"], updatedAt: ago(9000) },
  { scope: "service", name: "storefront", page: ["payments-chat"], ticket: [], updatedAt: ago(9000) },
];

export const fakeMutes = (): Mute[] => [
  {
    id: "0b5e6c1e-64f1-4c52-9d53-0d6f3fd3a001",
    scope: "service",
    name: "route-planner",
    reason: "Map data is being replaced, CHG-1180",
    author: "local",
    createdAt: ago(70),
    endsAt: ago(-110),
    endedBy: null,
    active: true,
  },
  {
    id: "0b5e6c1e-64f1-4c52-9d53-0d6f3fd3a002",
    scope: "all",
    name: null,
    reason: "Data centre move",
    author: "local",
    createdAt: ago(6000),
    endsAt: ago(5000),
    endedBy: "local",
    active: false,
  },
];

/** A target as it is listed: with the routes that lead to it. */
export const withRoutes = (target: NotificationTarget, routes: readonly NotificationRoute[]): NotificationTarget => ({
  ...target,
  routes: routes.flatMap((route) => {
    const severities = (["page", "ticket"] as const).filter((severity) => route[severity].includes(target.name));
    return severities.length === 0 ? [] : [{ scope: route.scope, name: route.name, severities }];
  }),
});

/** One address is refused, all others take the message. */
export function testVerdict(settings: Readonly<Record<string, unknown>>): unknown {
  if (String(settings.url).includes("ops.internal")) {
    const failure = { class: "refused", permanent: true, message: "404 channel_not_found" };
    return { ok: false, status: 404, latencyMs: 41, failure };
  }
  return { ok: true, status: 200, latencyMs: 87, failure: null };
}
