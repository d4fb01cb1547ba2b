import { parseDecimal, sameDecimal } from "../decimal.ts";
import type { Path } from "../path.ts";
import type { SourceNode } from "./source-tree.ts";

/** Whether the double means exactly what is written; integers in other bases only up to 2^53. */
function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (/^0[xo]/.test(source)) return Number.isSafeInteger(value);
  const written = parseDecimal(source);
  const kept = parseDecimal(String(value));
  return written !== null && kept !== null && sameDecimal(written, kept);
}

/** Paths of the numbers at and below a node that a double does not hold exactly as written, .inf and .nan included. */
export function inexactNumbers(node: SourceNode, path: Path): Path[] {
  if (node.kind === "map") return [...node.entries].flatMap(([key, entry]) => inexactNumbers(entry.value, [...path, key]));
  if (node.kind === "list") return node.items.flatMap((item, i) => inexactNumbers(item, [...path, i]));
  return typeof node.value === "number" && !isExact(node.value, node.source) ? [path] : [];
}
