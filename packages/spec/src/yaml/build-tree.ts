import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { DiagnosticCode, DiagnosticSink } from "../diagnostic.ts";
import { formatPath, type Path } from "../path.ts";
import { quoted } from "../suggest.ts";
import { REFUSED_KEYS, TOO_DEEP, TOO_MANY_NODES, YAML_LIMITS } from "./limits.ts";
import type { PlaceOf } from "./place-of.ts";
import type { MapEntry, ScalarNode, ScalarStyle, SourceNode, Span } from "./source-tree.ts";

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_SINGLE: "single-quoted",
  QUOTE_DOUBLE: "double-quoted",
  BLOCK_LITERAL: "block",
  BLOCK_FOLDED: "block",
};

/** PostgreSQL stores neither, and a half of a surrogate pair is no character. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** What is left of the limits for the whole text: aliases count as often as they repeat. */
export interface NodeBudget {
  nodesLeft: number;
}

export interface TreeContext {
  readonly sink: DiagnosticSink;
  readonly placeOf: PlaceOf;
  readonly documentIndex: number;
  readonly budget: NodeBudget;
}

interface Building extends TreeContext {
  /** Anchors seen so far; null while the anchored node itself is being built. */
  readonly anchors: Map<string, SourceNode | null>;
}

type KeyNode = ParsedNode | null;

const spanOf = (node: { range?: readonly [number, number, number] | null }): Span => ({
  start: node.range?.[0] ?? 0,
  end: node.range?.[1] ?? 0,
});

function report(building: Building, at: { span: Span; path: Path }, problem: { code: DiagnosticCode; message: string }): void {
  const place = building.placeOf(at.span, { path: formatPath(at.path), documentIndex: building.documentIndex });
  building.sink.error(place, problem.code, problem.message);
}

const nullNode = (span: Span): ScalarNode => ({
  kind: "scalar",
  span,
  value: null,
  source: "",
  style: "plain",
  textSpan: span,
  size: 1,
  height: 0,
});

function buildScalar(scalar: Scalar.Parsed, path: Path, building: Building): SourceNode {
  const span = spanOf(scalar);
  const source = scalar.source ?? "";
  if (typeof scalar.value === "string" && UNSTORABLE.test(scalar.value)) {
    report(
      building,
      { span, path },
      { code: "bad-value", message: `${formatPath(path)} must not hold the character U+0000 or half a surrogate pair` },
    );
  }
  const value =
    typeof scalar.value === "string" || typeof scalar.value === "number" || typeof scalar.value === "boolean" ? scalar.value : null;
  return { kind: "scalar", span, value, source, style: STYLES[scalar.type ?? ""] ?? "plain", textSpan: span, size: 1, height: 0 };
}

function problemOfKey(key: KeyNode): { code: DiagnosticCode; message: string } | null {
  if (!isScalar(key)) return { code: "bad-yaml", message: "a key must be text, not a list, a map or an alias" };
  if (typeof key.value !== "string") {
    const source = key.source ?? "";
    return {
      code: "bad-yaml",
      message: source === "" ? "a key must not be empty" : `a key must be text: write "${source.slice(0, 40)}" in quotes`,
    };
  }
  if (key.value === "<<") return { code: "bad-yaml", message: "merge keys (<<) are not accepted: write the fields out" };
  if (REFUSED_KEYS.has(key.value)) return { code: "bad-yaml", message: `the key ${quoted(key.value)} is not accepted` };
  return UNSTORABLE.test(key.value)
    ? { code: "bad-yaml", message: "a key must not hold the character U+0000 or half a surrogate pair" }
    : null;
}

function lineOf(span: Span, building: Building): number {
  return building.placeOf(span, { path: "", documentIndex: building.documentIndex }).line;
}

function buildMap(map: YAMLMap.Parsed, path: Path, building: Building): SourceNode {
  const entries = new Map<string, MapEntry>();
  for (const pair of map.items) {
    const key: KeyNode = pair.key;
    const keySpan = key === null ? spanOf(map) : spanOf(key);
    const problem = problemOfKey(key);
    if (problem !== null || !isScalar(key)) {
      if (problem !== null) report(building, { span: keySpan, path }, problem);
      continue;
    }
    const name = String(key.value);
    const valuePath = [...path, name];
    const value = pair.value === null ? nullNode(keySpan) : buildNode(pair.value, valuePath, building);
    const before = entries.get(name);
    if (before === undefined) entries.set(name, { key: keySpan, value });
    else {
      const message = `the key ${quoted(name)} is there twice: it is already on line ${lineOf(before.key, building)}`;
      report(building, { span: keySpan, path: valuePath }, { code: "duplicate-key", message });
    }
  }
  return {
    kind: "map",
    span: spanOf(map),
    entries,
    ...extent(
      [...entries.values()].map((entry) => entry.value),
      entries.size,
    ),
  };
}

function buildList(list: YAMLSeq.Parsed, path: Path, building: Building): SourceNode {
  const items = list.items.map((item, i) => buildNode(item, [...path, i], building));
  return { kind: "list", span: spanOf(list), items, ...extent(items, 0) };
}

function extent(children: readonly SourceNode[], keys: number): { size: number; height: number } {
  return {
    size: children.reduce((sum, child) => sum + child.size, 1 + keys),
    height: children.reduce((highest, child) => Math.max(highest, child.height), 0) + 1,
  };
}

/** An alias stands for the nearest anchor of that name before it. Its nodes are shared, not copied, but counted as copies. */
function buildAlias(alias: Alias.Parsed, path: Path, building: Building): SourceNode {
  const span = spanOf(alias);
  const refuse = (code: DiagnosticCode, message: string): SourceNode => {
    report(building, { span, path }, { code, message });
    return nullNode(span);
  };
  const target = building.anchors.get(alias.source);
  if (target === undefined) return refuse("bad-yaml", `no anchor &${alias.source} before this alias`);
  if (target === null) return refuse("bad-yaml", `the alias *${alias.source} is inside of what it stands for`);
  if (path.length + target.height > YAML_LIMITS.depth) return refuse("too-large", TOO_DEEP);
  const wasOver = building.budget.nodesLeft < 0;
  building.budget.nodesLeft -= target.size;
  if (wasOver) return nullNode(span);
  if (building.budget.nodesLeft < 0) return refuse("too-large", `${TOO_MANY_NODES}, counting what the alias *${alias.source} repeats`);
  return { ...target, span };
}

function buildNode(node: ParsedNode, path: Path, building: Building): SourceNode {
  if (isAlias(node)) return buildAlias(node, path, building);
  const anchor = node.anchor;
  if (anchor !== undefined) building.anchors.set(anchor, null);
  building.budget.nodesLeft -= 1;
  const built = isMap(node)
    ? buildMap(node, path, building)
    : isSeq(node)
      ? buildList(node, path, building)
      : buildScalar(node, path, building);
  if (anchor !== undefined) building.anchors.set(anchor, built);
  return built;
}

/** The positioned tree of a document without YAML errors; problems of values and keys go to the sink. Null for an empty document. */
export function buildTree(document: Document.Parsed, context: TreeContext): SourceNode | null {
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return null;
  return buildNode(root, [], { ...context, anchors: new Map() });
}
