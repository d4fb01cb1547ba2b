import type { SyntaxNode } from "@lezer/common";
import { childrenOf, parsePromql } from "../selectors/promql-syntax.ts";
import { newestWithin, type RangeDialect } from "./server-expression.ts";

interface Place {
  readonly from: number;
  readonly to: number;
}

/** What of an expression decides which samples it looks at. */
export interface Selectors {
  /** Selectors of the newest sample, which look back five minutes unless they are bound to the minute. */
  readonly instants: readonly Place[];
  /** Something of it chooses its samples by itself: a range, an offset, `@`, or `timestamp`, which asks for the sample's own time. */
  readonly choosesItself: boolean;
}

const OWN_CHOICE: ReadonlySet<string> = new Set(["MatrixSelector", "SubqueryExpr"]);
const SHIFTS: ReadonlySet<string> = new Set(["OffsetExpr", "StepInvariantExpr"]);

const isTimestamp = (text: string, node: SyntaxNode): boolean =>
  node.name === "FunctionCall" && node.firstChild !== null && text.slice(node.firstChild.from, node.firstChild.to) === "timestamp";

interface Visit {
  readonly text: string;
  readonly found: { readonly instants: Place[]; choosesItself: boolean };
}

/**
 * `shiftedAt`: where a selector ends that an offset or `@` behind it moves. In the syntax tree these stand around all of `a - b offset 5m`,
 * but they are about `b` only.
 */
function visit({ text, found }: Visit, node: SyntaxNode, shiftedAt: readonly number[]): void {
  const isOwnChoice = OWN_CHOICE.has(node.name) || isTimestamp(text, node);
  if (isOwnChoice || (node.name === "VectorSelector" && shiftedAt.includes(node.to))) found.choosesItself = true;
  else if (node.name === "VectorSelector") found.instants.push({ from: node.from, to: node.to });
  else {
    const [operand] = childrenOf(node);
    const ends = SHIFTS.has(node.name) && operand !== undefined ? [...shiftedAt, operand.to] : shiftedAt;
    for (const child of childrenOf(node)) visit({ text, found }, child, ends);
  }
}

/** Throws RangeError for a text that is not PromQL. */
export function findSelectors(expression: string): Selectors {
  const parsed = parsePromql(expression);
  if (!parsed.ok) throw new RangeError(parsed.problem.message);
  const found = { instants: [] as Place[], choosesItself: false };
  visit({ text: expression, found }, parsed.root, []);
  return found;
}

/**
 * The expression with its selectors bound to the newest sample of (T - seconds, T]. By themselves they would repeat an older sample for
 * five minutes, and make minutes known in which nothing was measured.
 */
export function bindToMinute(expression: string, seconds: number, dialect: RangeDialect): string {
  const parts: string[] = [];
  let end = 0;
  for (const { from, to } of findSelectors(expression).instants) {
    parts.push(expression.slice(end, from), newestWithin(expression.slice(from, to), seconds, dialect));
    end = to;
  }
  return [...parts, expression.slice(end)].join("");
}
