import { failed } from "../failure.ts";
import type { ConnectDeps, MetricSource, Outcome, ReadItem, ReadValue } from "../source.ts";
import { type AskInbox, makeAskInbox } from "./ask-inbox.ts";
import { checkInbox } from "./health.ts";
import { lookUpNames } from "./look-up.ts";
import { groupMinutes, probeMinutes, readMinutes, type Span } from "./minutes.ts";
import { planOf } from "./query.ts";
import { groupsOfSeries, probeSeries, readSeriesItems } from "./series/index.ts";

const UNANSWERED = failed("bad-answer", "the query was not answered");

const flatten = <T>(outcome: Outcome<Outcome<T>>): Outcome<T> => (outcome.ok ? outcome.value : outcome);

/** The outcomes of all items that are counted from series, by their place in the request. They share one look at what was sent. */
async function readSeries(
  ask: AskInbox,
  items: readonly ReadItem[],
  span: Span,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Outcome<ReadValue>>> {
  const found = items.flatMap(({ query, probe }, place) => {
    const plan = planOf(query);
    return plan.kind === "series" ? [{ place, item: { plan: plan.series, probe } }] : [];
  });
  if (found.length === 0) return new Map();
  const read = await ask(
    (inbox, within) =>
      readSeriesItems(
        inbox,
        found.map(({ item }) => item),
        span,
        within,
      ),
    signal,
  );
  return new Map(found.map(({ place }, index) => [place, read.ok ? (read.value[index] ?? UNANSWERED) : read]));
}

/** Reads what was sent. Why a minute is asked for makes no difference. */
export function connectPush(_connection: unknown, _secrets: unknown, { inbox, now }: ConnectDeps): MetricSource {
  const ask = makeAskInbox(inbox);

  async function readAll(items: readonly ReadItem[], span: Span, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]> {
    const counted = await readSeries(ask, items, span, signal);
    const outcomes: Outcome<ReadValue>[] = [];
    for (const [place, { query }] of items.entries()) {
      const plan = planOf(query);
      const outcome = plan.kind === "minutes" ? await readMinutes(ask, plan.name, span, signal) : counted.get(place);
      outcomes.push(outcome ?? UNANSWERED);
    }
    return outcomes;
  }

  return {
    check: (signal) => checkInbox(ask, now, signal),
    async probe(query, signal) {
      const plan = planOf(query);
      if (plan.kind === "minutes") return probeMinutes(ask, plan.name, signal);
      return flatten(await ask((one, within) => probeSeries({ inbox: one, plan: plan.series, nowMs: now() }, within), signal));
    },
    async read({ items, from, to }, signal) {
      if (!(to > from)) throw new RangeError("a read needs at least one minute");
      return readAll(items, { from, to }, signal);
    },
    async groups(query, labels, signal) {
      const plan = planOf(query);
      if (plan.kind === "minutes") return groupMinutes(ask, plan.name, labels, signal);
      return ask((one, within) => groupsOfSeries({ inbox: one, plan: plan.series, nowMs: now() }, labels, within), signal);
    },
    lookUp: (look, signal) => lookUpNames(ask, look, signal),
  };
}
