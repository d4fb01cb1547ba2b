import * as z from "zod";
import type { RefillFigures } from "../../../usecases/correction/refill-figures.ts";

const Whole = z.string().regex(/^-?\d+$/);

/** Figures of a receipt as they are stored. Receipts from before composites were in them have one instant for all budgets. */
export const StoredFigures: z.ZodType<RefillFigures> = z
  .object({
    at: z.number().int(),
    good: Whole,
    total: Whole,
    known: z.number().int(),
    objectives: z.array(
      z.object({
        objectiveId: z.string(),
        name: z.string(),
        revision: z.number().int(),
        at: z.number().int().optional(),
        remaining: z
          .string()
          .regex(/^-?\d+\/\d+$/)
          .nullable(),
      }),
    ),
  })
  .transform(({ objectives, ...figures }) => ({
    ...figures,
    objectives: objectives.map((budget) => ({ ...budget, at: budget.at ?? figures.at })),
  }));
