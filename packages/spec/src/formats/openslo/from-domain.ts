import type {
  Indicator,
  JsonValue,
  MetricQuery,
  ObjectiveDefinition,
  ObjectiveWindow,
  ServiceDefinition,
  SliceSettings,
  SourceDefinition,
} from "@solvent/domain";
import type { BroughtAdjustment } from "../../brought-adjustment.ts";
import { formatDecimal, fractionOfPercent, parseDecimal } from "../../decimal.ts";
import type { Definitions } from "../../definitions.ts";
import { formatDuration } from "../../window-duration.ts";
import { PlainNumber, writeYaml, type YamlValue } from "../../yaml/write-yaml.ts";
import { writeAdjustments } from "./adjustments.ts";
import { ADJUSTMENTS_ANNOTATION, withReserved } from "./annotations.ts";
import { DURATION_OF_UNIT, startTimeOf } from "./calendar.ts";
import { API_VERSION } from "./detect.ts";
import type { Kind } from "./header.ts";
import { TEAM_LABEL } from "./metadata-to-domain.ts";
import { NAME_OF_METHOD } from "./method-to-domain.ts";

type Fields = { readonly [key: string]: YamlValue };

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Maps with sorted keys, so that the same definition is always the same text. */
function sortKeys(value: JsonValue): YamlValue {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** Nothing is written for what is not set. */
const optional = (key: string, value: YamlValue): Fields => (value === null ? {} : { [key]: value });

const optionalMap = (key: string, map: Readonly<Record<string, string>>): Fields =>
  Object.keys(map).length === 0 ? {} : { [key]: sortKeys(map) };

type Described = Pick<ServiceDefinition, "name" | "displayName" | "labels" | "annotations">;

const toDocument = (kind: Kind, definition: Described, spec: Fields): Fields => ({
  apiVersion: API_VERSION,
  kind,
  metadata: {
    name: definition.name,
    ...optional("displayName", definition.displayName),
    ...optionalMap("labels", definition.labels),
    ...optionalMap("annotations", definition.annotations),
  },
  spec,
});

function fromService(service: ServiceDefinition): Fields {
  const labels = service.team === null ? service.labels : { ...service.labels, [TEAM_LABEL]: service.team };
  return toDocument("Service", { ...service, labels }, optional("description", service.description));
}

const fromSource = (source: SourceDefinition): Fields =>
  toDocument("DataSource", source, {
    ...optional("description", source.description),
    type: source.kind,
    connectionDetails: sortKeys(source.connection),
  });

const fromQuery = (query: MetricQuery): Fields => ({ metricSource: { metricSourceRef: query.source, spec: sortKeys(query.spec) } });

const fromIndicator = (indicator: Indicator): Fields =>
  indicator.kind === "threshold"
    ? { thresholdMetric: fromQuery(indicator.metric) }
    : {
        ratioMetric: {
          counter: indicator.counter,
          [indicator.numerator]: fromQuery(indicator.part),
          total: fromQuery(indicator.total),
        },
      };

/** What an objective says of its indicator. */
const fromThreshold = (indicator: Indicator): Fields =>
  indicator.kind === "ratio" ? {} : { op: indicator.operator, value: new PlainNumber(indicator.value) };

const fromWindow = (window: ObjectiveWindow): Fields =>
  window.kind === "rolling"
    ? { duration: formatDuration(window.minutes), isRolling: true }
    : {
        duration: DURATION_OF_UNIT[window.unit],
        calendar: { startTime: startTimeOf(window), timeZone: window.zone },
        isRolling: false,
      };

/** A text that is no number is written as it is, so that whoever reads it again says so. */
function sliceTarget(percentText: string): YamlValue {
  const percent = parseDecimal(percentText);
  return percent === null ? percentText : new PlainNumber(formatDecimal(fractionOfPercent(percent)));
}

const fromSlices = (slices: SliceSettings): Fields => ({
  ...(slices.targetPercent === null ? {} : { timeSliceTarget: sliceTarget(slices.targetPercent) }),
  timeSliceWindow: formatDuration(slices.minutes),
});

const fromAdjustments = (adjustments: readonly BroughtAdjustment[]): Record<string, string> =>
  adjustments.length === 0 ? {} : { [ADJUSTMENTS_ANNOTATION]: writeAdjustments(adjustments) };

/** The inline indicator bears the objective's name, because OpenSLO wants one. */
const fromObjective = (objective: ObjectiveDefinition, adjustments: readonly BroughtAdjustment[]): Fields =>
  toDocument(
    "SLO",
    { ...objective, annotations: { ...withReserved(objective), ...fromAdjustments(adjustments) } },
    {
      ...optional("description", objective.description),
      service: objective.service,
      indicator: { metadata: { name: objective.name }, spec: fromIndicator(objective.indicator) },
      timeWindow: [fromWindow(objective.window)],
      budgetingMethod: NAME_OF_METHOD[objective.method],
      objectives: [
        {
          ...fromThreshold(objective.indicator),
          targetPercent: new PlainNumber(objective.targetPercent),
          ...(objective.slices === null ? {} : fromSlices(objective.slices)),
        },
      ],
    },
  );

const sorted = <T extends { readonly name: string }>(definitions: readonly T[]): T[] =>
  [...definitions].sort((a, b) => byCodeUnit(a.name, b.name));

/**
 * Definitions as OpenSLO v1 YAML: services, data sources, SLOs with their indicators inline, each sorted by name. Reading the text
 * gives the same definitions again, provided they keep OpenSLO's rules (names, label keys, lengths) and the text YAML_LIMITS.
 * A label `team` of a service is its team. Secrets are not part of a definition.
 */
export function toOpenSlo(definitions: Partial<Definitions>): string {
  const { services = [], sources = [], objectives = [], adjustments = [] } = definitions;
  const broughtBy = new Map(adjustments.map((brought) => [brought.objective, brought.adjustments]));
  return writeYaml([
    ...sorted(services).map(fromService),
    ...sorted(sources).map(fromSource),
    ...sorted(objectives).map((objective) => fromObjective(objective, broughtBy.get(objective.name) ?? [])),
  ]);
}
