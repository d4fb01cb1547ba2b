import { type DiagnosticSink, MAX_DIAGNOSTICS, type Place } from "../../diagnostic.ts";
import { readDocuments } from "../../yaml/read-documents.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { annotationPath } from "./annotations.ts";
import type { Mapping } from "./metadata-to-domain.ts";

/** The one document in the text of an annotation. Its sink reports problems at their places in the text around it. */
export interface InnerText {
  readonly document: SourceDocument;
  readonly sink: DiagnosticSink;
}

/** Offset of a line and column, which count from 1, in a text. */
function offsetOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let before = 1; before < line; before += 1) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}

interface Annotation {
  readonly key: string;
  readonly text: string;
}

function makeInnerSink({ key, text }: Annotation, { document, sink }: Mapping): DiagnosticSink {
  let exact = 0;
  const place = (inner: Place): Place => {
    exact += 1;
    // To find a character takes time in proportion to the text; more problems than are listed need no exact place.
    const offset = exact <= MAX_DIAGNOSTICS ? offsetOf(text, inner) : undefined;
    return document.place(annotationPath(key), offset);
  };
  const named = (message: string): string => `${key}${message.startsWith("[") ? "" : ": "}${message}`;
  return {
    error: (inner, code, message) => sink.error(place(inner), code, named(message)),
    warning: (inner, code, message) => sink.warning(place(inner), code, named(message)),
  };
}

/** Null after the reason why there is none went to the sink; `wanted` says what it should be. */
export function readInnerText(annotation: Annotation, wanted: string, mapping: Mapping): InnerText | null {
  const sink = makeInnerSink(annotation, mapping);
  const { documents, complete } = readDocuments(annotation.text, { fileName: "", sink });
  if (!complete) return null;
  const [document] = documents;
  if (document !== undefined && documents.length === 1) return { document, sink };
  const message = `${annotation.key} must be one ${wanted}, in YAML or JSON`;
  mapping.sink.error(mapping.document.place(annotationPath(annotation.key)), "bad-value", message);
  return null;
}

/** The inner document with places in the text around it, for what finds problems later. */
export const placedInside = ({ key, text }: Annotation, inner: SourceDocument, outer: SourceDocument): SourceDocument => ({
  ...inner,
  index: outer.index,
  place: (path) => outer.place(annotationPath(key), offsetOf(text, inner.place(path))),
  placeOfKey: (path) => outer.place(annotationPath(key), offsetOf(text, inner.placeOfKey(path))),
});
