import { type AlertPolicy, AlertPolicyInput, type PolicyCondition } from "@solvent/api-contract";
import { parseDecimal } from "@solvent/domain";
import { type FieldProblems, rangeProblem } from "../../lib/field-problems.ts";
import { lengthText, parseLength } from "../../lib/length-text.ts";
import { type BurnLimit, type FieldSpec, fieldsOf, initialFields, KINDS, type Kind } from "./condition-fields.ts";

/** A policy as it is typed. `key` only tells conditions apart. */
export interface ConditionDraft {
  readonly key: string;
  readonly kind: Kind;
  readonly name: string;
  readonly severity: PolicyCondition["severity"];
  readonly limitBy: BurnLimit;
  readonly fields: Readonly<Record<string, string>>;
}

export interface PolicyDraft {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly conditions: readonly ConditionDraft[];
  /** Not asked for in the form, and kept. */
  readonly labels: AlertPolicy["labels"];
  readonly annotations: AlertPolicy["annotations"];
}

let keys = 0;
const nextKey = (): string => `${++keys}`;

/** `taken` are the names of the other conditions. */
export function newCondition(kind: Kind, taken: readonly string[]): ConditionDraft {
  const { name, severity } = KINDS[kind];
  const free = [name, ...taken.map((_, i) => `${name}-${i + 2}`)].find((one) => !taken.includes(one)) ?? name;
  return { key: nextKey(), kind, name: free, severity, limitBy: "factor", fields: initialFields(kind) };
}

export const newPolicyDraft = (): PolicyDraft => ({
  name: "",
  displayName: "",
  description: "",
  conditions: [newCondition("burn", [])],
  labels: {},
  annotations: {},
});

const LENGTHS = ["longMinutes", "shortMinutes", "withinMinutes", "lookbackMinutes", "forMinutes"];

function conditionDraft(condition: PolicyCondition): ConditionDraft {
  const given = Object.entries(condition).flatMap(([key, value]): [string, string][] =>
    typeof value === "number" && LENGTHS.includes(key) ? [[key, lengthText(value)]] : value === null ? [] : [[key, String(value)]],
  );
  const limitBy = condition.kind === "burn" && condition.factor === null ? "budgetPercent" : "factor";
  const { kind, name, severity } = condition;
  return { key: nextKey(), kind, name, severity, limitBy, fields: { ...initialFields(kind), ...Object.fromEntries(given) } };
}

export const policyDraft = ({ name, displayName, description, conditions, labels, annotations }: AlertPolicy): PolicyDraft => ({
  name,
  displayName: displayName ?? "",
  description: description ?? "",
  conditions: conditions.map(conditionDraft),
  labels,
  annotations,
});

/** Another kind keeps name and severity where they were chosen, and what the kinds have in common. */
export function withKind(draft: ConditionDraft, kind: Kind, taken: readonly string[]): ConditionDraft {
  const fresh = newCondition(kind, taken);
  const named = draft.name !== "" && !draft.name.startsWith(KINDS[draft.kind].name);
  return { ...fresh, key: draft.key, severity: draft.severity, name: named ? draft.name : fresh.name };
}

type ParsedPolicy = { readonly input: AlertPolicyInput } | { readonly problems: FieldProblems };
type Say = (field: string, problem: string | null) => void;

export function parsePolicy(draft: PolicyDraft): ParsedPolicy {
  const problems = new Map<string, string>();
  const conditions = draft.conditions.map((condition, i) =>
    parseCondition(condition, (field, problem) => {
      if (problem !== null) problems.set(`conditions.${i}.${field}`, problem);
    }),
  );
  const names = draft.conditions.map(({ name }) => name.trim());
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i) problems.set(`conditions.${i}.name`, "Another condition has this name");
  });
  if (conditions.length === 0) problems.set("conditions", "A policy has at least one condition");
  // Names are checked by the contract itself, which says what they look like.
  const parsed = AlertPolicyInput.safeParse({
    name: draft.name.trim(),
    displayName: orNull(draft.displayName),
    description: orNull(draft.description),
    conditions,
    labels: draft.labels,
    annotations: draft.annotations,
  });
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.join(".");
    if (!problems.has(path)) problems.set(path, issue.path.at(-1) === "name" ? NAME_PROBLEM : issue.message);
  }
  return parsed.success && problems.size === 0 ? { input: parsed.data } : { problems };
}

/** The conditions alone, to be tried while the rest is not filled in yet; null while one of them is wrong. */
export function parseConditions(draft: PolicyDraft): AlertPolicyInput["conditions"] | null {
  const parsed = parsePolicy({ ...draft, name: "tried", displayName: "", description: "" });
  return "input" in parsed ? parsed.input.conditions : null;
}

const NAME_PROBLEM = "Lower-case letters, digits and inner hyphens, at most 63";
const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

function parseCondition({ kind, name, severity, limitBy, fields }: ConditionDraft, say: Say): unknown {
  const values = fieldsOf(kind, limitBy).map((spec): [string, string | number] => {
    const text = (fields[spec.key] ?? "").trim();
    say(spec.key, fieldProblem(spec, text));
    if (spec.entered === "length") return [spec.key, parseLength(text) ?? 1];
    return [spec.key, spec.entered === "decimal" ? text : Number(text)];
  });
  if (kind === "burn") shortProblem(fields, say);
  const limits = kind === "burn" ? { factor: null, budgetPercent: null } : {};
  return { kind, name: name.trim(), severity, ...limits, ...Object.fromEntries(values) };
}

function shortProblem(fields: ConditionDraft["fields"], say: Say): void {
  const [long, short] = [parseLength(fields.longMinutes ?? ""), parseLength(fields.shortMinutes ?? "")];
  if (long !== null && short !== null && short > long) say("shortMinutes", "Not longer than the long window");
}

function fieldProblem({ entered }: FieldSpec, text: string): string | null {
  switch (entered) {
    case "length":
      return parseLength(text) === null ? "A length such as 5m, 1h or 3d" : null;
    case "decimal":
      return rangeProblem(() => positive(text));
    case "amount":
      return /^\d+(\.\d+)?$/.test(text) ? null : "A number from 0 on";
    case "count":
      return /^[1-9]\d{0,3}$/.test(text) ? null : "A whole number from 1 on";
  }
}

function positive(text: string): void {
  if (!/^\d+(\.\d+)?$/.test(text) || parseDecimal(text).num <= 0n) throw new RangeError("a decimal number above 0, such as 14.4");
}
