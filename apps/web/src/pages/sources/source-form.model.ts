import type { Source, SourceInput, SourceKind } from "@solvent/api-contract";
import type { FieldProblems } from "../../lib/field-problems.ts";
import {
  type FormProblem,
  initialTexts,
  nameProblem,
  parseFields,
  type SecretEntries,
  toSecrets,
  untouchedSecrets,
} from "../../lib/form-values.ts";
import { type FormField, shownFields, shownSecrets, toFormFields } from "../../lib/schema-form.ts";
import { type LabelRow, parseLabels, toLabelRows } from "./labels.model.ts";

/** What is entered in the form: text for every field, and per secret what to do with it, also of those that are not shown now. */
export interface FormValues {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly labels: readonly LabelRow[];
  readonly connection: Readonly<Record<string, string>>;
  readonly secrets: SecretEntries;
}

export function initialValues(kind: SourceKind, source: Source | null): FormValues {
  return {
    name: source?.name ?? kind.kind,
    displayName: source?.displayName ?? "",
    description: source?.description ?? "",
    labels: toLabelRows(source?.labels ?? {}),
    connection: initialTexts(toFormFields(kind.connectionSchema), source?.connection ?? null),
    secrets: untouchedSecrets(kind.secrets),
  };
}

/** What is asked for at what is entered now. */
export interface ShownForm {
  readonly fields: readonly FormField[];
  readonly secrets: SourceKind["secrets"];
}

export function shownForm(kind: SourceKind, connection: FormValues["connection"]): ShownForm {
  const fields = toFormFields(kind.connectionSchema);
  return { fields: shownFields(fields, connection), secrets: [...shownSecrets(kind.secrets, fields, connection)] };
}

/** One line of the form. */
export type FormLine =
  | { readonly field: FormField; readonly secret: null }
  | { readonly field: null; readonly secret: SourceKind["secrets"][number] };

/** In the order in which it is asked: a secret stands behind the last field that it depends on, or that depends on the same. */
export function formLines({ fields, secrets }: ShownForm): FormLine[] {
  const placeOf = (when: Readonly<Record<string, unknown>>): number => {
    const controls = Object.keys(when);
    const place = fields.findLastIndex((field) => controls.includes(field.key) || controls.some((control) => control in field.when));
    return place === -1 ? fields.length - 1 : place;
  };
  const behind = (place: number): FormLine[] =>
    secrets.flatMap((secret) => (placeOf(secret.when) === place ? [{ field: null, secret }] : []));
  return [...behind(-1), ...fields.flatMap((field, place) => [{ field, secret: null }, ...behind(place)])];
}

const textOrNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

export type ParsedForm = { readonly input: SourceInput } | { readonly problems: readonly FormProblem[] };

/** The form as the API takes it, or every problem that can be seen without asking the server. What is not shown is not sent. */
export function parseForm(kind: SourceKind, values: FormValues): ParsedForm {
  const parsed = parseFields(toFormFields(kind.connectionSchema), values.connection);
  const { labels, problems: labelProblems } = parseLabels(values.labels);
  const problems = [...parsed.problems, nameProblem(values.name), ...labelProblems].filter((problem) => problem !== null);
  if (problems.length > 0) return { problems };
  return {
    input: {
      name: values.name,
      displayName: textOrNull(values.displayName),
      description: textOrNull(values.description),
      kind: kind.kind,
      connection: parsed.object,
      secrets: toSecrets(shownForm(kind, values.connection).secrets, values.secrets),
      labels,
    },
  };
}

/** What the server objects to at this path: at the field itself, or deeper inside of it. */
export function refusalOf(refused: FieldProblems, path: string): string | null {
  const found = [...refused].find(([at]) => at === path || at.startsWith(`${path}.`));
  return found?.[1] ?? null;
}
