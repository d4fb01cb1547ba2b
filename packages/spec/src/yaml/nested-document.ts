import type { JsonValue } from "@solvent/domain";
import type { Path } from "../path.ts";
import type { SourceDocument } from "./source-document.ts";

function valueAt(value: JsonValue, path: Path): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (value === null || typeof value !== "object") return null;
  const inner: JsonValue | undefined = Reflect.get(value, step);
  return valueAt(inner ?? null, rest);
}

/** A part of a document as one of its own: paths are from there, places are those of the text around it. */
export function nestedDocument(outer: SourceDocument, at: Path): SourceDocument {
  const from = (path: Path): Path => [...at, ...path];
  return {
    index: outer.index,
    value: valueAt(outer.value, at),
    findScalar: (path) => outer.findScalar(from(path)),
    inexactNumbers: (path) => outer.inexactNumbers(from(path)).map((found) => found.slice(at.length)),
    place: (path, offset) => outer.place(from(path), offset),
    placeOfKey: (path) => outer.placeOfKey(from(path)),
  };
}
