import { failed, succeeded } from "../failure.ts";
import type { Outcome, ReadRequest, ReadValue, StreamQuery } from "../source.ts";
import type { Member } from "./batch.ts";
import { compareValues, countRatio, streamOf } from "./count.ts";
import type { ProgramMinutes, Span } from "./minutes.ts";
import { type Published, planOf, type QueryPlan, streamsOf } from "./query.ts";
import type { ReadPrograms } from "./read-programs.ts";

/** The longest stretch of one program. */
const MAX_MINUTES = 1440;

/** Programs of many queries, each once. */
export function membersOf(wanted: readonly { readonly query: StreamQuery; readonly inputSeries: number }[]): Member[] {
  const members = new Map<string, Member>();
  for (const { query, inputSeries } of wanted) {
    for (const { program, key } of streamsOf(planOf(query))) {
      const known = members.get(key);
      members.set(key, { key, program, inputSeries: Math.max(known?.inputSeries ?? 0, inputSeries) });
    }
  }
  return [...members.values()];
}

type ByKey = ReadonlyMap<string, Outcome<ProgramMinutes>>;

const answerTo = ({ key }: Published, byKey: ByKey): Outcome<ProgramMinutes> =>
  byKey.get(key) ?? failed("bad-query", "there is no answer to this query");

function toValue(plan: QueryPlan, { from }: Span, byKey: ByKey): Outcome<ReadValue> {
  if (plan.kind === "threshold") {
    const metric = answerTo(plan.metric, byKey);
    return metric.ok ? succeeded(compareValues(plan, from, streamOf(metric.value, plan.metric.label))) : metric;
  }
  const [part, total] = [answerTo(plan.part, byKey), answerTo(plan.total, byKey)];
  if (!part.ok) return part;
  if (!total.ok) return total;
  const sides = { part: streamOf(part.value, plan.part.label), total: streamOf(total.value, plan.total.label) };
  return succeeded(countRatio(plan, from, sides));
}

function join(older: Outcome<ReadValue>, newer: Outcome<ReadValue>): Outcome<ReadValue> {
  if (!older.ok) return older;
  if (!newer.ok) return newer;
  const [a, b] = [older.value.block, newer.value.block];
  return succeeded({
    block: { from: a.from, good: [...a.good, ...b.good], total: [...a.total, ...b.total], missing: [...a.missing, ...b.missing] },
    clampedMinutes: older.value.clampedMinutes + newer.value.clampedMinutes,
  });
}

/** Reads every item; programs that several need run once, and many run as one. One outcome per item, in the order of the items. */
export async function readItems(
  readPrograms: ReadPrograms,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<readonly Outcome<ReadValue>[]> {
  if (!(request.to > request.from)) throw new RangeError("a read needs at least one minute");
  const members = membersOf(request.items.map(({ query, probe }) => ({ query, inputSeries: probe.seriesFound })));
  let outcomes: Outcome<ReadValue>[] | null = null;
  for (let from = request.from; from < request.to; from += MAX_MINUTES) {
    const span = { from, to: Math.min(from + MAX_MINUTES, request.to) };
    const byKey = await readPrograms({ members, ...span, lane: "read", purpose: request.purpose }, signal);
    const values = request.items.map(({ query }) => toValue(planOf(query), span, byKey));
    const before: Outcome<ReadValue>[] | null = outcomes;
    outcomes = before === null ? values : values.map((value, index) => join(before[index] ?? value, value));
  }
  return outcomes ?? [];
}
