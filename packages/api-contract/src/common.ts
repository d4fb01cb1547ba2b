import type { JsonValue } from "@solvent/domain";
import * as z from "zod";

/** DNS label: the name of a service, team, source or objective, unique per kind. */
export const Name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "a name is 1 to 63 lower-case letters, digits and inner hyphens")
  .meta({ examples: ["checkout-availability"] });

/** UTC minute, e.g. 2026-03-01T01:00Z. */
export const MinuteInstant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/, "an instant looks like 2026-03-01T01:00Z")
  .refine((text) => Number.isFinite(Date.parse(text)), "there is no such date or time");
/** ISO 8601 UTC with seconds. */
export const Instant = z.iso.datetime();

/** An exact rational number `n/d` and the nearest double, which is only for drawing. */
export const Figure = z.object({ exact: z.string().regex(/^-?\d+\/\d+$/), value: z.number() });
export type Figure = z.infer<typeof Figure>;

/** Number of events: a JSON integer up to 2^53 - 1, a decimal string above or when not whole. */
export const Count = z.union([z.number().int(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
export type Count = z.infer<typeof Count>;

/** What became of the minutes of an interval; the four add up to `minutes` (noTraffic is part of counted). */
export const Coverage = z.object({
  minutes: z.number().int(),
  counted: z.number().int(),
  missing: z.number().int(),
  excluded: z.number().int(),
  noTraffic: z.number().int(),
});
export type Coverage = z.infer<typeof Coverage>;

export const Labels = z.record(z.string().max(1024), z.string().max(1024)).refine((l) => Object.keys(l).length <= 64, "at most 64 labels");
export const Json: z.ZodType<JsonValue> = z.json();
export const JsonObject = z.record(z.string(), Json);

/** A page of a list. `nextCursor` null: the end. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
});

/**
 * Who may call a route. There is no login yet: the role is declared and shown, and everybody on loopback is an admin. A `sender` is known
 * by the token of a push source.
 */
export const ROLES = ["viewer", "editor", "admin", "sender"] as const;
export type Role = (typeof ROLES)[number];
