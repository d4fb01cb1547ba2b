import type { WhatIf, WhatIfInput } from "@solvent/api-contract";
import { type Adjustment, definitionTerms, isoOfMinute, type MinuteInterval, objectivePeriod } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { makeReadProjectedTotal } from "../counts/read-projection.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import { readWhatIfCard } from "./what-if-card.ts";
import { checkComposite, triedAdjustments, triedTerms, type WrittenTerms } from "./what-if-terms.ts";

export interface WhatIfDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: Pick<MinuteReader, "minutesBetween" | "series" | "totalsAt" | "compositeTrees">;
  readonly adjustments: AppliedAdjustments;
}

const overlapping = (adjustments: readonly Adjustment[], { start, end }: MinuteInterval): readonly Adjustment[] =>
  adjustments.filter(({ from, to }) => from < end && to > start);

/**
 * The figures of an objective as they are, and as they would be under other terms or adjustments, both judged from the same stored minutes.
 * Asks no data source and stores nothing. Throws `objective.not-found` and `request.invalid`.
 */
export function makeWhatIf(deps: WhatIfDeps) {
  const cards = { minutes: deps.minutes, readProjectedTotal: makeReadProjectedTotal(deps.minutes) };
  return async (name: string, input: WhatIfInput): Promise<WhatIf> => {
    const entry = await deps.directory.findEntry(name);
    if (entry === null) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    checkComposite(entry, input);
    const [present, tried] = [{ definition: entry.terms, terms: definitionTerms(entry.terms) }, triedTerms(entry.terms, input)];
    const added = triedAdjustments(input.adjustments);
    const at = entry.watermark;
    const periods = [present, tried].map(({ terms }) => objectivePeriod(terms, at));
    const start = Math.min(...periods.map((period) => period.start));
    const block = await deps.minutes.minutesBetween(entry.streamId, start, at);
    const range = { start, end: Math.max(...periods.map((period) => period.periodEnd)) };
    const recorded = (await deps.adjustments.within(range, [entry.id])).get(entry.id) ?? [];

    const cardOf = (written: WrittenTerms, adjustments: readonly Adjustment[]) => {
      const period = objectivePeriod(written.terms, at);
      const inPeriod = overlapping(adjustments, { start: period.start, end: period.periodEnd });
      return readWhatIfCard(cards, { ...written, entry, period, adjustments: inPeriod, block });
    };
    return {
      objective: entry.name,
      at: isoOfMinute(at),
      present: await cardOf(present, recorded),
      tried: await cardOf(tried, [...(input.withoutRecorded ? [] : recorded), ...added]),
    };
  };
}
