import type { AlertPolicy, ObjectiveStatus } from "@solvent/api-contract";
import { describeCondition } from "@solvent/domain";
import { useId } from "react";
import { CellField } from "../../components/form-fields.tsx";
import { limitText, windowText } from "../../lib/figures.ts";
import { MAX_RULES, newPolicy, newRule, type PolicyDraft, type RuleDraft } from "./policy-form.model.ts";

/** What the objective has at present. */
export type PresentPolicy = Pick<ObjectiveStatus, "rules" | "conditions">;

interface PolicyEditorProps {
  readonly policy: PolicyDraft;
  readonly present: PresentPolicy;
  /** All that are saved. */
  readonly saved: readonly AlertPolicy[];
  readonly problemOf: (field: string) => string | null;
  readonly onChange: (policy: PolicyDraft) => void;
  /** Null: the last one stays. */
  readonly onRemove: (() => void) | null;
}

export function PolicyEditor({ policy, present, saved, problemOf, onChange, onRemove }: PolicyEditorProps) {
  const { rules } = policy;
  const none = problemOf("rules") ?? problemOf("policy");
  return (
    <fieldset className="policy">
      <legend className="visually-hidden">{policy.name}</legend>
      <div className="policy-head">
        <CellField
          label="Name of the policy"
          value={policy.name}
          problem={problemOf("name")}
          onChange={(name) => onChange({ ...policy, name })}
        />
        {rules === null && policy.saved === null && (
          <button type="button" className="button small" onClick={() => onChange({ ...policy, rules: newPolicy(present.rules, 0).rules })}>
            Edit a copy
          </button>
        )}
        {rules !== null && (
          <button
            type="button"
            className="button small"
            disabled={rules.length >= MAX_RULES}
            onClick={() => onChange({ ...policy, rules: [...rules, newRule(rules)] })}
          >
            Add a rule
          </button>
        )}
        {onRemove !== null && (
          <button type="button" className="button small" aria-label={`Remove ${policy.name}`} onClick={onRemove}>
            Remove
          </button>
        )}
      </div>
      {none !== null && <p className="field-problem">{none}</p>}
      {rules === null ? (
        <Sentences of={policy.saved === null ? presentSentences(present) : savedSentences(policy.saved, saved)} />
      ) : (
        <Rules policy={policy} rules={rules} problemOf={problemOf} onChange={onChange} />
      )}
    </fieldset>
  );
}

const presentSentences = ({ rules, conditions }: PresentPolicy): readonly string[] => [
  ...rules.map(
    (rule) => `${rule.severity} ${windowText(rule.longMinutes)} / ${windowText(rule.shortMinutes)} from ${limitText(rule.factor)}`,
  ),
  ...conditions.map(({ severity, sentence }) => `${severity}: ${sentence}`),
];

const savedSentences = (name: string, saved: readonly AlertPolicy[]): readonly string[] =>
  saved.find((policy) => policy.name === name)?.conditions.map((condition) => `${condition.severity}: ${describeCondition(condition)}`) ??
  [];

const Sentences = ({ of }: { of: readonly string[] }) => <p className="small ink-2">{of.join(" · ")}</p>;

interface RulesProps extends Pick<PolicyEditorProps, "policy" | "problemOf" | "onChange"> {
  readonly rules: readonly RuleDraft[];
}

const COLUMNS = ["Rule", "Tells", "Long window", "Short window", "Factor, ×", "Bad above it", "Quiet minutes to end"] as const;

function Rules({ policy, rules, problemOf, onChange }: RulesProps) {
  const replace = (index: number, rule: RuleDraft) => onChange({ ...policy, rules: rules.map((one, i) => (i === index ? rule : one)) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section className="scroller" aria-label={`Rules of ${policy.name}`} tabIndex={0}>
      <table className="lined rule-editor">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, i) => (
            <RuleRow
              key={rule.key}
              rule={rule}
              problemOf={(field) => problemOf(`rules.${i}.${field}`)}
              onChange={(next) => replace(i, next)}
              onRemove={() => onChange({ ...policy, rules: rules.filter((_, at) => at !== i) })}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RuleRowProps {
  readonly rule: RuleDraft;
  readonly problemOf: (field: string) => string | null;
  readonly onChange: (rule: RuleDraft) => void;
  readonly onRemove: () => void;
}

const FIELDS = [
  { draft: "long", field: "longMinutes", label: "long window" },
  { draft: "short", field: "shortMinutes", label: "short window" },
  { draft: "factor", field: "factor", label: "factor" },
  { draft: "minExcess", field: "minExcess", label: "bad above the limit" },
  { draft: "resolveAfter", field: "resolveAfter", label: "quiet minutes to end" },
] as const;

function RuleRow({ rule, problemOf, onChange, onRemove }: RuleRowProps) {
  const id = useId();
  return (
    <tr>
      <td>
        <CellField label="Rule" value={rule.name} problem={problemOf("name")} onChange={(name) => onChange({ ...rule, name })} />
      </td>
      <td>
        <select
          id={id}
          className="input"
          aria-label={`${rule.name}: severity`}
          value={rule.severity}
          onChange={(event) => onChange({ ...rule, severity: event.target.value === "page" ? "page" : "ticket" })}
        >
          <option value="page">Page</option>
          <option value="ticket">Ticket</option>
        </select>
      </td>
      {FIELDS.map(({ draft, field, label }) => (
        <td key={draft}>
          <CellField
            label={`${rule.name}: ${label}`}
            value={rule[draft]}
            problem={problemOf(field)}
            onChange={(value) => onChange({ ...rule, [draft]: value })}
          />
        </td>
      ))}
      <td>
        <button type="button" className="button small" aria-label={`Remove ${rule.name}`} onClick={onRemove}>
          Remove
        </button>
      </td>
    </tr>
  );
}
