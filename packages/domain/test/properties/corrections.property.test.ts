import fc from "fast-check";
import { expect, test } from "vitest";
import {
  countInterval,
  type Minute,
  type MinuteBlock,
  type MinuteInterval,
  type MinuteRun,
  type MissingReason,
  minuteSeriesOfBlocks,
  type SliceTerms,
  sliceMinutes,
} from "../../src/index.ts";
import { type Scene, SPAN, scenes } from "./arbitraries.ts";
import { blockOf } from "./engine.ts";
import { type NaiveMinute, paintMinutes } from "./naive-minutes.ts";
import { checkSeries } from "./series.ts";

interface StoredSliceMinute {
  readonly good: number;
  readonly total: number;
  readonly missing: MissingReason | null;
}

/** A store of one measured stream and its slices stream that takes minutes in any order: ahead, behind, in between, or again. */
function makeStore(slices: SliceTerms) {
  const minutes = new Map<Minute, NaiveMinute>();
  const verdicts = new Map<Minute, StoredSliceMinute>();
  let coverage: MinuteInterval | null = null;

  /** The slices stream of what has been read again: whole slices around it, as far as the stream goes. */
  const judgeAgain = (from: Minute, to: Minute, { start, end }: MinuteInterval): void => {
    const [first, last] = [Math.floor(from / slices.minutes) * slices.minutes, Math.ceil(to / slices.minutes) * slices.minutes];
    const derived = sliceMinutes({ terms: slices, block: blockOf(minutes, { start: Math.max(start, first), end: Math.min(end, last) }) });
    derived.good.forEach((good, i) => {
      verdicts.set(derived.from + i, { good, total: derived.total[i] ?? 0, missing: derived.missing[i] ?? null });
    });
  };

  return {
    write({ from, minutes: length, counts }: MinuteRun): void {
      const before = coverage;
      const to = from + length;
      coverage = { start: Math.min(before?.start ?? from, from), end: Math.max(before?.end ?? to, to) };
      for (let minute = from; minute < to; minute++) minutes.set(minute, counts);
      const joined = before === null ? { start: from, end: to } : { start: Math.min(from, before.end), end: Math.max(to, before.start) };
      judgeAgain(joined.start, joined.end, coverage);
    },
    /** The slices stream as it has become. */
    derived(): MinuteBlock {
      const { start, end } = coverage ?? { start: 0, end: 0 };
      const stored = Array.from({ length: end - start }, (_, i) => verdicts.get(start + i));
      return {
        from: start,
        good: stored.map((minute) => minute?.good ?? Number.NaN),
        total: stored.map((minute) => minute?.total ?? Number.NaN),
        missing: stored.map((minute) => minute?.missing ?? null),
      };
    },
    /** The slices stream made anew from the final minutes. */
    rebuilt: (): MinuteBlock => sliceMinutes({ terms: slices, block: blockOf(minutes, coverage ?? { start: 0, end: 0 }) }),
  };
}

const sliced = scenes.filter(({ terms, runs }) => terms.slices !== null && runs.length > 0);
const termsOf = ({ terms: { slices } }: Scene): SliceTerms => slices as SliceTerms;

test("after any appends, back-fills, corrections and retractions the slices stream is that of the final minutes", () => {
  checkSeries(
    fc.property(sliced, (scene) => {
      const store = makeStore(termsOf(scene));
      for (const run of scene.runs) store.write(run);
      expect(store.derived()).toEqual(store.rebuilt());
    }),
    400,
  );
});

test("the order in which minutes arrive does not matter as long as the last word on each is the same", () => {
  checkSeries(
    fc.property(sliced, fc.infiniteStream(fc.nat()), (scene, random) => {
      const final = [...paintMinutes(scene.runs)].map(([from, counts]): MinuteRun => ({ from, minutes: 1, counts }));
      const keys = final.map(() => random.next().value as number);
      const order = final.map((_, i) => i).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
      const [ordered, shuffled] = [makeStore(termsOf(scene)), makeStore(termsOf(scene))];
      for (const run of scene.runs) ordered.write(run);
      for (const index of order) shuffled.write(final[index] as MinuteRun);
      expect(shuffled.derived()).toEqual(ordered.derived());
    }),
    100,
  );
});

test("figures read from a stream that was corrected are those of a stream that was right at once", () => {
  checkSeries(
    fc.property(sliced, fc.integer({ min: 1, max: SPAN }), (scene, minutes) => {
      const { terms, adjustments, at, runs } = scene;
      const store = makeStore(termsOf(scene));
      for (const run of runs) store.write(run);
      const painted = paintMinutes(runs);
      const request = { terms, adjustments, interval: { start: at - minutes, end: at } };
      const from = Math.min(...runs.map((run) => run.from));
      const to = Math.max(...runs.map((run) => run.from + run.minutes));
      const eventsAt = minuteSeriesOfBlocks([blockOf(painted, { start: from, end: to })]).totalsAt;
      const minuteAt = (minute: Minute) => painted.get(minute) ?? null;
      const count = (block: MinuteBlock) =>
        countInterval(request, { eventsAt, minuteAt, slicesAt: minuteSeriesOfBlocks([block]).totalsAt });
      expect(count(store.derived())).toEqual(count(store.rebuilt()));
    }),
    200,
  );
});
