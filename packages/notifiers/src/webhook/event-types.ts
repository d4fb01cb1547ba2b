import type { Message } from "../message.ts";

/** The `type` of every message. A public format: names are added, not changed. */
export const EVENT_TYPES = {
  "burn-fired": "slo.alert.firing",
  "burn-resolved": "slo.alert.resolved",
  "condition-fired": "slo.condition.firing",
  "condition-resolved": "slo.condition.resolved",
  "no-data-fired": "slo.objective.no-data",
  "no-data-resolved": "slo.objective.data-returned",
  "source-down": "slo.source.unhealthy",
  "source-back": "slo.source.healthy",
  "evaluator-behind": "slo.evaluator.behind",
  "evaluator-caught-up": "slo.evaluator.caught-up",
  summary: "slo.alert.summary",
  test: "ping",
} as const satisfies Readonly<Record<Message["kind"], string>>;
