import type { JsonValue } from "@solvent/domain";
import type { Path } from "../path.ts";

/** Offsets into the text, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ScalarStyle = "plain" | "single-quoted" | "double-quoted" | "block";

/**
 * `source` is the scalar's text as written, between its quotes; exact numbers are read from it. `textSpan` is where the characters
 * of a string come from (the anchored scalar where `span` is an alias). `size` counts nodes, `height` levels, aliases expanded.
 */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly span: Span;
  readonly value: null | boolean | number | string;
  readonly source: string;
  readonly style: ScalarStyle;
  readonly textSpan: Span;
  readonly size: number;
  readonly height: number;
}

export interface ListNode {
  readonly kind: "list";
  readonly span: Span;
  readonly items: readonly SourceNode[];
  readonly size: number;
  readonly height: number;
}

export interface MapEntry {
  readonly key: Span;
  readonly value: SourceNode;
}

export interface MapNode {
  readonly kind: "map";
  readonly span: Span;
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly size: number;
  readonly height: number;
}

/** A document as positioned values: what YAML means, and where it is written. */
export type SourceNode = ScalarNode | ListNode | MapNode;

/** The value without positions. Keys are safe: REFUSED_KEYS never get into a tree. */
export function toJson(node: SourceNode): JsonValue {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toJson);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toJson(entry.value)]));
}

export interface Found {
  readonly node: SourceNode;
  /** The key that leads to it, null for items of lists and for the root. */
  readonly key: Span | null;
}

function step(node: SourceNode, key: string | number): Found | null {
  if (node.kind === "map") {
    const entry = node.entries.get(String(key));
    return entry === undefined ? null : { node: entry.value, key: entry.key };
  }
  const item = node.kind === "list" && typeof key === "number" ? node.items[key] : undefined;
  return item === undefined ? null : { node: item, key: null };
}

/** The node at a path, or null. */
export function findNode(root: SourceNode, path: Path): Found | null {
  let found: Found | null = { node: root, key: null };
  for (const key of path) {
    found = step(found.node, key);
    if (found === null) return null;
  }
  return found;
}

/** The node at a path, or else its nearest ancestor that exists. */
export function nearestNode(root: SourceNode, path: Path): Found {
  let found: Found = { node: root, key: null };
  for (const key of path) {
    const next = step(found.node, key);
    if (next === null) return found;
    found = next;
  }
  return found;
}

/** What to underline for a node: a scalar itself, a collection by its key or its first line's beginning. */
export function shownSpan({ node, key }: Found): Span {
  if (node.kind === "scalar" && node.span.end > node.span.start) return node.span;
  if (key !== null) return key;
  const first = node.kind === "map" ? [...node.entries.values()][0]?.key : undefined;
  return first ?? { start: node.span.start, end: Math.max(node.span.start, Math.min(node.span.end, node.span.start + 1)) };
}
