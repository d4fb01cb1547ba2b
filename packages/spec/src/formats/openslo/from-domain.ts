import type {
  AlertPolicyDefinition,
  Indicator,
  JsonValue,
  MeasuredIndicator,
  MetricQuery,
  ObjectiveDefinition,
  ObjectiveGroupDefinition,
  ObjectiveWindow,
  ServiceDefinition,
  SliceSettings,
  SourceDefinition,
} from "@solvent/domain";
import type { BroughtAdjustment } from "../../brought-adjustment.ts";
import { formatDecimal, fractionOfPercent, parseDecimal } from "../../decimal.ts";
import type { Definitions } from "../../definitions.ts";
import type { PromisedAgreement } from "../../promised-agreement.ts";
import { formatDuration } from "../../window-duration.ts";
import { PlainNumber, writeYaml, type YamlValue } from "../../yaml/write-yaml.ts";
import { writeAdjustments } from "./adjustments.ts";
import { writeAgreements } from "./agreements.ts";
import { ADJUSTMENTS_ANNOTATION, AGREEMENTS_ANNOTATION, COMPOSITE_ANNOTATION, CONDITIONS_ANNOTATION, withReserved } from "./annotations.ts";
import { DURATION_OF_UNIT, startTimeOf } from "./calendar.ts";
import { writeComposite } from "./composite.ts";
import { writeConditions } from "./conditions.ts";
import { API_VERSION } from "./detect.ts";
import { groupAnnotations } from "./group.ts";
import type { Kind } from "./header.ts";
import { TEAM_LABEL } from "./metadata-to-domain.ts";
import { NAME_OF_METHOD } from "./method-to-domain.ts";
import { NOTIFIED_BY_ROUTES } from "./schema.ts";
import { fromCondition, shownCondition } from "./shown-condition.ts";

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

/** What has an alert whatever else it looks for: OpenSLO knows one condition, the annotation all of them. */
function fromPolicy(policy: AlertPolicyDefinition): Fields {
  const shown = shownCondition(policy.conditions);
  const annotations = { ...policy.annotations, [CONDITIONS_ANNOTATION]: writeConditions(policy.conditions) };
  return toDocument(
    "AlertPolicy",
    { ...policy, annotations },
    {
      ...optional("description", policy.description),
      alertWhenBreaching: shown !== null && shown.kind !== "no-traffic",
      alertWhenNoData: true,
      alertWhenResolved: true,
      conditions: shown === null ? [] : [fromCondition(shown)],
      notificationTargets: [
        { kind: "AlertNotificationTarget", metadata: { name: NOTIFIED_BY_ROUTES }, spec: { target: NOTIFIED_BY_ROUTES } },
      ],
    },
  );
}

const fromQuery = (query: MetricQuery): Fields => ({ metricSource: { metricSourceRef: query.source, spec: sortKeys(query.spec) } });

const fromIndicator = (indicator: MeasuredIndicator): Fields =>
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
  indicator.kind !== "threshold" ? {} : { op: indicator.operator, value: new PlainNumber(indicator.value) };

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

const fromAgreements = (agreements: readonly PromisedAgreement[]): Record<string, string> =>
  agreements.length === 0 ? {} : { [AGREEMENTS_ANNOTATION]: writeAgreements(agreements) };

const fromPolicyNames = (names: readonly string[]): Fields =>
  names.length === 0 ? {} : { alertPolicies: names.map((alertPolicyRef) => ({ alertPolicyRef })) };

/** The inline indicator bears the objective's name, because OpenSLO wants one; a composite refers to it, because OpenSLO wants an indicator. */
const indicatorOf = ({ name, indicator }: ObjectiveDefinition): Fields =>
  indicator.kind === "composite" ? { indicatorRef: name } : { indicator: { metadata: { name }, spec: fromIndicator(indicator) } };

const fromParts = ({ indicator }: ObjectiveDefinition): Record<string, string> =>
  indicator.kind === "composite" ? { [COMPOSITE_ANNOTATION]: writeComposite(indicator) } : {};

const fromObjective = (objective: ObjectiveDefinition, reserved: Readonly<Record<string, string>>): Fields =>
  toDocument(
    "SLO",
    { ...objective, annotations: { ...withReserved(objective), ...fromParts(objective), ...reserved } },
    {
      ...optional("description", objective.description),
      service: objective.service,
      ...indicatorOf(objective),
      timeWindow: [fromWindow(objective.window)],
      budgetingMethod: NAME_OF_METHOD[objective.method],
      objectives: [
        {
          ...fromThreshold(objective.indicator),
          targetPercent: new PlainNumber(objective.targetPercent),
          ...(objective.slices === null ? {} : fromSlices(objective.slices)),
        },
      ],
      ...fromPolicyNames(objective.alertPolicies),
    },
  );

const sorted = <T extends { readonly name: string }>(definitions: readonly T[]): T[] =>
  [...definitions].sort((a, b) => byCodeUnit(a.name, b.name));

const sortedGroups = (groups: readonly ObjectiveGroupDefinition[]): ObjectiveGroupDefinition[] =>
  [...groups].sort((a, b) => byCodeUnit(a.objective.name, b.objective.name));

/**
 * Definitions as OpenSLO v1 YAML: services, data sources, alert policies, SLOs with their indicators inline, each sorted by name. Reading the text
 * gives the same definitions again, provided they keep OpenSLO's rules (names, label keys, lengths) and the text YAML_LIMITS.
 * A label `team` of a service is its team. Secrets are not part of a definition.
 */
export function toOpenSlo(definitions: Partial<Definitions>): string {
  const { services = [], sources = [], policies = [], objectives = [], groups = [], adjustments = [], agreements = [] } = definitions;
  const broughtBy = new Map(adjustments.map((brought) => [brought.objective, brought.adjustments]));
  const promisedOn = new Map(agreements.map((promised) => [promised.objective, promised.agreements]));
  const reservedOf = ({ name }: ObjectiveDefinition): Record<string, string> => ({
    ...fromAdjustments(broughtBy.get(name) ?? []),
    ...fromAgreements(promisedOn.get(name) ?? []),
  });
  return writeYaml([
    ...sorted(services).map(fromService),
    ...sorted(sources).map(fromSource),
    ...sorted(policies).map(fromPolicy),
    ...sorted(objectives).map((objective) => fromObjective(objective, reservedOf(objective))),
    ...sortedGroups(groups).map((group) => fromObjective(group.objective, groupAnnotations(group))),
  ]);
}
