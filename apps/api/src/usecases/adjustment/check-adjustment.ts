import type { FieldProblem } from "@solvent/api-contract";
import { type AdjustmentMode, MINUTES_PER_DAY, toAdjustment } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import type { Scope } from "../notification/route-store.ts";
import type { AdjustmentFields } from "./adjustment-store.ts";
import type { Recurrence, Recurrences } from "./recurrences.ts";

/** An adjustment as people write it down: any instants, a rule in any spelling. */
export interface AdjustmentDraft {
  readonly scope: Scope;
  readonly name: string | null;
  readonly mode: AdjustmentMode;
  readonly fromMs: number;
  readonly toMs: number;
  readonly recurrence: Recurrence | null;
  readonly category: string;
  readonly reason: string;
}

const LONGEST_DAYS = 366;
/** Minutes are counted from 1970; what lies after 2200 is a slip of the pen. */
const LATEST_MS = Date.UTC(2200, 0, 1);

const isTime = (ms: number): boolean => ms >= 0 && ms <= LATEST_MS;

function nameProblems({ scope, name }: AdjustmentDraft): FieldProblem[] {
  if (scope === "all" && name !== null) return [{ path: "name", message: "must be null: the scope is everything" }];
  if (scope !== "all" && name === null) return [{ path: "name", message: `must name the ${scope}` }];
  return [];
}

function intervalProblems({ fromMs, toMs }: AdjustmentDraft): FieldProblem[] {
  const outside = (["from", "to"] as const).filter((path) => !isTime(path === "from" ? fromMs : toMs));
  if (outside.length > 0) return outside.map((path) => ({ path, message: "must lie between the years 1970 and 2200" }));
  if (toMs <= fromMs) return [{ path: "to", message: "must be later than `from`" }];
  const { from, to } = toAdjustment(fromMs, toMs, "exclude");
  return to - from > LONGEST_DAYS * MINUTES_PER_DAY ? [{ path: "to", message: `is more than ${LONGEST_DAYS} days after \`from\`` }] : [];
}

/** What is to be recorded, in whole minutes rounded outward. Throws `request.invalid` with every field that is wrong. */
export function checkAdjustment(draft: AdjustmentDraft, recurrences: Pick<Recurrences, "normalise" | "findProblem">): AdjustmentFields {
  const problems = [...nameProblems(draft), ...intervalProblems(draft)];
  if (problems.length > 0) throw invalidRequest(problems);
  const { fromMs, toMs, ...rest } = draft;
  const { from, to } = toAdjustment(fromMs, toMs, draft.mode);
  const recurrence = draft.recurrence === null ? null : { ...draft.recurrence, rule: recurrences.normalise(draft.recurrence.rule) };
  const problem = recurrences.findProblem({ from, to, recurrence });
  if (problem !== null) throw invalidRequest([{ path: `recurrence.${problem.field}`, message: problem.message }]);
  return { ...rest, from, to, recurrence };
}
