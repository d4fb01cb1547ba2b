import type { FieldProblem } from "@solvent/api-contract";
import type { TargetBook } from "./target-store.ts";

const problem = (message: string): FieldProblem[] => [{ path: "failover", message }];

/** What is wrong with `failover` standing in for `name`: it has to exist, and must not lead back. */
export function checkFailover(name: string, failover: string | null, book: TargetBook): FieldProblem[] {
  if (failover === null) return [];
  if (failover === name) return problem("must be another target: nobody stands in for himself");
  if (!book.has(failover)) return problem(`there is no notification target "${failover}"`);
  const path = [name];
  for (let at: string | null = failover; at !== null && !path.includes(at); at = book.get(at)?.failover ?? null) {
    path.push(at);
    if (book.get(at)?.failover === name) return problem(`leads back to this target: ${[...path, name].join(" → ")}`);
  }
  return [];
}
