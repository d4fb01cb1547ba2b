import type { JsonValue } from "@solvent/domain";
import * as z from "zod";
import { API_VERSION } from "./detect.ts";

/** OpenSLO's own limit. */
export const MAX_DESCRIPTION = 1050;
export const MAX_DISPLAY_NAME = 200;
export const MAX_LABELS = 64;
export const MAX_LABEL_VALUE = 1024;

/** Annotations that mean something to Solvent. */
export const RESERVED_PREFIX = "solvent/";

export const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** A DNS prefix and a slash are optional; the name is OpenSLO's: up to 63 letters, digits and inner `-_.`. */
export const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const Name = z.string().regex(NAME, "must be 1 to 63 lower-case letters, digits and inner hyphens");
const DisplayName = z.string().min(1, "must not be empty").max(MAX_DISPLAY_NAME, `must be at most ${MAX_DISPLAY_NAME} characters`);
const Description = z.string().max(MAX_DESCRIPTION, `must be at most ${MAX_DESCRIPTION} characters`);
const LabelKey = z
  .string()
  .regex(LABEL_KEY, "must be named with up to 63 letters, digits and inner - _ . after an optional DNS prefix and /");
const LabelText = z.string().max(MAX_LABEL_VALUE, `must be at most ${MAX_LABEL_VALUE} characters`);
/** Adapters are named in lower case; OpenSLO's examples write `Prometheus`. */
const Kind = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, "must be the kind of a data source, e.g. prometheus");

const JsonMap = z.record(
  z.string(),
  z.custom<JsonValue>(() => true),
);
const atMost64 = (labels: object): boolean => Object.keys(labels).filter((key) => !key.startsWith(RESERVED_PREFIX)).length <= MAX_LABELS;
const TOO_MANY = `must have at most ${MAX_LABELS} entries`;

const Labels = z
  .record(LabelKey, z.union([LabelText, z.array(LabelText)], "must be text or a list of texts; numbers and true or false need quotes"))
  .refine(atMost64, TOO_MANY);
const Annotations = z
  .record(LabelKey, z.string())
  .refine(atMost64, TOO_MANY)
  .check(({ value, issues }) => {
    for (const [key, text] of Object.entries(value)) {
      // What is reserved has limits of its own.
      if (key.startsWith(RESERVED_PREFIX) || text.length <= MAX_LABEL_VALUE) continue;
      issues.push({ code: "custom", path: [key], input: text, message: `must be at most ${MAX_LABEL_VALUE} characters` });
    }
  });

const Metadata = z.strictObject({
  name: Name,
  displayName: DisplayName.optional(),
  labels: Labels.optional(),
  annotations: Annotations.optional(),
});
export type Metadata = z.infer<typeof Metadata>;

const document = <K extends string, S extends z.ZodType>(kind: K, spec: S) =>
  z.strictObject({ apiVersion: z.literal(API_VERSION), kind: z.literal(kind), metadata: Metadata, spec });

/** Valid OpenSLO that Solvent cannot represent: any shape, refused by to-domain at its place. */
const Unsupported = z.unknown().optional();

export const ServiceDocument = document("Service", z.strictObject({ description: Description.optional() }));
export type ServiceDocument = z.infer<typeof ServiceDocument>;

export const DataSourceDocument = document(
  "DataSource",
  z.strictObject({ description: Description.optional(), type: Kind, connectionDetails: JsonMap }),
);
export type DataSourceDocument = z.infer<typeof DataSourceDocument>;

const Metric = z.strictObject({
  metricSource: z.strictObject({ metricSourceRef: Name.optional(), type: Kind.optional(), spec: JsonMap }),
});
export type Metric = z.infer<typeof Metric>;

export const UNSUPPORTED_RATIO_FIELDS = ["raw", "rawType"] as const;
const RatioMetric = z.strictObject({
  counter: z.boolean().optional(),
  good: Metric.optional(),
  bad: Metric.optional(),
  total: Metric.optional(),
  raw: Unsupported,
  rawType: Unsupported,
});
export type RatioMetric = z.infer<typeof RatioMetric>;

