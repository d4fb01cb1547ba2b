import type { AlertPolicyDefinition, PolicyCondition, ServiceDefinition, SourceDefinition } from "@solvent/domain";
import type * as z from "zod";
import { checkShape } from "../../check-shape.ts";
import type { DiagnosticSink } from "../../diagnostic.ts";
import type { DeclaredKind, FormatInput, Located, LocatedDefinitions, LocatedObjective, Origin } from "../../format.ts";
import { quoted } from "../../suggest.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { findText } from "./detect.ts";
import { findNameOf, reportDuplicateNames } from "./duplicates.ts";
import { type Kind, readKind } from "./header.ts";
import { type LocatedIndicator, toIndicator, toSourceKind } from "./indicator-to-domain.ts";
import {
  readTeam,
  refuseInexactNumbers,
  type Shaped,
  TEAM_ANNOTATION,
  TEAM_LABEL,
  toCommonFields,
  warnNotKept,
  writtenFields,
} from "./metadata-to-domain.ts";
import { toBurnCondition } from "./openslo-condition.ts";
import { toPolicy } from "./policy-to-domain.ts";
import { AlertConditionDocument, AlertPolicyDocument, DataSourceDocument, ServiceDocument, SliDocument, SloDocument } from "./schema.ts";
import { toObjective } from "./slo-to-domain.ts";

function metadataOrigins(document: SourceDocument): Origin[] {
  const below = (head: string, parts: readonly string[]): Origin[] => parts.map((part) => ({ part: [part], document, path: [head, part] }));
  return [
    { part: [], document, path: [] },
    ...below("metadata", ["name", "displayName", "labels", "annotations"]),
    ...below("spec", ["description"]),
  ];
}

/** The team is kept as such and not a second time as a label. */
function toService({ document, value }: Shaped<ServiceDocument>, sink: DiagnosticSink): Located<ServiceDefinition> {
  const common = toCommonFields(value.metadata, { document, sink }, [TEAM_ANNOTATION]);
  const { team, path } = readTeam(value.metadata, common.labels, { document, sink });
  const { [TEAM_LABEL]: _team, ...labels } = common.labels;
  const definition = { ...common, description: value.spec.description ?? null, team, labels };
  return { definition, origins: [...metadataOrigins(document), { part: ["team"], document, path }] };
}

function toSource({ document, value }: Shaped<DataSourceDocument>, sink: DiagnosticSink): Located<SourceDefinition> {
  const common = toCommonFields(value.metadata, { document, sink });
  refuseInexactNumbers(["spec", "connectionDetails"], { document, sink });
  const { type, connectionDetails: connection, description = null } = value.spec;
  const origins: Origin[] = [
    ...metadataOrigins(document),
    { part: ["kind"], document, path: ["spec", "type"] },
    { part: ["connection"], document, path: ["spec", "connectionDetails"] },
  ];
  return { definition: { ...common, description, kind: toSourceKind(type), connection }, origins };
}

type ByKind = Readonly<Record<Kind, SourceDocument[]>>;

function sortByKind(documents: readonly SourceDocument[], sink: DiagnosticSink): ByKind {
  const byKind: ByKind = { Service: [], DataSource: [], SLI: [], AlertCondition: [], AlertPolicy: [], SLO: [] };
  for (const document of documents) {
    const kind = readKind(document, sink);
    if (kind !== null) byKind[kind].push(document);
  }
  return byKind;
}

const shape = <T>(schema: z.ZodType<T>, documents: readonly SourceDocument[], sink: DiagnosticSink): Shaped<T>[] =>
  documents.flatMap((document) => {
    const value = checkShape(schema, document, sink);
    return value === null ? [] : [{ document, value }];
  });

type IndicatorContext = Omit<Parameters<typeof toIndicator>[1], "document" | "at">;

/** SLI documents by name, each mapped once however many SLOs refer to it. */
function mapIndicators(documents: readonly SourceDocument[], context: IndicatorContext): Map<string, LocatedIndicator | null> {
  const indicators = new Map(documents.map((document): [string, LocatedIndicator | null] => [findNameOf(document) ?? "", null]));
  for (const { document, value } of shape(SliDocument, documents, context.sink)) {
    const mapping = { ...context, document, at: ["spec"] };
    warnNotKept(writtenFields(value.metadata, ["displayName", "labels", "annotations"], ["metadata"]), mapping);
    warnNotKept(writtenFields(value.spec, ["description"], ["spec"]), mapping);
    indicators.set(value.metadata.name, toIndicator(value.spec, mapping));
  }
  return indicators;
}

