import type { QueryPlan } from "./query.ts";
import { recordedExpression } from "./server-expression.ts";

const rule = (name: string, expression: string): string => `      - record: solvent:${name}:increase1m\n        expr: ${expression}`;

/** A rule group that adds a plan's counters up inside the server, minute by minute. Its metrics can be used with `counter: false`. */
export function recordingRule({ numerator, part, total }: QueryPlan & { kind: "counters" }): string {
  const parts = part.kind === "counter" ? [rule(numerator, recordedExpression(part.selector, total))] : [];
  return ["groups:", "  - name: solvent", "    interval: 1m", "    rules:", rule("total", recordedExpression(total, total)), ...parts].join(
    "\n",
  );
}
