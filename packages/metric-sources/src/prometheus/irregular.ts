import { type CounterMinutes, MINUTE_MS, type Minute, type MissingReason } from "@solvent/domain";
import type { CountedMinutes } from "../counters/counted.ts";
import { mapPart, selectorsOf } from "../counters/part-terms.ts";
import { succeeded } from "../failure.ts";
import { covers, escapeRe2, makeSelector, type Selector } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import { countDifferences, type ServerReading, type Span, scrapeSecondsOf } from "./differences.ts";
import { type CountItem, countRaw } from "./raw.ts";

import { irregularExpression } from "./server-expression.ts";

/** Targets whose series did something, in a short stretch, that the server's differences do not show. */
export interface IrregularStretch extends Span {
  readonly jobs: readonly string[];
  readonly instances: readonly string[];
}

const MINUTE_SECONDS = MINUTE_MS / 1000;
/** Keeps the union of a stretch near the targets of each of its minutes. */
const MAX_STRETCH_MINUTES = 5;
const MAX_INSTANCES_AT_ONCE = 200;

type TargetsByMinute = Map<Minute, { jobs: Set<string>; instances: Set<string> }>;

function toStretches(found: TargetsByMinute): IrregularStretch[] {
  const stretches: { from: Minute; to: Minute; jobs: Set<string>; instances: Set<string> }[] = [];
  for (const [minute, { jobs, instances }] of [...found].sort(([left], [right]) => left - right)) {
    const last = stretches.at(-1);
    if (last === undefined || last.to !== minute || minute - last.from >= MAX_STRETCH_MINUTES)
      stretches.push({ from: minute, to: minute + 1, jobs, instances });
    else {
      last.to = minute + 1;
      for (const job of jobs) last.jobs.add(job);
      for (const instance of instances) last.instances.add(instance);
    }
  }
  return stretches.map((stretch) => ({ ...stretch, jobs: [...stretch.jobs], instances: [...stretch.instances] }));
}

/** Asks which targets are irregular in which minutes. */
export async function findIrregular(
  { api, item, dialect, signal }: ServerReading,
  span: Span,
): Promise<Outcome<readonly IrregularStretch[]>> {
  const found: TargetsByMinute = new Map();
  const apart = selectorsOf(item.part).filter((selector) => !covers(item.total, selector));
  for (const selector of [item.total, ...apart]) {
    const expression = irregularExpression(selector, scrapeSecondsOf(item), dialect);
    const query = {
      expression,
      startSeconds: (span.from + 1) * MINUTE_SECONDS,
      endSeconds: span.to * MINUTE_SECONDS,
      stepSeconds: MINUTE_SECONDS,
    };
    const answer = await api.range(query, signal);
    if (!answer.ok) return answer;
    for (const { labels, times } of answer.value) {
      for (const time of times) {
        const minute = time / MINUTE_SECONDS - 1;
        const targets = found.get(minute) ?? { jobs: new Set(), instances: new Set() };
        targets.jobs.add(labels.job ?? "");
        targets.instances.add(labels.instance ?? "");
        found.set(minute, targets);
      }
    }
  }
  return succeeded(toStretches(found));
}

const oneOf = (label: string, values: readonly string[]): Selector["matchers"][number] => ({
  label,
  op: "=~",
  value: values.map(escapeRe2).join("|"),
});

/** Expected at most; more than this only means a smaller question after a refusal. */
const MAX_SERIES_PER_INSTANCE = 50;

/** The same stream, cut to some targets. */
function cutTo(item: CountItem, jobs: readonly string[], instances: readonly string[]): CountItem {
  const cut = ({ metric, matchers }: Selector): Selector =>
    makeSelector(metric, [...matchers, oneOf("job", jobs), oneOf("instance", instances)]);
  return {
    ...item,
    part: mapPart(item.part, cut),
    total: cut(item.total),
    seriesFound: Math.min(item.seriesFound, instances.length * MAX_SERIES_PER_INSTANCE),
  };
}

interface Corrected {
  readonly increases: Float64Array;
  readonly missing: (MissingReason | null)[];
}

const toCorrected = ({ increases, missing }: CounterMinutes): Corrected => ({
  increases: Float64Array.from(increases),
  missing: [...missing],
});

const increaseAt = ({ increases, missing }: CounterMinutes, index: number): number =>
  missing[index] === null ? (increases[index] ?? 0) : 0;

/** Takes the differences of some targets out and puts their real increases in. */
function replace(into: Corrected, at: number, { wrong, right }: { wrong: CounterMinutes; right: CounterMinutes }): void {
  for (const index of right.missing.keys()) {
    const place = at + index;
    const before = into.missing[place] === null ? (into.increases[place] ?? 0) : 0;
    into.increases[place] = before - increaseAt(wrong, index) + increaseAt(right, index);
    if (right.missing[index] === "counter-fell") into.missing[place] = "counter-fell";
    else if (right.missing[index] === null && into.missing[place] !== "counter-fell") into.missing[place] = null;
  }
}

interface TargetCounts {
  readonly wrong: CountedMinutes;
  readonly right: CountedMinutes;
}

/** Both counts of some targets; halves the targets when they are too much for one answer. */
async function countTargets(reading: ServerReading, stretch: IrregularStretch): Promise<Outcome<TargetCounts[]>> {
  const item = cutTo(reading.item, stretch.jobs, stretch.instances);
  const [wrong, [right]] = await Promise.all([
    countDifferences({ ...reading, item }, stretch),
    countRaw(reading.api, [item], stretch, reading.signal),
  ]);
  if (right === undefined) throw new Error("the item was not counted");
  if (wrong.ok && right.ok) return succeeded([{ wrong: wrong.value, right: right.value }]);
  const failure = wrong.ok ? right : wrong;
  const isTooMuch = !failure.ok && failure.failure.class === "too-large";
  if (failure.ok || !isTooMuch || stretch.instances.length < 2) return failure.ok ? succeeded([]) : failure;
  const middle = Math.ceil(stretch.instances.length / 2);
  const first = await countTargets(reading, { ...stretch, instances: stretch.instances.slice(0, middle) });
  if (!first.ok) return first;
  const second = await countTargets(reading, { ...stretch, instances: stretch.instances.slice(middle) });
  return second.ok ? succeeded([...first.value, ...second.value]) : second;
}

/** The counted minutes with every irregular target counted from its samples instead. */
export async function correctTargets(
  reading: ServerReading,
  counted: CountedMinutes,
  stretches: readonly IrregularStretch[],
): Promise<Outcome<CountedMinutes>> {
  const total = toCorrected(counted.total);
  const part = toCorrected(counted.part);
  for (const stretch of stretches) {
    for (let start = 0; start < stretch.instances.length; start += MAX_INSTANCES_AT_ONCE) {
      const counts = await countTargets(reading, { ...stretch, instances: stretch.instances.slice(start, start + MAX_INSTANCES_AT_ONCE) });
      if (!counts.ok) return counts;
      for (const { wrong, right } of counts.value) {
        replace(total, stretch.from - counted.from, { wrong: wrong.total, right: right.total });
        replace(part, stretch.from - counted.from, { wrong: wrong.part, right: right.part });
      }
    }
  }
  return succeeded({ ...counted, total, part });
}
