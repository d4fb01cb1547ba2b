import type { Indicator, MetricQuery, RatioIndicator } from "@solvent/domain";
import type { DeclaredKind, Origin } from "../../format.ts";
import { formatPath, type Path } from "../../path.ts";
import { quoted } from "../../suggest.ts";
import { type Mapping, refuseInexactNumbers } from "./metadata-to-domain.ts";
import { type IndicatorSpec, type Metric, type RatioMetric, UNSUPPORTED_RATIO_FIELDS } from "./schema.ts";

/** A metric whose limit is said by the objective that refers to it. */
export interface OpenThreshold {
  readonly kind: "open-threshold";
  readonly metric: MetricQuery;
}

/** Origins are those of a definition that has the indicator as its part `indicator`. */
export interface LocatedIndicator<I = RatioIndicator | OpenThreshold> {
  readonly indicator: I;
  readonly origins: readonly Origin[];
}

export type CompleteIndicator = LocatedIndicator<Indicator>;

export interface IndicatorMapping extends Mapping {
  /** Path of the indicator's `spec` in the document. */
  readonly at: Path;
  /** Kinds of the data sources that the text defines, by name. */
  readonly sourceKinds: ReadonlyMap<string, string>;
  /** Receives what a metric says of a data source that the text does not define. */
  readonly declaredKinds: DeclaredKind[];
}

/** A data source's `type` and a metric's `type` mean an adapter, whatever their case. */
export const toSourceKind = (type: string): string => type.toLowerCase();

function checkKind(type: string, source: string, { path, mapping }: { path: Path; mapping: IndicatorMapping }): void {
  const kind = toSourceKind(type);
  const defined = mapping.sourceKinds.get(source);
  const place = mapping.document.place(path);
  if (defined === undefined) mapping.declaredKinds.push({ source, kind, place });
  else if (defined !== kind) {
    mapping.sink.error(
      place,
      "bad-value",
      `${formatPath(path)} is ${quoted(kind)}, but the data source ${quoted(source)} is of type ${quoted(defined)}`,
    );
  }
}

function toQuery(metric: Metric, path: Path, mapping: IndicatorMapping): MetricQuery | null {
  const { metricSourceRef: source, type, spec } = metric.metricSource;
  const at = [...path, "metricSource"];
  if (source === undefined) {
    const message = `${formatPath(at)}.metricSourceRef is required: the name of a data source`;
    mapping.sink.error(mapping.document.place(at), "missing-field", message);
    return null;
  }
  if (type !== undefined) checkKind(type, source, { path: [...at, "type"], mapping });
  refuseInexactNumbers([...at, "spec"], mapping);
  return { source, spec };
}

/** Reports what is there of a ratio that cannot be represented; true when there is something. */
function refuseUnsupported(ratio: RatioMetric, { document, sink }: Mapping, path: Path): boolean {
  const found = UNSUPPORTED_RATIO_FIELDS.filter((field) => ratio[field] !== undefined);
  for (const field of found)
    sink.error(document.placeOfKey([...path, field]), "not-supported", `not supported yet: ${formatPath([...path, field])}`);
  return found.length > 0;
}

interface Written {
  readonly counter: boolean;
  readonly numerator: "good" | "bad";
  readonly part: Metric;
  readonly total: Metric;
}

/** The parts of a ratio, each reported where it is missing: counter, total, and one of good and bad. */
function readParts(ratio: RatioMetric, path: Path, { document, sink }: Mapping): Written | null {
  const at = formatPath(path);
  const { counter, good, bad, total } = ratio;
  if (counter === undefined) sink.error(document.place([...path, "counter"]), "missing-field", `${at}.counter is required: true or false`);
  if (total === undefined) sink.error(document.place([...path, "total"]), "missing-field", `${at}.total is required`);
  if (good === undefined && bad === undefined) sink.error(document.place(path), "missing-field", `${at} needs good or bad`);
  if (good !== undefined && bad !== undefined)
    sink.error(document.placeOfKey([...path, "bad"]), "bad-value", `${at} has both good and bad: keep one`);
  const part = good ?? bad;
  if (counter === undefined || total === undefined || part === undefined) return null;
  return { counter, numerator: good === undefined ? "bad" : "good", part, total };
}

const origin = ({ document }: IndicatorMapping, part: Path, path: Path): Origin => ({ part: ["indicator", ...part], document, path });

/** Of a query in the field `part` of the definition that is written as the metric at `path`. */
const queryOrigins = (mapping: IndicatorMapping, part: "part" | "total" | "metric", path: Path): Origin[] => [
  origin(mapping, [part], [...path, "metricSource"]),
  origin(mapping, [part, "source"], [...path, "metricSource", "metricSourceRef"]),
];

const ratioOrigins = (numerator: "good" | "bad", ratioPath: Path, mapping: IndicatorMapping): Origin[] => [
  origin(mapping, [], mapping.at),
  origin(mapping, ["counter"], [...ratioPath, "counter"]),
  origin(mapping, ["numerator"], [...ratioPath, numerator]),
  ...queryOrigins(mapping, "part", [...ratioPath, numerator]),
  ...queryOrigins(mapping, "total", [...ratioPath, "total"]),
];

function toOpenThreshold(metric: Metric, mapping: IndicatorMapping): LocatedIndicator | null {
  const path = [...mapping.at, "thresholdMetric"];
  const query = toQuery(metric, path, mapping);
  if (query === null) return null;
  const origins = [origin(mapping, [], mapping.at), ...queryOrigins(mapping, "metric", path)];
  return { indicator: { kind: "open-threshold", metric: query }, origins };
}

/** An indicator of an SLI document or inside an SLO; null after its problems went to the sink. */
export function toIndicator(spec: IndicatorSpec, mapping: IndicatorMapping): LocatedIndicator | null {
  const { document, sink, at } = mapping;
  const { ratioMetric, thresholdMetric } = spec;
  if (ratioMetric !== undefined && thresholdMetric !== undefined) {
    const message = `${formatPath(at)} has both ratioMetric and thresholdMetric: keep one`;
    sink.error(document.placeOfKey([...at, "thresholdMetric"]), "bad-value", message);
    return null;
  }
  if (thresholdMetric !== undefined) return toOpenThreshold(thresholdMetric, mapping);
  if (ratioMetric !== undefined) return toRatio(ratioMetric, mapping);
  sink.error(document.place(at), "missing-field", `${formatPath(at)} needs ratioMetric or thresholdMetric`);
  return null;
}

function toRatio(ratio: RatioMetric, mapping: IndicatorMapping): LocatedIndicator | null {
  const { document, sink, at } = mapping;
  const ratioPath = [...at, "ratioMetric"];
  if (refuseUnsupported(ratio, mapping, ratioPath)) return null;
  const parts = readParts(ratio, ratioPath, mapping);
  if (parts === null) return null;
  const part = toQuery(parts.part, [...ratioPath, parts.numerator], mapping);
  const total = toQuery(parts.total, [...ratioPath, "total"], mapping);
  if (part === null || total === null) return null;
  if (part.source !== total.source) {
    const message = `not supported yet: ${parts.numerator} from ${quoted(part.source)} and total from ${quoted(total.source)}, both must be read from one data source`;
    sink.error(document.place([...ratioPath, "total", "metricSource", "metricSourceRef"]), "not-supported", message);
    return null;
  }
  const indicator: RatioIndicator = { kind: "ratio", counter: parts.counter, numerator: parts.numerator, part, total };
  return { indicator, origins: ratioOrigins(parts.numerator, ratioPath, mapping) };
}
