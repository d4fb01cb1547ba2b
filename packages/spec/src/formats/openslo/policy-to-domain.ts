import { type AlertPolicyDefinition, MAX_CONDITIONS, type PolicyCondition } from "@solvent/domain";
import { checkShape } from "../../check-shape.ts";
import type { DiagnosticSink } from "../../diagnostic.ts";
import type { Located, Origin } from "../../format.ts";
import { formatPath, type Path } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import { nestedDocument } from "../../yaml/nested-document.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { CONDITIONS_ANNOTATION } from "./annotations.ts";
import { readAnnotatedConditions, type WrittenConditions } from "./conditions.ts";
import { type Mapping, type Shaped, toCommonFields } from "./metadata-to-domain.ts";
import { toBurnCondition } from "./openslo-condition.ts";
import { type AlertPolicyDocument, InlineAlertCondition, NOTIFIED_BY_ROUTES } from "./schema.ts";
import { isShown } from "./shown-condition.ts";

/** AlertCondition documents by name; null for one that has problems of its own. Looking one up marks it as used. */
export interface ConditionLookup {
  find(name: string): PolicyCondition | null | undefined;
  readonly names: readonly string[];
  /** False when a missing one may be in a part of the text that could not be read. */
  readonly complete: boolean;
}

export interface PolicyContext {
  readonly sink: DiagnosticSink;
  readonly conditions: ConditionLookup;
}

type Policy = Shaped<Pick<AlertPolicyDocument, "metadata" | "spec">>;

const CONDITIONS: Path = ["spec", "conditions"];
const FLAGS = ["alertWhenBreaching", "alertWhenNoData", "alertWhenResolved"] as const;

function readInline(document: SourceDocument, index: number, sink: DiagnosticSink): PolicyCondition | null {
  const nested = nestedDocument(document, [...CONDITIONS, index]);
  const value = checkShape(InlineAlertCondition, nested, sink);
  return value === null ? null : toBurnCondition({ document: nested, value }, sink);
}

function readReferred(name: string, at: Path, { document, sink, conditions }: PolicyContext & Mapping): PolicyCondition | null {
  const found = conditions.find(name);
  if (found !== undefined) return found;
  if (conditions.complete) {
    const path = [...at, "conditionRef"];
    const message = `${formatPath(path)}: no AlertCondition named ${quoted(name)} in this text${didYouMean(name, conditions.names)}`;
    sink.error(document.place(path), "unknown-reference", message);
  }
  return null;
}

/** Conditions that OpenSLO itself can say. Undefined after a problem went to the sink. */
function readWritten({ document, value }: Policy, context: PolicyContext): WrittenConditions | undefined {
  const { conditions = [] } = value.spec;
  const { sink } = context;
  if (conditions.length === 0) {
    sink.error(document.place(CONDITIONS), "missing-field", `spec needs conditions, or the annotation ${CONDITIONS_ANNOTATION}`);
    return undefined;
  }
  if (conditions.length > MAX_CONDITIONS) {
    sink.error(document.place(CONDITIONS), "bad-value", `spec.conditions must be at most ${MAX_CONDITIONS} conditions`);
    return undefined;
  }
  const read = conditions.flatMap(
    ({ conditionRef, ...rest }, index) =>
      (conditionRef === undefined || Object.keys(rest).length > 0
        ? readInline(document, index, sink)
        : readReferred(conditionRef, [...CONDITIONS, index], { ...context, document })) ?? [],
  );
  return read.length === conditions.length ? { conditions: read, document, path: CONDITIONS } : undefined;
}

function isOurs(target: Readonly<Record<string, unknown>>): boolean {
  const { spec } = target;
  return typeof spec === "object" && spec !== null && Reflect.get(spec, "target") === NOTIFIED_BY_ROUTES;
}

/** What a policy of OpenSLO says and Solvent decides elsewhere. */
function warnOfDifferences({ document, value }: Policy, sink: DiagnosticSink): void {
  value.spec.notificationTargets?.forEach((target, index) => {
    if (isOurs(target)) return;
    const path = ["spec", "notificationTargets", index];
    sink.warning(document.place(path), "not-kept", `${formatPath(path)} is not kept: routes say who is told`);
  });
  for (const flag of FLAGS) {
    if (value.spec[flag] !== false) continue;
    const path = ["spec", flag];
    sink.warning(document.place(path), "not-kept", `${formatPath(path)} is not kept: breaches, missing data and the end are always told`);
  }
}

/** Conditions that are written beside the annotation, and say something else. */
function warnOfOthers({ document, value }: Policy, annotated: readonly PolicyCondition[], sink: DiagnosticSink): void {
  const [first, second] = value.spec.conditions ?? [];
  if (first === undefined || (second === undefined && isShown(first, annotated))) return;
  const message = `spec.conditions is not what ${CONDITIONS_ANNOTATION} says, and is not kept: the annotation counts`;
  sink.warning(document.place(CONDITIONS), "not-kept", message);
}

/** Names are unique within a policy. */
function reportTwice({ conditions, document, path }: WrittenConditions, sink: DiagnosticSink): void {
  conditions.forEach(({ name }, index) => {
    if (conditions.findIndex((other) => other.name === name) === index) return;
    sink.error(document.place([...path, index]), "duplicate-name", `two conditions of the policy are named ${quoted(name)}`);
  });
}

function originsOf({ document }: Policy, written: WrittenConditions): Origin[] {
  const origin = (part: Path, path: Path): Origin => ({ part, document, path });
  return [
    origin([], []),
    ...["name", "displayName", "labels", "annotations"].map((part) => origin([part], ["metadata", part])),
    origin(["description"], ["spec", "description"]),
    { part: ["conditions"], document: written.document, path: written.path },
  ];
}

/**
 * An alert policy; null after its problems went to the sink. The annotation says all of its conditions; without it those of OpenSLO are taken.
 */
export function toPolicy(policy: Policy, context: PolicyContext): Located<AlertPolicyDefinition> | null {
  const { document, value } = policy;
  const mapping: Mapping = { document, sink: context.sink };
  const common = toCommonFields(value.metadata, mapping, [CONDITIONS_ANNOTATION]);
  const annotated = readAnnotatedConditions(value.metadata, mapping);
  if (annotated === null) warnOfDifferences(policy, context.sink);
  const written = annotated === null ? readWritten(policy, context) : annotated;
  if (written === undefined) return null;
  if (annotated !== null) warnOfOthers(policy, written.conditions, context.sink);
  reportTwice(written, context.sink);
  const definition: AlertPolicyDefinition = { ...common, description: value.spec.description ?? null, conditions: written.conditions };
  return { definition, origins: originsOf(policy, written) };
}
