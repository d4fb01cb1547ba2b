import * as z from "zod";
import { Scope } from "./alert.ts";
import { Instant, MinuteInstant, Name } from "./common.ts";

export const ANNOTATION_KINDS = ["deploy", "incident", "note"] as const;
export const AnnotationKind = z.enum(ANNOTATION_KINDS);
export type AnnotationKind = z.infer<typeof AnnotationKind>;

/** Something that happened, to be seen beside the figures; it changes none. */
export const AnnotationInput = z.strictObject({
  kind: AnnotationKind,
  scope: Scope,
  name: Name.nullable().default(null).meta({ description: "Of the team, service or objective; null for all" }),
  title: z.string().trim().min(1, "say what happened").max(200),
  url: z
    .url({ protocol: /^https?$/, error: "an address that begins with http:// or https://" })
    .max(1000)
    .nullable()
    .default(null)
    .meta({ description: "E.g. the build, the ticket or the review" }),
  from: MinuteInstant.optional().meta({ description: "Default: now" }),
  to: MinuteInstant.nullable().default(null).meta({ description: "Half-open; null: it was an instant" }),
});
export type AnnotationInput = z.infer<typeof AnnotationInput>;

export const Annotation = z.object({
  id: z.string(),
  kind: AnnotationKind,
  scope: Scope,
  name: Name.nullable(),
  title: z.string(),
  url: z.string().nullable(),
  from: MinuteInstant,
  to: MinuteInstant.meta({ description: "Half-open; of an instant the next minute" }),
  author: z.string(),
  createdAt: Instant,
});
export type Annotation = z.infer<typeof Annotation>;

export const AnnotationListQuery = z.object({
  objective: Name.optional().meta({ description: "Those that are about it, its service, its team, or everything" }),
  from: MinuteInstant.optional().meta({ description: "Default: 30 days before the end" }),
  to: MinuteInstant.optional().meta({ description: "Default: now" }),
});
export const AnnotationList = z.object({
  items: z.array(Annotation).meta({ description: "Newest first, at most 1000" }),
});

/** How long before an episode something must have happened to be shown with it. */
export const ANNOTATION_LEAD_MINUTES = 60;