/** AlertCondition documents as rules; null for one that has problems of its own. */
function mapConditions(documents: readonly SourceDocument[], sink: DiagnosticSink): Map<string, PolicyCondition | null> {
  const conditions = new Map(documents.map((document): [string, PolicyCondition | null] => [findNameOf(document) ?? "", null]));
  for (const shaped of shape(AlertConditionDocument, documents, sink)) {
    conditions.set(shaped.value.metadata.name, toBurnCondition(shaped, sink));
  }
  return conditions;
}

/** Those of a text that others refer to by name; looking one up marks it as used. */
function makeLookup<T>(found: ReadonlyMap<string, T>, complete: boolean) {
  const used = new Set<string>();
  const find = (name: string): T | undefined => {
    used.add(name);
    return found.get(name);
  };
  return { used, lookup: { find, names: [...found.keys()], complete } };
}

function warnUnused(documents: readonly SourceDocument[], used: ReadonlySet<string>, sink: DiagnosticSink): void {
  for (const document of documents) {
    const name = findNameOf(document);
    if (name === null || used.has(name)) continue;
    const [kind, by] = findText(document.value, "kind") === "SLI" ? ["SLI", "SLO"] : ["AlertCondition", "AlertPolicy"];
    sink.warning(document.place(["metadata", "name"]), "not-kept", `${kind} "${name}" is not kept: no ${by} of this text refers to it`);
  }
}

/** Policies of documents and those that are written in SLOs; a name that came before is reported. */
function joinPolicies(
  own: readonly Located<AlertPolicyDefinition>[],
  objectives: readonly LocatedObjective[],
  sink: DiagnosticSink,
): Located<AlertPolicyDefinition>[] {
  const taken = new Set(own.map(({ definition }) => definition.name));
  const inline = objectives.flatMap(({ policies }) => policies);
  for (const { definition, origins } of inline) {
    const [{ document } = {}] = origins;
    if (taken.has(definition.name) && document !== undefined) {
      const message = `AlertPolicy ${quoted(definition.name)} is already defined in this text: refer to it with alertPolicyRef`;
      sink.error(document.place(["metadata", "name"]), "duplicate-name", message);
    }
    taken.add(definition.name);
  }
  return [...own, ...inline];
}

/** The OpenSLO documents of a text as definitions. Of documents with the same name the first is taken. */
export function toDomain({ documents, complete, sink, rules }: FormatInput): LocatedDefinitions {
  const byKind = sortByKind(documents, sink);
  reportDuplicateNames(Object.values(byKind).flat(), sink);
  const declaredKinds: DeclaredKind[] = [];
  const services = shape(ServiceDocument, byKind.Service, sink).map((service) => toService(service, sink));
  const sources = shape(DataSourceDocument, byKind.DataSource, sink).map((source) => toSource(source, sink));
  const sourceKinds = new Map(sources.map(({ definition }) => [definition.name, definition.kind]));
  const context: IndicatorContext = { sink, sourceKinds, declaredKinds };
  const indicators = makeLookup(mapIndicators(byKind.SLI, context), complete);
  const conditions = makeLookup(mapConditions(byKind.AlertCondition, sink), complete);
  const own = shape(AlertPolicyDocument, byKind.AlertPolicy, sink).flatMap(
    (policy) => toPolicy(policy, { sink, conditions: conditions.lookup }) ?? [],
  );
  const objectives = shape(SloDocument, byKind.SLO, sink).flatMap(
    (slo) => toObjective(slo, { ...context, indicators: indicators.lookup, conditions: conditions.lookup, rules }) ?? [],
  );
  // An SLO that could not be read may have been the one that refers to it.
  if (complete && objectives.length === byKind.SLO.length) {
    warnUnused(byKind.SLI, indicators.used, sink);
    if (own.length === byKind.AlertPolicy.length) warnUnused(byKind.AlertCondition, conditions.used, sink);
  }
  return { services, sources, policies: joinPolicies(own, objectives, sink), objectives, declaredKinds };
}
