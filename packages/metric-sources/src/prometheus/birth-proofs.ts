import { MINUTE_MS } from "@solvent/domain";
import type { IsBorn } from "../counters/births.ts";
import type { Birth } from "../counters/runs.ts";
import { targetOf } from "../counters/target.ts";
import { succeeded } from "../failure.ts";
import { escapeRe2, makeSelector, toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import type { QueryApi } from "./query-api.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;
const TARGETS_PER_QUERY = 100;

const toKey = ({ metric, target, minute }: Birth): string => JSON.stringify([metric, target, minute]);

function siblingsExpression(metric: string, targets: readonly string[], maxAgeSeconds: number): string {
  const pairs = targets.map((target) => JSON.parse(target) as [string, string]);
  const oneOf = (values: readonly string[]): string => [...new Set(values)].map(escapeRe2).join("|");
  const selector = toSelectorText(
    makeSelector(metric, [
      { label: "job", op: "=~", value: oneOf(pairs.map(([job]) => job)) },
      { label: "instance", op: "=~", value: oneOf(pairs.map(([, instance]) => instance)) },
    ]),
  );
  // One millisecond short of a minute: a server before 3.0 would count a sample at the very start of the minute as one inside it.
  return `count by (job, instance) (last_over_time(${selector}[59999ms]) and last_over_time(${selector}[${maxAgeSeconds}s] offset 1m))`;
}

async function askSiblings(
  api: QueryApi,
  births: readonly Birth[],
  maxAgeSeconds: number,
  signal: AbortSignal,
): Promise<Outcome<Set<string>>> {
  const found = new Set<string>();
  const [first] = births;
  if (first === undefined) return succeeded(found);
  const targets = [...new Set(births.map((birth) => birth.target))];
  const minutes = births.map((birth) => birth.minute);
  for (let index = 0; index < targets.length; index += TARGETS_PER_QUERY) {
    const expression = siblingsExpression(first.metric, targets.slice(index, index + TARGETS_PER_QUERY), maxAgeSeconds);
    const startSeconds = (minutes.reduce((least, minute) => Math.min(least, minute)) + 1) * MINUTE_SECONDS;
    const endSeconds = (minutes.reduce((most, minute) => Math.max(most, minute)) + 1) * MINUTE_SECONDS;
    const answer = await api.range({ expression, startSeconds, endSeconds, stepSeconds: MINUTE_SECONDS }, signal);
    if (!answer.ok) return answer;
    for (const { labels, times } of answer.value) {
      const target = targetOf(labels);
      if (target !== null) for (const time of times) found.add(toKey({ metric: first.metric, target, minute: time / MINUTE_SECONDS - 1 }));
    }
  }
  return succeeded(found);
}

/**
 * Asks the server about beginnings that nothing at hand explains: did their target expose another series of the metric, both at the
 * start of the minute and within it? Returns the births that are proven so.
 */
export async function proveOpenBirths(
  api: QueryApi,
  open: readonly Birth[],
  maxAgeSeconds: number,
  signal: AbortSignal,
): Promise<Outcome<IsBorn>> {
  const proven = new Set<string>();
  for (const metric of new Set(open.map((birth) => birth.metric))) {
    const answer = await askSiblings(
      api,
      open.filter((birth) => birth.metric === metric),
      maxAgeSeconds,
      signal,
    );
    if (!answer.ok) return answer;
    for (const key of answer.value) proven.add(key);
  }
  return succeeded((birth) => proven.has(toKey(birth)));
}
