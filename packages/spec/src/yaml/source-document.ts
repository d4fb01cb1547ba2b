import type { JsonValue } from "@solvent/domain";
import type { Place } from "../diagnostic.ts";
import { formatPath, type Path } from "../path.ts";
import { inexactNumbers } from "./inexact-numbers.ts";
import { offsetInScalar } from "./offset-in-scalar.ts";
import type { PlaceOf } from "./place-of.ts";
import { findNode, nearestNode, type ScalarNode, type SourceNode, type Span, shownSpan, toJson } from "./source-tree.ts";

/** One document of a text that was read without a problem of its own. Paths are from its root. */
export interface SourceDocument {
  readonly index: number;
  readonly value: JsonValue;
  /** The scalar at a path, null where there is none. */
  findScalar(path: Path): ScalarNode | null;
  /** Paths of the numbers at and below a path that a double does not hold exactly as written. */
  inexactNumbers(path: Path): readonly Path[];
  /** The place of a value, or of what would hold it. `offset` counts UTF-16 units inside a string value, e.g. of a query. */
  place(path: Path, offset?: number): Place;
  /** The place of the key itself. */
  placeOfKey(path: Path): Place;
}

export function createSourceDocument({
  text,
  root,
  index,
  placeOf,
}: {
  text: string;
  root: SourceNode;
  index: number;
  placeOf: PlaceOf;
}): SourceDocument {
  const at = (path: Path) => ({ path: formatPath(path), documentIndex: index });
  const spanInside = (path: Path, offset: number): Span | null => {
    const node = findNode(root, path)?.node;
    if (node?.kind !== "scalar") return null;
    const start = offsetInScalar(text, node, offset);
    return { start, end: Math.min(start + 1, Math.max(start, node.textSpan.end)) };
  };
  return {
    index,
    value: toJson(root),
    findScalar: (path) => {
      const node = findNode(root, path)?.node;
      return node?.kind === "scalar" ? node : null;
    },
    inexactNumbers: (path) => {
      const found = findNode(root, path);
      return found === null ? [] : inexactNumbers(found.node, path);
    },
    place: (path, offset) => {
      const inside = offset === undefined ? null : spanInside(path, offset);
      return placeOf(inside ?? shownSpan(nearestNode(root, path)), at(path));
    },
    placeOfKey: (path) => {
      const found = nearestNode(root, path);
      return placeOf(found.key ?? shownSpan(found), at(path));
    },
  };
}
