import { countsWithin, type JudgedHistory, type MinuteInterval, sliceKey, type TermsDefinition, type WindowCounts } from "@solvent/domain";
import { countedInterval } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import type { WhatIfCardDeps, WhatIfQuestion } from "./what-if-card.ts";

/** Adjusted counts of the period and of its days. */
export interface WhatIfCounts {
  readonly countsOf: (interval: MinuteInterval) => WindowCounts;
  /** Where the counting begins. */
  readonly from: number;
}

const keyOf = ({ method, slices }: TermsDefinition): string =>
  method === "occurrences" || slices === null ? "" : sliceKey({ method, slices });

/** Begins before the minutes that are kept: it cannot be judged from minutes alone. */
export const isBeyond = ({ entry, period }: Pick<WhatIfQuestion, "entry" | "period">): boolean => period.start < (entry.minutesFrom ?? 0);

/** The question about what can be judged at all: slices that are not kept as they are asked about are those of the kept minutes. */
export function judgeable(question: WhatIfQuestion): WhatIfQuestion {
  const { entry, definition, period } = question;
  const key = keyOf(definition);
  if (!isBeyond(question) || key === "" || key === keyOf(entry.terms)) return question;
  const start = Math.min(period.end, entry.minutesFrom ?? period.start);
  return { ...question, period: { ...period, start, partial: true } };
}

/** Counts from the minutes, or from running totals where some of the minutes are not kept. */
export async function readWhatIfCounts(
  { minutes }: Pick<WhatIfCardDeps, "minutes">,
  question: WhatIfQuestion,
  { history, days }: { readonly history: JudgedHistory; readonly days: readonly MinuteInterval[] },
): Promise<WhatIfCounts> {
  const { entry, terms, period, adjustments } = question;
  if (!isBeyond(question)) return { countsOf: (interval) => countsWithin(history, interval), from: period.start };
  const whole = { start: period.start, end: period.end };
  const slicesStreamId = terms.slices === null ? null : (entry.slicesStream?.streamId ?? null);
  const intervals = [whole, ...days.map(({ start, end }) => ({ start, end }))];
  const [countsIn] = await readCounts(minutes, [{ streamId: entry.streamId, slicesStreamId, terms, adjustments, intervals }]);
  if (countsIn === undefined) throw new RangeError(`no counts of stream ${entry.streamId}`);
  return { countsOf: ({ start, end }) => countsIn({ start, end }), from: countedInterval(countsIn, whole).start };
}
