import * as z from "zod";
import { Count, Coverage, Figure, MinuteInstant, Name } from "./common.ts";
import { BudgetingMethod, Change, ObjectiveWindow } from "./objective.ts";

export const MAX_DEFINITION_BYTES = 256 * 1024;

export const DefinitionText = z.strictObject({
  text: z.string().max(MAX_DEFINITION_BYTES).meta({ description: "OpenSLO v1 YAML or JSON, several documents allowed" }),
});

/** A problem at its place in the text; lines and columns count from 1. */
export const Diagnostic = z.object({
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  path: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
});
export type Diagnostic = z.infer<typeof Diagnostic>;

export const ApplyInput = DefinitionText.extend({ dryRun: z.boolean().default(false) });
export type ApplyInput = z.infer<typeof ApplyInput>;

export const AppliedChange = z.object({
  kind: z.enum(["Service", "DataSource", "AlertPolicy", "SLO", "Agreement"]),
  name: Name,
  action: z.enum(["create", "update", "unchanged"]),
  changes: z.array(Change),
  group: z.boolean().default(false).meta({ description: "One objective per combination of labels" }),
  newStream: z.boolean().meta({ description: "The query is new: its history is read in the background" }),
});
export type AppliedChange = z.infer<typeof AppliedChange>;

/** All or nothing: with an error among the diagnostics nothing is stored. */
export const ApplyResult = z.object({ dryRun: z.boolean(), diagnostics: z.array(Diagnostic), changes: z.array(AppliedChange) });
export type ApplyResult = z.infer<typeof ApplyResult>;

/** What a look at the source says about one objective before it is saved. */
export const CheckedObjective = z.object({
  name: Name,
  displayName: z.string().nullable(),
  source: Name.nullable().meta({ description: "Null for a composite" }),
  groups: z
    .object({ found: z.number().int(), leftOut: z.number().int() })
    .nullable()
    .meta({ description: "Combinations of labels, where there is one objective for each; figures are of all of them together" }),
  targetPercent: z.string(),
  window: ObjectiveWindow,
  windowMinutes: z.number().int().meta({ description: "Length of a rolling window; of a calendar unit its usual length" }),
  method: BudgetingMethod,
  probe: z
    .object({
      seriesFound: z.number().int(),
      strategy: z.string(),
      exactness: z.string(),
      scrapeIntervalSeconds: z.number().nullable(),
      warnings: z.array(z.string()),
    })
    .nullable(),
  failure: z
    .object({ class: z.string(), message: z.string(), line: z.number().int().nullable(), column: z.number().int().nullable() })
    .nullable(),
  lastDay: z
    .object({
      from: MinuteInstant,
      to: MinuteInstant,
      good: Count,
      total: Count,
      bad: Count,
      unit: z.enum(["events", "slices"]).meta({ description: "What `sliBad` and `sliMass` count" }),
      sliBad: Figure.meta({ description: "Bad events, or bad slices" }),
      sliMass: Figure.meta({ description: "All events, or all judged slices" }),
      sli: Figure.nullable(),
      met: z.boolean().nullable(),
      coverage: Coverage,
      hours: z.array(z.object({ good: Count, total: Count, known: z.number().int() })),
    })
    .nullable()
    .meta({ description: "Of a composite: the whole slices of the last 24 hours that all its parts know; its events are its slices" }),
  lastDayReason: z.string().nullable().meta({
    description: "Why a composite has no `lastDay`: which of its parts lacks it. Null where there is one, and where `failure` says why",
  }),
  backfill: z.object({ minutes: z.number().int(), requests: z.number().int(), estimatedSeconds: z.number() }).nullable(),
});
export type CheckedObjective = z.infer<typeof CheckedObjective>;

export const CheckResult = z.object({ diagnostics: z.array(Diagnostic), objectives: z.array(CheckedObjective) });
export type CheckResult = z.infer<typeof CheckResult>;
