import type { Indicator, JsonValue, MetricQuery, ObjectiveDefinition, ServiceDefinition, SourceDefinition } from "@solvent/domain";
import type { Definitions } from "../../definitions.ts";
import { formatWindowDuration } from "../../window-duration.ts";
import { PlainNumber, writeYaml, type YamlValue } from "../../yaml/write-yaml.ts";
import { API_VERSION } from "./detect.ts";
import type { Kind } from "./header.ts";
import { TEAM_LABEL } from "./metadata-to-domain.ts";

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

const fromIndicator = (indicator: Indicator): Fields => ({
  ratioMetric: {
    counter: indicator.counter,
    [indicator.numerator]: fromQuery(indicator.part),
    total: fromQuery(indicator.total),
  },
});

/** The inline indicator bears the objective's name, because OpenSLO wants one. */
const fromObjective = (objective: ObjectiveDefinition): Fields =>
  toDocument("SLO", objective, {
    ...optional("description", objective.description),
    service: objective.service,
    indicator: { metadata: { name: objective.name }, spec: fromIndicator(objective.indicator) },
    timeWindow: [{ duration: formatWindowDuration(objective.window.minutes), isRolling: true }],
    budgetingMethod: "Occurrences",
    objectives: [{ targetPercent: new PlainNumber(objective.targetPercent) }],
  });

const sorted = <T extends { readonly name: string }>(definitions: readonly T[]): T[] =>
  [...definitions].sort((a, b) => byCodeUnit(a.name, b.name));

/**
 * Definitions as OpenSLO v1 YAML: services, data sources, SLOs with their indicators inline, each sorted by name. Reading the text
 * gives the same definitions again, provided they keep OpenSLO's rules (names, label keys, lengths) and the text YAML_LIMITS.
 * A label `team` of a service is its team. Secrets are not part of a definition.
 */
export function toOpenSlo(definitions: Partial<Definitions>): string {
  const { services = [], sources = [], objectives = [] } = definitions;
  return writeYaml([...sorted(services).map(fromService), ...sorted(sources).map(fromSource), ...sorted(objectives).map(fromObjective)]);
}
