import { DEFAULT_GROUP_CAP, MAX_GROUP_LABELS } from "@solvent/domain";
import * as z from "zod";
import { Figure, Instant, Labels, Name, PageQuery, pageOf } from "./common.ts";
import { ObjectiveInput, ObjectiveState } from "./objective.ts";

const LabelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/, "a label name is letters, digits and underscores");

/** One definition, one objective per combination of labels. */
export const ObjectiveGroupInput = z.strictObject({
  objective: ObjectiveInput.meta({ description: "Its name is that of the group" }),
  groupBy: z.array(LabelName).min(1).max(MAX_GROUP_LABELS),
  cap: z.number().int().min(1).max(DEFAULT_GROUP_CAP).default(DEFAULT_GROUP_CAP),
});
export type ObjectiveGroupInput = z.infer<typeof ObjectiveGroupInput>;

export const ObjectiveGroup = z.object({
  name: Name,
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  service: Name,
  team: Name.nullable(),
  objective: ObjectiveInput,
  groupBy: z.array(z.string()),
  cap: z.number().int(),
  found: z.number().int().nullable().meta({ description: "Combinations that the source had when it was last asked; null before" }),
  leftOut: z.number().int().meta({ description: "Of these, beyond the cap" }),
  listedAt: Instant.nullable(),
  warnings: z.array(z.string()),
  active: z.number().int(),
  archived: z.number().int(),
  states: z.record(ObjectiveState, z.number().int()).meta({ description: "Active objectives by state" }),
  revision: z.number().int(),
  author: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
  openslo: z.string(),
});
export type ObjectiveGroup = z.infer<typeof ObjectiveGroup>;

export const ObjectiveGroupList = pageOf(ObjectiveGroup);
export const ObjectiveGroupListQuery = PageQuery;

/** An objective of a group. */
export const GroupMember = z.object({
  name: Name,
  labels: Labels,
  archivedAt: Instant.nullable(),
  state: ObjectiveState.nullable().meta({ description: "Null while it is archived" }),
  sli: Figure.nullable(),
  budgetLeft: Figure.nullable(),
});
export type GroupMember = z.infer<typeof GroupMember>;
export const GroupMemberList = pageOf(GroupMember);
export const GroupMemberQuery = PageQuery.extend({
  archived: z.enum(["true", "false"]).optional().meta({ description: "Only these; default: both, active ones first" }),
});
export type GroupMemberQuery = z.infer<typeof GroupMemberQuery>;

/** What a group would consist of, asked of the source now; stores nothing. */
export const GroupPreview = z.object({
  found: z.number().int(),
  leftOut: z.number().int(),
  warnings: z.array(z.string()),
  first: z.array(z.object({ name: Name, labels: Labels })).meta({ description: "The first 20 by name" }),
});
export type GroupPreview = z.infer<typeof GroupPreview>;
