import type { Series } from "../counters/series.ts";
import { succeeded } from "../failure.ts";
import { type Selector, toLabelText, toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import { distribute } from "./distribute.ts";
import { planFetches } from "./fetch-plan.ts";

/** By canonical text of the selector. */
export type Found<T> = ReadonlyMap<string, Outcome<T>>;

interface JointQuestion {
  readonly selector: Selector;
  /** Labels in PromQL that tell the selectors apart; the answer must have them. */
  readonly by: readonly string[];
}

interface JointAnswer<T> {
  readonly answer: Outcome<readonly Series[]>;
  /** What the series of one selector say. */
  readonly pick: (series: readonly Series[]) => T;
}

const MAX_SELECTORS_AT_ONCE = 400;

/** Labels that decide which of the selectors a series belongs to. One selector needs none: all of the answer is its. */
const labelsOf = (members: readonly Selector[]): readonly string[] =>
  members.length === 1 ? [] : [...new Set(members.flatMap(({ matchers }) => matchers.map(({ label }) => label)))].sort();

/** Asks one grouped question about many selectors in as few requests as they allow, and takes the answers apart again. */
export async function askTogether<T>(
  selectors: readonly Selector[],
  ask: (question: JointQuestion) => Promise<JointAnswer<T>>,
): Promise<Found<T>> {
  const fetches = planFetches(
    selectors.map((selector) => ({ selector, series: 1 })),
    MAX_SELECTORS_AT_ONCE,
  );
  const lists = await Promise.all(
    fetches.map(async ({ selector, members }): Promise<[string, Outcome<T>][]> => {
      const { answer, pick } = await ask({ selector, by: labelsOf(members).map(toLabelText) });
      if (!answer.ok) return members.map((member) => [toSelectorText(member), answer]);
      if (members.length === 1) return members.map((member) => [toSelectorText(member), succeeded(pick(answer.value))]);
      const named = answer.value.map((series) => ({ ...series, labels: { ...series.labels, __name__: selector.metric } }));
      return [...distribute(named, members)].map(([key, series]) => [key, succeeded(pick(series))]);
    }),
  );
  return new Map(lists.flat());
}
