import type { NotificationKind, NotificationTarget, NotificationTargetInput } from "@solvent/api-contract";
import {
  type FormProblem,
  initialTexts,
  nameProblem,
  parseFields,
  type SecretEntries,
  toSecrets,
  untouchedSecrets,
} from "../../lib/form-values.ts";
import { toFormFields } from "../../lib/schema-form.ts";

/** What is entered: text for every setting, and per secret what to do with it. */
export interface TargetValues {
  readonly name: string;
  readonly displayName: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: SecretEntries;
  /** Empty: nobody stands in. */
  readonly failover: string;
}

export const initialTarget = (kind: NotificationKind, target: NotificationTarget | null): TargetValues => ({
  name: target?.name ?? kind.kind,
  displayName: target?.displayName ?? "",
  settings: initialTexts(toFormFields(kind.settingsSchema), target?.settings ?? null),
  secrets: untouchedSecrets(kind.secrets),
  failover: target?.failover ?? "",
});

export type ParsedTarget = { readonly input: NotificationTargetInput } | { readonly problems: readonly FormProblem[] };

/** The form as the API takes it, or every problem that can be seen without asking the server. */
export function parseTarget(kind: NotificationKind, values: TargetValues, target: NotificationTarget | null): ParsedTarget {
  const parsed = parseFields(toFormFields(kind.settingsSchema), values.settings);
  const missing = kind.secrets
    .filter(({ field, required }) => required && !holdsSecret(values.secrets[field], target?.secretsSet.includes(field) ?? false))
    .map(({ field, title }): FormProblem => ({ key: field, message: `${title} is needed` }));
  const problems = [nameProblem(values.name), ...parsed.problems, ...missing].filter((problem) => problem !== null);
  if (problems.length > 0) return { problems };
  return {
    input: {
      name: values.name,
      displayName: values.displayName.trim() === "" ? null : values.displayName.trim(),
      kind: kind.kind,
      settings: parsed.object,
      secrets: toSecrets(kind.secrets, values.secrets),
      failover: values.failover === "" ? null : values.failover,
    },
  };
}

function holdsSecret(entry: SecretEntries[string] | undefined, stored: boolean): boolean {
  if (entry === undefined || entry.action === "keep") return stored;
  // An empty text is left out of what is sent, so the stored one stays.
  return entry.action === "set" && (entry.text !== "" || stored);
}