const IndicatorSpec = z.strictObject({
  description: Description.optional(),
  ratioMetric: RatioMetric.optional(),
  thresholdMetric: Metric.optional(),
});
export type IndicatorSpec = z.infer<typeof IndicatorSpec>;

export const SliDocument = document("SLI", IndicatorSpec);
export type SliDocument = z.infer<typeof SliDocument>;

/** Written inside an SLO, an indicator needs no header and no name. */
const InlineIndicator = z.strictObject({
  apiVersion: z.literal(API_VERSION, `must be "${API_VERSION}"`).optional(),
  kind: z.literal("SLI", 'must be "SLI"').optional(),
  metadata: Metadata.extend({ name: Name.optional() }).optional(),
  spec: IndicatorSpec,
});

export const UNSUPPORTED_OBJECTIVE_FIELDS = ["compositeWeight", "indicator", "indicatorRef"] as const;
const Target = z.strictObject({
  displayName: DisplayName.optional(),
  target: z.number().optional(),
  targetPercent: z.number().optional(),
  op: z.string().optional(),
  value: z.number("must be a number").optional(),
  timeSliceTarget: z.number().optional(),
  timeSliceWindow: z.union([z.number(), z.string()], "must be a number of minutes or a duration, e.g. 5m").optional(),
  compositeWeight: Unsupported,
  indicator: Unsupported,
  indicatorRef: Unsupported,
});
export type Target = z.infer<typeof Target>;

const Calendar = z.strictObject({ startTime: z.string(), timeZone: z.string() });
export type Calendar = z.infer<typeof Calendar>;
const TimeWindow = z.strictObject({ duration: z.string(), isRolling: z.boolean().optional(), calendar: Calendar.optional() });
export type TimeWindow = z.infer<typeof TimeWindow>;

const Burnrate = z.strictObject({
  kind: z.string().optional(),
  op: z.string().optional(),
  threshold: z.number(),
  lookbackWindow: z.string(),
  alertAfter: z.string().optional(),
});
const AlertConditionSpec = z.strictObject({
  description: Description.optional(),
  severity: z.string().min(1, "must not be empty"),
  condition: Burnrate,
});
export type AlertConditionSpec = z.infer<typeof AlertConditionSpec>;
export const AlertConditionDocument = document("AlertCondition", AlertConditionSpec);

/** Written inside another document, one needs no header. */
const inline = <K extends string, S extends z.ZodType>(kind: K, spec: S) =>
  z.strictObject({
    apiVersion: z.literal(API_VERSION, `must be "${API_VERSION}"`).optional(),
    kind: z.literal(kind, `must be "${kind}"`).optional(),
    metadata: Metadata,
    spec,
  });
export const InlineAlertCondition = inline("AlertCondition", AlertConditionSpec);

/** The target of a policy that Solvent writes: OpenSLO wants one. */
export const NOTIFIED_BY_ROUTES = "solvent";

const AlertPolicySpec = z.strictObject({
  description: Description.optional(),
  alertWhenBreaching: z.boolean().optional(),
  alertWhenNoData: z.boolean().optional(),
  alertWhenResolved: z.boolean().optional(),
  // References, or whole documents that are checked as such.
  conditions: z.array(z.looseObject({ conditionRef: Name.optional() }, "must be a map")).optional(),
  notificationTargets: z.array(JsonMap).optional(),
});
export const AlertPolicyDocument = document("AlertPolicy", AlertPolicySpec);
export const InlineAlertPolicy = inline("AlertPolicy", AlertPolicySpec);
/** One of its own, or one inside of an SLO. */
export type AlertPolicyDocument = z.infer<typeof InlineAlertPolicy>;

export const SloDocument = document(
  "SLO",
  z.strictObject({
    description: Description.optional(),
    service: Name,
    indicator: InlineIndicator.optional(),
    indicatorRef: Name.optional(),
    timeWindow: z.array(TimeWindow),
    budgetingMethod: z.string(),
    objectives: z.array(Target),
    // References, or whole documents that are checked as such.
    alertPolicies: z.array(z.looseObject({ alertPolicyRef: Name.optional() }, "must be a map")).optional(),
  }),
);
export type SloDocument = z.infer<typeof SloDocument>;
