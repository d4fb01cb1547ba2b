import * as z from "zod";
import { Instant, JsonObject, Labels, Name } from "./common.ts";

/** `ok`: the last request succeeded; `failing`: it did not; `unknown`: not asked yet. */
export const SourceHealth = z.object({
  state: z.enum(["ok", "failing", "unknown"]),
  okAt: Instant.nullable(),
  failingSince: Instant.nullable(),
  failureClass: z.string().nullable(),
  message: z.string().nullable().meta({ description: "The source's own words, without secrets" }),
  version: z.string().nullable(),
  latencyMs: z.number().int().nullable(),
  requestsPerMinute: z
    .number()
    .int()
    .nullable()
    .meta({ description: "What was asked of it in the last whole minute; null: not known yet" }),
});
export type SourceHealth = z.infer<typeof SourceHealth>;

/** The token that senders to a source use. The token itself is shown once, when it is made. */
export const SourceToken = z.object({
  hint: z.string().meta({ description: "Its last four characters" }),
  issuedAt: Instant,
  lastUsedAt: Instant.nullable(),
});
export type SourceToken = z.infer<typeof SourceToken>;

export const IssuedToken = SourceToken.extend({
  token: z.string().meta({ description: "Shown only now; the one before it does not work any more" }),
});
export type IssuedToken = z.infer<typeof IssuedToken>;

export const Source = z.object({
  name: Name,
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  kind: z.string(),
  kindTitle: z.string(),
  connection: JsonObject,
  secretsSet: z.array(z.string()).meta({ description: "Names of the secret fields that hold a value; values are never returned" }),
  labels: Labels,
  ingestDelaySeconds: z.number().int().meta({ description: "How long after its end a minute is read" }),
  settleMinutes: z.number().int().meta({ description: "How many closed minutes are read again each time, for late data" }),
  receives: z.boolean().meta({ description: "Others send to it, with its token" }),
  token: SourceToken.nullable(),
  objectives: z.number().int().meta({ description: "How many objectives read from it" }),
  health: SourceHealth,
  revision: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Source = z.infer<typeof Source>;

/** A secret left out keeps its value, null removes it. Changing the address drops secrets that are not given again. */
export const Secrets = z.record(z.string(), z.string().max(16_384).nullable());

export const SourceInput = z.strictObject({
  name: Name,
  displayName: z.string().max(200).nullable().default(null),
  description: z.string().max(1050).nullable().default(null),
  kind: z.string().max(40),
  connection: JsonObject,
  secrets: Secrets.default({}),
  labels: Labels.default({}),
});
export type SourceInput = z.infer<typeof SourceInput>;

/** Tests a connection that is not saved, or (with `name`) a change of a saved one with the secrets it holds. */
export const SourceTestInput = z.strictObject({
  name: Name.optional(),
  kind: z.string().max(40),
  connection: JsonObject,
  secrets: Secrets.default({}),
});
export type SourceTestInput = z.infer<typeof SourceTestInput>;

export const SourceTestResult = z.object({
  ok: z.boolean(),
  version: z.string().nullable(),
  latencyMs: z.number().int().nullable(),
  clockSkewMs: z.number().int().nullable(),
  notes: z.array(z.string()),
  failure: z.object({ class: z.string(), message: z.string() }).nullable(),
});
export type SourceTestResult = z.infer<typeof SourceTestResult>;

/** Something that names can be looked up of; `within` is the title of what they are looked up in, null when nothing is needed. */
export const LookUpKind = z.object({ what: z.string(), title: z.string(), within: z.string().nullable() });
export type LookUpKind = z.infer<typeof LookUpKind>;

export const LookUpQuery = z.object({
  what: z.string().max(40),
  text: z.string().max(200).default(""),
  within: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** `failure` says in the source's own words why there are no names. */
export const LookUpResult = z.object({
  items: z.array(z.object({ name: z.string(), detail: z.string().nullable() })),
  failure: z.object({ class: z.string(), message: z.string() }).nullable(),
});
export type LookUpResult = z.infer<typeof LookUpResult>;

/** Everything a form needs: JSON Schema of the connection, and the secret fields. */
export const SourceKind = z.object({
  kind: z.string(),
  title: z.string(),
  description: z.string().meta({ description: "What it is read from, in one sentence" }),
  needs: z.string().nullable().meta({ description: "What has to be at hand to connect one; null: the fields that must be filled in" }),
  connectionSchema: JsonObject,
  secrets: z.array(
    z.object({
      field: z.string(),
      title: z.string(),
      description: z.string(),
      lines: z.boolean().meta({ description: "Entered as several lines" }),
      when: z
        .record(z.string(), z.array(z.string()))
        .meta({ description: "Only asked for at these values of fields of the connection; an empty list: at any value" }),
    }),
  ),
  ingestDelaySeconds: z.number().int(),
  receives: z.boolean(),
  lookUps: z.array(LookUpKind),
  templates: z.array(z.object({ title: z.string(), description: z.string(), text: z.string() })).meta({
    description: "OpenSLO texts to begin with; the name of the data source is written SOURCE",
  }),
});
export type SourceKind = z.infer<typeof SourceKind>;
