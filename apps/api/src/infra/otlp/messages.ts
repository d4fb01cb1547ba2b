/** Scalars of Protocol Buffers that are used here; `bytes` is kept as base64 text. */
export type Scalar = "string" | "bool" | "bytes" | "double" | "int32" | "uint32" | "sint32" | "int64" | "uint64" | "fixed64" | "sfixed64";

export interface FieldShape {
  readonly id: number;
  readonly type: Scalar | MessageName;
  readonly repeated?: true;
}

/** Fields of one message by their JSON name. What is not listed is skipped, in both encodings. */
export type MessageShape = Readonly<Record<string, FieldShape>>;

const one = (id: number, type: FieldShape["type"]): FieldShape => ({ id, type });
const many = (id: number, type: FieldShape["type"]): FieldShape => ({ id, type, repeated: true });

const NUMBER_POINT: MessageShape = {
  attributes: many(7, "KeyValue"),
  startTimeUnixNano: one(2, "fixed64"),
  timeUnixNano: one(3, "fixed64"),
  asDouble: one(4, "double"),
  asInt: one(6, "sfixed64"),
  flags: one(8, "uint32"),
};

const HISTOGRAM_POINT: MessageShape = {
  attributes: many(9, "KeyValue"),
  startTimeUnixNano: one(2, "fixed64"),
  timeUnixNano: one(3, "fixed64"),
  count: one(4, "fixed64"),
  bucketCounts: many(6, "fixed64"),
  explicitBounds: many(7, "double"),
  flags: one(10, "uint32"),
};

/** Of what is refused only the number matters. */
const REFUSED_POINT: MessageShape = { timeUnixNano: one(3, "fixed64") };

/**
 * Messages of OTLP metrics (opentelemetry.proto.metrics.v1 and .common.v1), their answers, and google.rpc.Status: the one table that both
 * encodings are read by.
 */
export const MESSAGES = {
  Request: { resourceMetrics: many(1, "ResourceMetrics") },
  ResourceMetrics: { resource: one(1, "Resource"), scopeMetrics: many(2, "ScopeMetrics") },
  Resource: { attributes: many(1, "KeyValue") },
  ScopeMetrics: { scope: one(1, "Scope"), metrics: many(2, "Metric") },
  Scope: { name: one(1, "string") },
  Metric: {
    name: one(1, "string"),
    gauge: one(5, "Gauge"),
    sum: one(7, "Sum"),
    histogram: one(9, "Histogram"),
    exponentialHistogram: one(10, "ExponentialHistogram"),
    summary: one(11, "Summary"),
  },
  Gauge: { dataPoints: many(1, "NumberPoint") },
  Sum: { dataPoints: many(1, "NumberPoint"), aggregationTemporality: one(2, "int32"), isMonotonic: one(3, "bool") },
  Histogram: { dataPoints: many(1, "HistogramPoint"), aggregationTemporality: one(2, "int32") },
  ExponentialHistogram: { dataPoints: many(1, "RefusedPoint") },
  Summary: { dataPoints: many(1, "RefusedPoint") },
  NumberPoint: NUMBER_POINT,
  HistogramPoint: HISTOGRAM_POINT,
  RefusedPoint: REFUSED_POINT,
  KeyValue: { key: one(1, "string"), value: one(2, "AnyValue") },
  AnyValue: {
    stringValue: one(1, "string"),
    boolValue: one(2, "bool"),
    intValue: one(3, "int64"),
    doubleValue: one(4, "double"),
    arrayValue: one(5, "ArrayValue"),
    kvlistValue: one(6, "KeyValueList"),
    bytesValue: one(7, "bytes"),
  },
  ArrayValue: { values: many(1, "AnyValue") },
  KeyValueList: { values: many(1, "KeyValue") },
  Response: { partialSuccess: one(1, "PartialSuccess") },
  PartialSuccess: { rejectedDataPoints: one(1, "int64"), errorMessage: one(2, "string") },
  Status: { code: one(1, "int32"), message: one(2, "string") },
} as const satisfies Record<string, Record<string, { id: number; type: string; repeated?: true }>>;

export type MessageName =
  | "Request"
  | "ResourceMetrics"
  | "Resource"
  | "ScopeMetrics"
  | "Scope"
  | "Metric"
  | "Gauge"
  | "Sum"
  | "Histogram"
  | "ExponentialHistogram"
  | "Summary"
  | "NumberPoint"
  | "HistogramPoint"
  | "RefusedPoint"
  | "KeyValue"
  | "AnyValue"
  | "ArrayValue"
  | "KeyValueList"
  | "Response"
  | "PartialSuccess"
  | "Status";

export const shapeOf = (name: MessageName): MessageShape => MESSAGES[name];

export const isMessageName = (type: FieldShape["type"]): type is MessageName => Object.hasOwn(MESSAGES, type);
