import { MISSING_POLICIES, NO_TRAFFIC_POLICIES, SLICE_LENGTHS, sliceKey, sliceMinutes } from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MinuteModel, type ModelMinute, toBlock } from "../test/minute-model.ts";
import { useMinuteStore } from "../test/store-fixture.ts";
import { pgClientOf } from "../transaction-scope.ts";
import { fillSlices } from "./fill-slices.ts";
import { sliceTermsOf } from "./slice-terms.ts";

const fixture = useMinuteStore();

/** 2024-02-29T22:00Z: two hours before the end of a day and of a month. */
const ORIGIN = Date.UTC(2024, 1, 29, 22) / 60_000;

const minute = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<ModelMinute>({ good: 100, total: 100 }, { good: 95, total: 100 }, { good: 40, total: 100 }) },
  { weight: 3, arbitrary: fc.tuple(fc.nat(7), fc.nat(7)).map(([a, b]): ModelMinute => ({ good: Math.min(a, b), total: Math.max(a, b) })) },
  { weight: 1, arbitrary: fc.constant<ModelMinute>({ good: 0, total: 0 }) },
  { weight: 1, arbitrary: fc.constant<ModelMinute>(null) },
);
/** Runs of the same minute, so that whole slices are silent or missing too. */
const minutes = fc
  .array(fc.tuple(minute, fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 4, max: 70 }))), {
    minLength: 1,
    maxLength: 40,
  })
  .map((runs) => runs.flatMap(([value, length]) => new Array<ModelMinute>(length).fill(value)));

const key = fc
  .record({
    method: fc.constantFrom("timeslices" as const, "ratio_timeslices" as const),
    minutes: fc.constantFrom(...SLICE_LENGTHS),
    noTraffic: fc.constantFrom(...NO_TRAFFIC_POLICIES),
    missing: fc.constantFrom(...MISSING_POLICIES),
  })
  .map(({ method, ...slices }) => sliceKey({ method, slices: { ...slices, targetPercent: method === "timeslices" ? "95" : null } }));

const step = fc.record({
  kind: fc.constantFrom("append", "tick", "correct", "overlap", "prepend", "repeat", "add", "fill"),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  minutes,
  key,
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function blockOf({ kind, place, minutes }: Step, model: MinuteModel) {
  const span = model.watermark - model.firstMinute;
  switch (kind) {
    case "append":
      return toBlock(model.watermark, minutes);
    case "tick": {
      // One new minute after two that are read again, of which the first is another than before.
      const again = Math.min(2, span);
      return toBlock(model.watermark - again, minutes.slice(0, again + 1));
    }
    case "prepend":
      return toBlock(model.firstMinute - minutes.length, minutes);
    case "overlap":
      return toBlock(model.firstMinute - minutes.length + Math.round(place * (span + minutes.length)), minutes);
    case "repeat": {
      const from = model.firstMinute + Math.floor(place * span);
      return toBlock(
        from,
        minutes.slice(0, Math.max(1, model.watermark - from)).map((_, i) => model.at(from + i)),
      );
    }
    default: {
      const from = model.firstMinute + Math.floor(place * Math.max(0, span - minutes.length));
      return toBlock(from, minutes.slice(0, Math.max(1, model.watermark - from)));
    }
  }
}

const fill = (parentId: number, children: ReadonlyMap<string, number>): Promise<number> =>
  fixture.store.inFence(fixture.fence, (tx) => fillSlices(pgClientOf(tx.scope), [parentId], new Set(children.values())));

/** Minutes of a child against the parent's final minutes, judged from nothing, within what the child covers. */
async function check(children: ReadonlyMap<string, number>, model: MinuteModel): Promise<void> {
  const all = Array.from({ length: model.watermark - model.firstMinute }, (_, i) => model.at(model.firstMinute + i));
  for (const [sliceKey, id] of children) {
    const [head] = await fixture.store.heads([id]);
    if (head === undefined || head.firstMinute === head.watermark) continue;
    const judged = sliceMinutes({ terms: sliceTermsOf(sliceKey), block: toBlock(model.firstMinute, all) });
    const part = <T>(values: readonly T[]) => values.slice(head.firstMinute - model.firstMinute, head.watermark - model.firstMinute);
    const stored = await fixture.store.minutesBetween(id, head.firstMinute, head.watermark);
    expect(stored.missing.map((reason) => reason === null)).toEqual(part(judged.missing).map((reason) => reason === null));
    expect({ good: stored.good, total: stored.total }).toEqual({ good: part(judged.good), total: part(judged.total) });
    const [from, to] = [head.firstMinute, head.watermark];
    const table = await fixture.store.totalsAt([id], [from, to]);
    expect((table.at(0, 1)?.total ?? 0n) - (table.at(0, 0)?.total ?? 0n)).toBe(part(judged.total).reduce((sum, n) => sum + BigInt(n), 0n));
  }
}

interface Family {
  readonly parentId: number;
  readonly model: MinuteModel;
  readonly children: Map<string, number>;
}

async function addChild({ parentId, children }: Family, sliceKey: string, firstMinute: number): Promise<void> {
  if (!children.has(sliceKey)) children.set(sliceKey, await fixture.addSlices({ parentId, sliceKey, firstMinute }));
}

async function take(family: Family, each: Step): Promise<void> {
  const { parentId, model, children } = family;
  if (each.kind === "fill") await fill(parentId, children);
  else if (each.kind === "add") await addChild(family, each.key, model.watermark - (model.watermark % 60));
  else {
    const block = blockOf(each, model);
    await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([{ streamId: parentId, block }]));
    model.write(block);
  }
}

async function expectToCover({ model }: Family, ids: readonly number[]): Promise<void> {
  if (model.firstMinute === model.watermark) return;
  const { firstMinute, watermark } = model;
  expect(await fixture.store.heads(ids)).toEqual(ids.map((streamId) => ({ streamId, firstMinute, watermark })));
}

test("slices are what the final minutes of their stream say, however those came to be", { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 2 }),
      fc.nat(59),
      fc.array(step, { minLength: 1, maxLength: 14 }),
      async (keys, start, steps) => {
        const [parentId = 0] = await fixture.addStreams(1, ORIGIN + start);
        const family: Family = { parentId, model: new MinuteModel(ORIGIN + start), children: new Map() };
        const { model, children } = family;
        for (const sliceKey of keys) await addChild(family, sliceKey, ORIGIN);
        const fromTheStart = [...children.values()];
        for (const each of steps) {
          await take(family, each);
          await check(children, model);
        }
        await expectToCover(family, fromTheStart);
        while ((await fill(parentId, children)) > 0);
        await expectToCover(family, [...children.values()]);
        await check(children, model);
      },
    ),
    { numRuns: 60 },
  );
});
