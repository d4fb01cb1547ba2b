import type { DiagnosticSink } from "../../diagnostic.ts";
import { quoted } from "../../suggest.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { findText } from "./detect.ts";

const NAME_PATH = ["metadata", "name"];

/** `metadata.name` as written, even when the rest of the document has problems. */
export function findNameOf(document: SourceDocument): string | null {
  const name = document.findScalar(NAME_PATH)?.value;
  return typeof name === "string" ? name : null;
}

/** Names are unique per kind: reports every further document of a name, naming the lines of both. */
export function reportDuplicateNames(documents: readonly SourceDocument[], sink: DiagnosticSink): void {
  const firsts = new Map<string, SourceDocument>();
  for (const document of documents) {
    const kind = findText(document.value, "kind");
    const name = findNameOf(document);
    if (kind === null || name === null) continue;
    const first = firsts.get(`${kind}/${name}`);
    const place = document.place(NAME_PATH);
    if (first === undefined) firsts.set(`${kind}/${name}`, document);
    else
      sink.error(
        place,
        "duplicate-name",
        `${kind} ${quoted(name)} on line ${place.line} is already defined on line ${first.place(NAME_PATH).line}`,
      );
  }
}
