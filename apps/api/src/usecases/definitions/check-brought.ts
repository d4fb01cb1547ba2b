import { AdjustmentCategory, type FieldProblem } from "@solvent/api-contract";
import { MINUTE_MS } from "@solvent/domain";
import type { BroughtAdjustment, Definitions } from "@solvent/spec";
import { AppError } from "../../errors/app-error.ts";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import { checkAdjustment } from "../adjustment/check-adjustment.ts";
import type { Recurrences } from "../adjustment/recurrences.ts";
import { type ApplyProblem, problemsOf } from "./apply-problems.ts";

export interface CheckedBrought {
  /** As they are stored, by name of the objective; of objectives that bring any. */
  readonly byObjective: ReadonlyMap<string, readonly AdjustmentContent[]>;
  readonly problems: readonly ApplyProblem[];
}

export type FollowRules = Pick<Recurrences, "normalise" | "findProblem">;

const categoryProblems = ({ category }: BroughtAdjustment): FieldProblem[] =>
  AdjustmentCategory.safeParse(category).success
    ? []
    : [{ path: "category", message: `must be one of ${AdjustmentCategory.options.join(", ")}, but is ${JSON.stringify(category)}` }];

type Checked = { readonly content: AdjustmentContent | null; readonly problems: readonly FieldProblem[] };

/** By the rules for adjustments that people record. */
function checkOne(objective: string, brought: BroughtAdjustment, follow: FollowRules): Checked {
  const { from, to, ...rest } = brought;
  const problems = categoryProblems(brought);
  const draft = { ...rest, scope: "objective", name: objective, fromMs: from * MINUTE_MS, toMs: to * MINUTE_MS } as const;
  try {
    const { scope: _scope, name: _name, ...content } = checkAdjustment(draft, follow);
    return { content, problems };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { content: null, problems: [...problems, ...error.problems] };
  }
}

/** In a definition the rule and the zone stand next to the other fields. */
const fieldOf = ({ path }: FieldProblem): string => path.replace(/^recurrence\./, "");

/** Everything about the adjustments of a text that the text alone cannot tell: what a rule means, and which categories there are. */
export function checkBrought(adjustments: Definitions["adjustments"], follow: FollowRules): CheckedBrought {
  const byObjective = new Map<string, readonly AdjustmentContent[]>();
  const problems: ApplyProblem[] = [];
  for (const { objective, adjustments: brought } of adjustments) {
    const checked = brought.map((one) => checkOne(objective, one, follow));
    byObjective.set(
      objective,
      checked.flatMap(({ content }) => content ?? []),
    );
    const found = checked.flatMap((one, index) =>
      one.problems.map((problem) => ({
        path: ["adjustments", index, fieldOf(problem)],
        message: `solvent/adjustments[${index}].${fieldOf(problem)} ${problem.message}`,
      })),
    );
    problems.push(...problemsOf({ kind: "objective", name: objective }, found));
  }
  return { byObjective, problems };
}
