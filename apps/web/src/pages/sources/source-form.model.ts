import type { Source, SourceInput, SourceKind } from "@solvent/api-contract";
import {
  type FormProblem,
  initialTexts,
  nameProblem,
  parseFields,
  type SecretEntries,
  toFormFields,
  toSecrets,
  untouchedSecrets,
} from "../../lib/schema-form.ts";

/** What is entered in the form: text for every field, and per secret what to do with it. */
export interface FormValues {
  readonly name: string;
  readonly displayName: string;
  readonly connection: Readonly<Record<string, string>>;
  readonly secrets: SecretEntries;
}

export function initialValues(kind: SourceKind, source: Source | null): FormValues {
  return {
    name: source?.name ?? kind.kind,
    displayName: source?.displayName ?? "",
    connection: initialTexts(toFormFields(kind.connectionSchema), source?.connection ?? null),
    secrets: untouchedSecrets(kind),
  };
}

export type ParsedForm = { readonly input: SourceInput } | { readonly problems: readonly FormProblem[] };

/** The form as the API takes it, or every problem that can be seen without asking the server. */
export function parseForm(kind: SourceKind, values: FormValues, source: Source | null): ParsedForm {
  const parsed = parseFields(toFormFields(kind.connectionSchema), values.connection);
  const problems = [...parsed.problems, nameProblem(values.name)].filter((problem) => problem !== null);
  if (problems.length > 0) return { problems };
  return {
    input: {
      name: values.name,
      displayName: values.displayName.trim() === "" ? null : values.displayName.trim(),
      description: source?.description ?? null,
      kind: kind.kind,
      connection: parsed.object,
      secrets: toSecrets(values.secrets),
      labels: source?.labels ?? {},
    },
  };
}
