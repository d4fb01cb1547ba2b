import type { JsonValue } from "@solvent/domain";

export const API_VERSION = "openslo/v1";

/** The value of a text field of a document's root, null when there is none. */
export function findText(document: JsonValue, field: string): string | null {
  if (document === null || typeof document !== "object" || !(field in document)) return null;
  const value: unknown = Reflect.get(document, field);
  return typeof value === "string" ? value : null;
}

/** Every version of OpenSLO is ours, so that the wrong one is named as such: `openslo/v1alpha`, `openslo.com/v2alpha`. */
export const isOpenSlo = (document: JsonValue): boolean => /^openslo(\.com)?(\/|$)/i.test(findText(document, "apiVersion") ?? "");
