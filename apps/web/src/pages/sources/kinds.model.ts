import type { SourceKind } from "@solvent/api-contract";
import { toFormFields } from "../../lib/schema-form.ts";
import { listText } from "../../lib/words.ts";

/** A kind of source as it is chosen. */
export interface KindCard {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** "Needs: Address". */
  readonly needs: string;
}

export const toKindCard = (kind: SourceKind): KindCard => ({
  kind: kind.kind,
  title: kind.title,
  description: kind.description,
  needs: needsOf(kind),
});

/** What nobody can connect without: what the kind says, else the fields that must be filled in. */
function needsOf({ needs, connectionSchema, receives }: SourceKind): string {
  if (needs !== null) return `Needs ${needs}`;
  const required = toFormFields(connectionSchema)
    .filter((field) => field.required && Object.keys(field.when).length === 0)
    .map(({ title }) => title);
  if (required.length > 0) return `Needs: ${listText(required)}`;
  return receives ? "Needs nothing: others send to it, with a token made here" : "Needs nothing but a name";
}
