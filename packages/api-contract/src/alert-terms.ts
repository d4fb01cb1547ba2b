import * as z from "zod";
import { Count, Figure, MinuteInstant } from "./common.ts";

export const AlertSeverity = z.enum(["page", "ticket"]);
export type AlertSeverity = z.infer<typeof AlertSeverity>;
/** No window of a rule is longer than a year. */
export const MAX_WINDOW_MINUTES = 366 * 1440;

/** A condition beyond burn rules, as it stands now. */
export const ConditionStatus = z.object({
  name: z.string().meta({ description: "policy/condition" }),
  kind: z.enum(["budget-consumed", "budget-drop", "time-to-exhaustion", "no-traffic"]),
  severity: AlertSeverity,
  sentence: z.string(),
  value: z
    .union([Figure, Count])
    .nullable()
    .meta({ description: "Share of the budget, minutes to exhaustion, or events; null: it cannot be judged, or not at this rate" }),
  limit: Figure,
  firingSince: MinuteInstant.nullable(),
});
export type ConditionStatus = z.infer<typeof ConditionStatus>;
