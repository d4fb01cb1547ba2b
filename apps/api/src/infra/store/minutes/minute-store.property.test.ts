import { type Totals, totalsBetween, ZERO_TOTALS } from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MinuteModel, type ModelMinute, toBlock } from "./test/minute-model.ts";
import { useMinuteStore } from "./test/store-fixture.ts";

const fixture = useMinuteStore();

/** 2024-02-29T22:00Z: two hours before the end of a day and of a month. */
const ORIGIN = Date.UTC(2024, 1, 29, 22) / 60_000;
const MAX_COUNT = Number.MAX_SAFE_INTEGER;

const toMinute = (count: fc.Arbitrary<number>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(count, count).map(([a, b]): ModelMinute => ({ good: Math.min(a, b), total: Math.max(a, b) })) },
    { weight: 1, arbitrary: fc.constant<ModelMinute>(null) },
  );
const small = toMinute(fc.oneof(fc.nat(5), fc.nat(1_000_000), fc.constantFrom(2 ** 32, 2 ** 32 - 1)));
/** Few of them: a running total of more than a thousand does not fit 64 bits. */
const large = toMinute(fc.constantFrom(0, MAX_COUNT, MAX_COUNT - 1, 2 ** 32));

/** One step for one of the streams. `place` picks where the block lies relative to what is covered by then. */
const step = fc.record({
  stream: fc.nat(2),
  kind: fc.constantFrom("append", "correct", "overlap", "prepend", "repeat"),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  minutes: fc.oneof(
    fc.array(small, { minLength: 1, maxLength: 5 }),
    fc.array(large, { minLength: 1, maxLength: 70 }),
    fc.array(small, { minLength: 30, maxLength: 200 }),
    fc.array(small, { minLength: 1500, maxLength: 1600 }),
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function blockOf({ kind, place, minutes }: Step, model: MinuteModel) {
  const span = model.watermark - model.firstMinute;
  const length = minutes.length;
  switch (kind) {
    case "append":
      return toBlock(model.watermark, minutes);
    case "prepend":
      return toBlock(model.firstMinute - length, minutes);
    case "overlap":
      return toBlock(model.firstMinute - length + Math.round(place * (span + length)), minutes);
    case "repeat": {
      const from = model.firstMinute + Math.floor(place * span);
      return toBlock(
        from,
        minutes.slice(0, Math.max(1, model.watermark - from)).map((_, i) => model.at(from + i)),
      );
    }
    case "correct": {
      const from = model.firstMinute + Math.floor(place * Math.max(0, span - length));
      return toBlock(from, minutes.slice(0, Math.max(1, model.watermark - from)));
    }
  }
}

test("any sequence of appends, corrections, refills and back-fill answers like the final minutes do", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.array(fc.double({ min: -0.1, max: 1.1, noNaN: true }), { minLength: 2, maxLength: 6 }),
      async (steps, points) => {
        const ids = await fixture.addStreams(3, ORIGIN);
        const models = ids.map(() => new MinuteModel(ORIGIN));
        const pick = (i: number) => ({ id: ids[i] ?? 0, model: models[i] ?? new MinuteModel(0) });
        for (let at = 0; at < steps.length; ) {
          // Steps of different streams that follow each other are one transaction.
          const batch = new Map<number, Step>();
          for (let next = steps[at]; next !== undefined && !batch.has(next.stream); next = steps[at]) {
            batch.set(next.stream, next);
            at += 1;
          }
          const writes = [...batch].map(([i, s]) => ({ streamId: pick(i).id, block: blockOf(s, pick(i).model) }));
          const receipt = await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes(writes));
          const corrected = [...batch.keys()].map((i, n) => ({
            streamId: pick(i).id,
            minutes: pick(i).model.write(writes[n]?.block ?? toBlock(0, [])),
          }));
          const byStream = (a: { streamId: number }, b: { streamId: number }) => a.streamId - b.streamId;
          expect([...receipt.corrected].sort(byStream)).toEqual(corrected.filter((c) => c.minutes > 0).sort(byStream));
        }
        await check(ids, models, points);
      },
    ),
    { numRuns: 40 },
  );
});

async function check(ids: readonly number[], models: readonly MinuteModel[], points: readonly number[]) {
  const { store } = fixture;
  const instants = points.map((p) => ORIGIN - 300 + Math.floor(p * 3000)).sort((a, b) => a - b);
  const table = await store.totalsAt(ids, instants);
  for (const [i, model] of models.entries()) {
    const id = ids[i] ?? 0;
    const row = instants.map((_, n) => table.at(i, n) ?? ZERO_TOTALS);
    expect(differences(row)).toEqual(instants.slice(1).map((to, n) => model.sum(instants[n] ?? to, to)));
    const [from, to] = [model.firstMinute - 30, model.watermark + 30];
    for (const step of [1, 7, 60, 90]) {
      const series = await store.series(id, from, to, step);
      expect(differences(series).map(toText)).toEqual(
        series.slice(1).map((_, n) => toText(model.sum(from + n * step, from + (n + 1) * step))),
      );
    }
    if (model.firstMinute === model.watermark) continue;
    expect(await store.heads([id])).toEqual([{ streamId: id, firstMinute: model.firstMinute, watermark: model.watermark }]);
    const { missing, ...block } = await store.minutesBetween(id, model.firstMinute - 5, model.watermark + 5);
    const minutes = Array.from({ length: model.watermark - model.firstMinute }, (_, n) => model.at(model.firstMinute + n));
    const expected = toBlock(model.firstMinute, minutes);
    expect(block).toEqual({ from: expected.from, good: expected.good, total: expected.total });
    expect(missing.map((reason) => reason === null)).toEqual(expected.missing.map((reason) => reason === null));
  }
}

const differences = (totals: readonly Totals[]): Totals[] => totals.slice(1).map((end, n) => totalsBetween(totals[n] ?? end, end));
const toText = ({ good, total, known, active }: Totals) => `${good} of ${total}, ${known} known, ${active} active`;
