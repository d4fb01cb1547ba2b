import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** Where in the text, and what is wrong. `offset` counts characters (UTF-16 units) from 0. */
export interface PromqlProblem {
  readonly offset: number;
  readonly message: string;
}

/** "line 2, column 5" of an offset, both counted from 1. */
export function placeInText(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return `line ${line}, column ${offset - before.lastIndexOf("\n")}`;
}

const CLOSERS: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };

/** The innermost bracket that is still open at `offset`; brackets inside string literals do not count. */
function openBracketBefore(text: string, offset: number): string | null {
  const stack: string[] = [];
  const tokens = text.slice(0, offset).matchAll(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?|#.*|[{}()[\]]/g);
  for (const [token] of tokens) {
    if (token in CLOSERS) stack.push(token);
    else if (token.length === 1 && "})]".includes(token)) stack.pop();
  }
  return stack.at(-1) ?? null;
}

function describeError(text: string, offset: number): string {
  const next = /\S+/.exec(text.slice(offset))?.[0];
  const open = openBracketBefore(text, offset);
  const hint = open === null ? "" : `; the "${open}" before it needs a "${CLOSERS[open]}"`;
  if (text.trim() === "") return "the query is empty";
  return next === undefined ? `the query ends too early${hint}` : `unexpected ${JSON.stringify(next.slice(0, 40))}${hint}`;
}

function firstError(tree: Tree): number | null {
  let offset: number | null = null;
  tree.iterate({
    enter: (node) => {
      if (node.type.isError && (offset === null || node.from < offset)) offset = node.from;
    },
  });
  return offset;
}

/** The top expression of a PromQL text, or the first syntax error. */
export function parsePromql(text: string): { ok: true; root: SyntaxNode } | { ok: false; problem: PromqlProblem } {
  const tree = parser.parse(text);
  const errorAt = firstError(tree);
  const root = tree.topNode.getChildren("Expr").at(0) ?? expressionOf(tree.topNode);
  if (errorAt === null && root !== null) return { ok: true, root };
  const offset = errorAt ?? 0;
  return { ok: false, problem: { offset, message: `${placeInText(text, offset)}: ${describeError(text, offset)}` } };
}

/** First child that is not a comment. */
export function expressionOf(parent: SyntaxNode): SyntaxNode | null {
  let child = parent.firstChild;
  while (child !== null && child.name === "LineComment") child = child.nextSibling;
  return child;
}

/** Direct children, comments left out. */
export function childrenOf(parent: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = parent.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

/** Tokens of the text joined by single spaces, comments left out: equal for texts that differ in layout only. */
export function normalisePromql(text: string): string {
  const tokens: string[] = [];
  const cursor = parser.parse(text).cursor();
  let end = 0;
  const keep = (from: number, to: number): void => {
    tokens.push(
      ...text
        .slice(from, to)
        .split(/\s+/)
        .filter((token) => token !== ""),
    );
  };
  do {
    if (cursor.name === "LineComment") {
      keep(end, cursor.from);
      end = cursor.to;
    } else if (cursor.name === "StringLiteral") {
      keep(end, cursor.from);
      tokens.push(text.slice(cursor.from, cursor.to));
      end = cursor.to;
    }
  } while (cursor.next());
  keep(end, text.length);
  return tokens.join(" ");
}
