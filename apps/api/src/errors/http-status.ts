import type { ErrorCode } from "@solvent/api-contract";

/** The one mapping of error codes to HTTP: a new code does not compile until it has a status and a title. */
const HTTP_OF_CODE = {
  "request.invalid": [400, "The request is not valid"],
  "request.not-json": [415, "The body must be JSON"],
  "request.too-large": [413, "The request is too large"],
  "request.forbidden-origin": [403, "The request comes from, or is addressed to, an unknown host"],
  "request.rate-limited": [429, "Too many requests"],
  "route.not-found": [404, "There is nothing at this address"],
  "route.method-not-allowed": [405, "This address does not answer this method"],
  "definition.invalid": [422, "The definition is not valid"],
  "objective.not-found": [404, "No such objective"],
  "objective.name-taken": [409, "The name is taken"],
  "service.not-found": [404, "No such service"],
  "service.in-use": [409, "The service is in use"],
  "team.not-found": [404, "No such team"],
  "team.in-use": [409, "The team is in use"],
  "source.not-found": [404, "No such data source"],
  "source.name-taken": [409, "The name is taken"],
  "source.in-use": [409, "The data source is in use"],
  "source.kind-unknown": [422, "Unknown kind of data source"],
  "source.secret-required": [422, "Secrets must be given again"],
  "source.failed": [502, "The data source did not answer"],
  "backfill.not-found": [404, "No such back-fill"],
  "revision.required": [428, "The revision is required"],
  "revision.conflict": [412, "Somebody else changed it"],
  "database.unavailable": [503, "The database is not available"],
  internal: [500, "Unexpected error"],
} as const satisfies Record<ErrorCode, readonly [status: number, title: string]>;

export const toHttpStatus = (code: ErrorCode): number => HTTP_OF_CODE[code][0];
export const toTitle = (code: ErrorCode): string => HTTP_OF_CODE[code][1];
