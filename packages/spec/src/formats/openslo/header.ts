import type { DiagnosticSink } from "../../diagnostic.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { API_VERSION, findText } from "./detect.ts";
import { findNameOf } from "./duplicates.ts";

export const KINDS = ["Service", "DataSource", "SLI", "AlertCondition", "AlertPolicy", "SLO"] as const;
export type Kind = (typeof KINDS)[number];

/** Kinds of OpenSLO v1 that Solvent does not read yet. */
const UNSUPPORTED_KINDS = ["AlertNotificationTarget"];

/** The document's kind; null after the reason why it is not read went to the sink. */
export function readKind(document: SourceDocument, sink: DiagnosticSink): Kind | null {
  const version = findText(document.value, "apiVersion");
  if (version !== API_VERSION) {
    sink.error(
      document.place(["apiVersion"]),
      "not-supported",
      `apiVersion ${quoted(version ?? "")} is not supported: write ${API_VERSION}`,
    );
    return null;
  }
  const text = findText(document.value, "kind");
  const kind = KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  const place = document.place(["kind"]);
  if (text === null) sink.error(place, "missing-field", `kind is required: one of ${KINDS.join(", ")}`);
  else if (UNSUPPORTED_KINDS.includes(text))
    sink.error(place, "not-supported", `not supported yet: ${text} ${quoted(findNameOf(document) ?? "")}`);
  else
    sink.error(
      place,
      "bad-value",
      `unknown kind ${quoted(text)}${didYouMean(text, [...KINDS, ...UNSUPPORTED_KINDS]) || `: one of ${KINDS.join(", ")}`}`,
    );
  return null;
}
