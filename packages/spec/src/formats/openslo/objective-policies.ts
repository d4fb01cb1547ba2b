import { type AlertPolicyDefinition, MAX_POLICIES } from "@solvent/domain";
import { checkShape } from "../../check-shape.ts";
import type { Located } from "../../format.ts";
import { formatPath, type Path } from "../../path.ts";
import { quoted } from "../../suggest.ts";
import { nestedDocument } from "../../yaml/nested-document.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import { type PolicyContext, toPolicy } from "./policy-to-domain.ts";
import { InlineAlertPolicy, type SloDocument } from "./schema.ts";

export const POLICIES: Path = ["spec", "alertPolicies"];

/** Policies that an SLO names, and those that are written in it. */
export interface ObjectivePolicies {
  readonly names: readonly string[];
  readonly inline: readonly Located<AlertPolicyDefinition>[];
}

function readInline(at: Path, { document, ...context }: Mapping & PolicyContext): Located<AlertPolicyDefinition> | null {
  const nested = nestedDocument(document, at);
  const value = checkShape(InlineAlertPolicy, nested, context.sink);
  return value === null ? null : toPolicy({ document: nested, value }, context);
}

function isListable(names: readonly string[], { document, sink }: Mapping): boolean {
  if (names.length > MAX_POLICIES) {
    sink.error(document.place(POLICIES), "bad-value", `${formatPath(POLICIES)} must be at most ${MAX_POLICIES} policies`);
  }
  const twice = names.flatMap((name, index) => (names.indexOf(name) === index ? [] : [index]));
  for (const index of twice) {
    const path = [...POLICIES, index];
    sink.error(document.place(path), "duplicate-name", `${formatPath(path)}: the policy ${quoted(names[index] ?? "")} is named twice`);
  }
  return names.length <= MAX_POLICIES && twice.length === 0;
}

/** In the order of the list. Whether a policy that is only named exists is for those who know what is stored. Null after a problem. */
export function readObjectivePolicies({ spec }: SloDocument, mapping: Mapping & PolicyContext): ObjectivePolicies | null {
  const { alertPolicies = [] } = spec;
  const inline: Located<AlertPolicyDefinition>[] = [];
  const names = alertPolicies.flatMap(({ alertPolicyRef, ...rest }, index) => {
    if (alertPolicyRef !== undefined && Object.keys(rest).length === 0) return alertPolicyRef;
    const policy = readInline([...POLICIES, index], mapping);
    if (policy === null) return [];
    inline.push(policy);
    return policy.definition.name;
  });
  return names.length === alertPolicies.length && isListable(names, mapping) ? { names, inline } : null;
}
