import type { Minute } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";

/** The same knowledge about some consecutive minutes. Counts are scaled by COUNT_SCALE; null: missing. */
export interface ImportedRun {
  readonly from: Minute;
  readonly minutes: number;
  readonly counts: { readonly good: bigint; readonly total: bigint } | null;
}

export interface ImportedMinutes {
  /** The watermark: the first minute that is not closed. */
  readonly at: Minute;
  /** A later run overwrites an earlier one for the same minutes; minutes that no run mentions are missing. */
  readonly runs: readonly ImportedRun[];
}

export interface MinuteImporter {
  /** Puts minutes in the place of everything that the objective's stream holds. False when there is no such objective. */
  replace(objective: string, minutes: ImportedMinutes): Promise<boolean>;
}

const LONGEST_IMPORT_MINUTES = 800 * 1440;

/** For tests of the arithmetic through the API. Throws `objective.not-found` and `request.invalid`. */
export const makeReplaceMinutes =
  (deps: { readonly importer: MinuteImporter }) =>
  async (objective: string, minutes: ImportedMinutes): Promise<void> => {
    minutes.runs.forEach((run, index) => {
      const end = run.from + run.minutes;
      const problem =
        end > minutes.at ? "ends after `at`" : minutes.at - run.from > LONGEST_IMPORT_MINUTES ? "begins too long before `at`" : null;
      if (problem !== null) throw invalidRequest([{ path: `runs.${index}`, message: problem }]);
      if (run.counts !== null && run.counts.good > run.counts.total)
        throw invalidRequest([{ path: `runs.${index}.good`, message: "must not be more than total" }]);
    });
    const found = await deps.importer.replace(objective, minutes);
    if (!found) throw new AppError("objective.not-found", `There is no objective named ${objective}`);
  };
