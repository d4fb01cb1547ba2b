import * as z from "zod";

/** Stable error codes, `entity.reason`. Every transport maps all of them. */
export const ERROR_CODES = [
  "request.invalid",
  "request.not-json",
  "request.too-large",
  "request.forbidden-origin",
  "request.rate-limited",
  "route.not-found",
  "route.method-not-allowed",
  "definition.invalid",
  "objective.not-found",
  "objective.name-taken",
  "objective.in-use",
  "objective.in-group",
  "objective.is-part",
  "group.not-found",
  "group.name-taken",
  "policy.not-found",
  "policy.name-taken",
  "policy.in-use",
  "service.not-found",
  "service.in-use",
  "team.not-found",
  "team.in-use",
  "source.not-found",
  "source.name-taken",
  "source.in-use",
  "source.kind-unknown",
  "source.secret-required",
  "source.failed",
  "sender.unauthorized",
  "backfill.not-found",
  "stream.not-found",
  "refill.not-found",
  "refill.overlaps",
  "alert.not-found",
  "notification.not-found",
  "notification.not-dead",
  "target.not-found",
  "target.name-taken",
  "target.kind-unknown",
  "target.secret-required",
  "route.target-unknown",
  "route.subject-unknown",
  "mute.not-found",
  "mute.subject-unknown",
  "adjustment.not-found",
  "adjustment.subject-unknown",
  "adjustment.brought",
  "adjustment.removed",
  "episode.not-found",
  "annotation.not-found",
  "annotation.subject-unknown",
  "agreement.not-found",
  "agreement.name-taken",
  "agreement.objective-unknown",
  "events.too-many",
  "revision.required",
  "revision.conflict",
  "database.unavailable",
  "internal",
] as const;
export const ErrorCode = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** One field or place that is wrong. Lines and columns count from 1 and refer to the text that was sent. */
export const FieldProblem = z.object({
  path: z.string().meta({ description: "Dotted path, e.g. spec.objectives[0].target" }),
  message: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});
export type FieldProblem = z.infer<typeof FieldProblem>;

/** RFC 9457 problem details. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: ErrorCode,
  requestId: z.string(),
  errors: z.array(FieldProblem).optional(),
});
export type Problem = z.infer<typeof Problem>;
