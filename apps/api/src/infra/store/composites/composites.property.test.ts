import { randomUUID } from "node:crypto";
import {
  COMPOSITE_KINDS,
  type CompositeKind,
  compositeSli,
  divideHalfEven,
  type Fraction,
  fraction,
  judgeSlice,
  MISSING_POLICIES,
  type MinuteKnowledge,
  NO_TRAFFIC_POLICIES,
  parseDecimal,
  RATIO_SCALE,
  SLICE_LENGTHS,
  type SliceVerdict,
  sliceKey,
} from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fillSlices } from "../minutes/slices/fill-slices.ts";
import { sliceTermsOf } from "../minutes/slices/slice-terms.ts";
import { MinuteModel, type ModelMinute, toBlock } from "../minutes/test/minute-model.ts";
import { useMinuteStore } from "../minutes/test/store-fixture.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { makeCompositeStore } from "./composite-store.ts";

const fixture = useMinuteStore();

/** 2024-02-29T20:00Z: a few hours before the end of a day and of a month. */
const ORIGIN = Date.UTC(2024, 1, 29, 20) / 60_000;

const minute = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<ModelMinute>({ good: 100, total: 100 }, { good: 95, total: 100 }, { good: 40, total: 100 }) },
  { weight: 3, arbitrary: fc.tuple(fc.nat(7), fc.nat(7)).map(([a, b]): ModelMinute => ({ good: Math.min(a, b), total: Math.max(a, b) })) },
  { weight: 1, arbitrary: fc.constant<ModelMinute>({ good: 0, total: 0 }) },
  { weight: 2, arbitrary: fc.constant<ModelMinute>(null) },
);
const minutes = fc
  .array(fc.tuple(minute, fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 130 }))), { minLength: 1, maxLength: 25 })
  .map((runs) => runs.flatMap(([value, length]) => new Array<ModelMinute>(length).fill(value)));

const step = fc.record({
  kind: fc.constantFrom("append", "append", "correct", "prepend", "live", "live", "history", "fill"),
  part: fc.nat(1),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  minutes,
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const settings = fc.record({
  how: fc.constantFrom(...COMPOSITE_KINDS),
  nested: fc.constantFrom(...COMPOSITE_KINDS),
  minutes: fc.constantFrom(...SLICE_LENGTHS),
  noTraffic: fc.constantFrom(...NO_TRAFFIC_POLICIES),
  missing: fc.constantFrom(...MISSING_POLICIES),
  weights: fc.tuple(fc.constantFrom("1", "2.5", "0.3"), fc.constantFrom("1", "7")),
});
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

const keyOf = (how: CompositeKind, { minutes, noTraffic, missing }: Settings): string =>
  how === "allSlices"
    ? sliceKey({ method: "timeslices", slices: { minutes, noTraffic, missing, targetPercent: "95" } })
    : sliceKey({ method: "ratio_timeslices", slices: { minutes, noTraffic, missing, targetPercent: null } });

const one = async (sql: string, values: readonly unknown[]): Promise<{ id: never }> => {
  const [row] = (await fixture.pool.query<{ id: never }>(sql, [...values])).rows;
  if (row === undefined) throw new Error("the statement returned nothing");
  return row;
};

async function addObjective(streamId: number): Promise<string> {
  const service = await one("INSERT INTO service (name) VALUES ($1) RETURNING id", [randomUUID()]);
  const sql = "INSERT INTO objective (name, service_id, revision, stream_id) VALUES ($1, $2, 1, $3) RETURNING id";
  return (await one(sql, [randomUUID(), service.id, streamId])).id;
}

interface Composite {
  readonly id: number;
  readonly how: CompositeKind;
  readonly key: string;
  readonly weights: readonly string[];
  /** Numbers of measured parts, or composites. */
  readonly parts: readonly (number | Composite)[];
}

async function addComposite(composite: Omit<Composite, "id">, objectives: readonly string[]): Promise<Composite> {
  const parts = objectives.map((objective, i) => ({ objective, weight: composite.weights[i] ?? "1" }));
  const query = JSON.stringify({ how: composite.how, parts, sliceKey: composite.key });
  const sql = `INSERT INTO stream (spec_hash, kind, query, first_minute, watermark) VALUES ($1, 'composite', $2, $3, $3) RETURNING id`;
  const { id } = await one(sql, [randomUUID(), query, ORIGIN]);
  for (const [position, { objective, weight }] of parts.entries()) {
    const insert = "INSERT INTO composite_part (stream_id, position, objective_id, weight) VALUES ($1, $2, $3, $4)";
    await fixture.pool.query(insert, [id, position, objective, weight]);
  }
  return { ...composite, id };
}

/** Everything that is put together by hand, from the final minutes alone. */
interface Naive {
  readonly models: readonly MinuteModel[];
}

const stored = ({ kind, ...verdict }: SliceVerdict): Fraction | null | "left-out" => {
  if (kind === "missing") return null;
  if (kind === "left-out" || !("ratio" in verdict)) return "left-out";
  const { num, den } = verdict.ratio;
  return fraction(divideHalfEven(num * BigInt(RATIO_SCALE), den), BigInt(RATIO_SCALE));
};

function naiveSlice(composite: Composite, start: number, naive: Naive): Fraction | null | "left-out" {
  const terms = sliceTermsOf(composite.key);
  const parts = composite.parts.map((part) => {
    if (typeof part !== "number") return naiveSlice(part, start, naive);
    const known = Array.from({ length: terms.minutes }, (_, i): MinuteKnowledge => {
      const value = naive.models[part]?.at(start + i) ?? null;
      return value === null ? null : { good: BigInt(value.good), total: BigInt(value.total) };
    });
    return stored(judgeSlice(terms, known));
  });
  const ratios = parts.map((part) => (part === "left-out" ? null : part));
  const unknown = parts.includes(null) ? null : ("left-out" as const);
  if (composite.how === "allSlices") {
    if (ratios.some((ratio) => ratio !== null && ratio.num * 100n < ratio.den * 95n)) return fraction(0n);
    return ratios.includes(null) ? unknown : fraction(1n);
  }
  const { sli } = compositeSli(
    composite.how,
    ratios.map((ratio, i) => ({ sli: ratio, weight: parseDecimal(composite.weights[i] ?? "1") })),
  );
  return sli === null ? unknown : stored({ kind: "judged", ratio: sli });
}

async function expectAsNaive(composite: Composite, naive: Naive): Promise<void> {
  const [head] = await fixture.store.heads([composite.id]);
  if (head === undefined || head.firstMinute === head.watermark) return;
  const { minutes } = sliceTermsOf(composite.key);
  const scale = composite.how === "allSlices" ? 1000 : RATIO_SCALE;
  const block = await fixture.store.minutesBetween(composite.id, head.firstMinute, head.watermark);
  const [good, total, known]: [number[], number[], boolean[]] = [[], [], []];
  for (let start = head.firstMinute; start < head.watermark; start += minutes) {
    const length = Math.min(minutes, head.watermark - start);
    const slice = length < minutes ? "left-out" : naiveSlice(composite, start, naive);
    for (let i = 0; i < length; i++) {
      const judged = i === minutes - 1 && slice !== null && slice !== "left-out" ? slice : null;
      good.push(judged === null ? 0 : Number((judged.num * BigInt(scale)) / judged.den));
      total.push(judged === null ? 0 : scale);
      known.push(slice !== null);
    }
  }
  expect({ good: block.good, total: block.total, known: block.missing.map((reason) => reason === null) }).toEqual({ good, total, known });
}

interface Shop {
  readonly streams: readonly number[];
  readonly children: ReadonlySet<number>;
  readonly composites: readonly Composite[];
  readonly naive: Naive;
}

/** Two measured parts; a composite of both; and one of that composite and the first part. */
async function makeShop(settings: Settings, start: number): Promise<Shop> {
  const streams = await fixture.addStreams(2, ORIGIN + start);
  const [keyOfBoth, keyOfOuter] = [keyOf(settings.how, settings), keyOf(settings.nested, settings)];
  const children = new Set<number>();
  for (const parentId of streams) {
    for (const sliceKey of new Set([keyOfBoth, keyOfOuter])) {
      children.add(await fixture.addSlices({ parentId, sliceKey, firstMinute: ORIGIN }));
    }
  }
  const [a = "", b = ""] = [await addObjective(streams[0] ?? 0), await addObjective(streams[1] ?? 0)];
  const { weights } = settings;
  const both = await addComposite({ how: settings.how, key: keyOfBoth, weights, parts: [0, 1] }, [a, b]);
  const inner = await addObjective(both.id);
  const outer = await addComposite({ how: settings.nested, key: keyOfOuter, weights, parts: [both, 0] }, [inner, a]);
  await addObjective(outer.id);
  return { streams, children, composites: [both, outer], naive: { models: streams.map(() => new MinuteModel(ORIGIN + start)) } };
}

async function run(work: "live" | "history"): Promise<boolean> {
  const store = makeCompositeStore(fixture.pool);
  if (await store.hasMovedParts()) await fixture.store.inFence(fixture.fence, (tx) => store.moveParts(tx.scope));
  const levels = await store.behind(work);
  for (const level of levels) await fixture.store.inFence(fixture.fence, (tx) => store.fill(tx.scope, level, work));
  return levels.length > 0;
}

const fill = ({ streams, children }: Shop): Promise<number> =>
  fixture.store.inFence(fixture.fence, (tx) => fillSlices(pgClientOf(tx.scope), streams, children));

function blockOf({ kind, place, minutes }: Step, model: MinuteModel) {
  if (kind === "append") return toBlock(model.watermark, minutes);
  if (kind === "prepend") return toBlock(model.firstMinute - minutes.length, minutes);
  const from = model.firstMinute + Math.floor(place * (model.watermark - model.firstMinute));
  return toBlock(from, minutes.slice(0, Math.max(1, model.watermark - from)));
}

async function take(shop: Shop, each: Step): Promise<void> {
  if (each.kind === "live" || each.kind === "history") await run(each.kind);
  else if (each.kind === "fill") await fill(shop);
  else {
    const model = shop.naive.models[each.part];
    if (model === undefined) throw new Error("there are two parts");
    const block = blockOf(each, model);
    await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([{ streamId: shop.streams[each.part] ?? 0, block }]));
    model.write(block);
  }
}

async function expectToCoverParts({ composites, naive: { models } }: Shop): Promise<void> {
  if (models.some((model) => model.firstMinute === model.watermark)) return;
  const firstMinute = Math.max(...models.map((model) => model.firstMinute));
  const watermark = Math.min(...models.map((model) => model.watermark));
  if (firstMinute >= watermark) return;
  const ids = composites.map(({ id }) => id);
  expect(await fixture.store.heads(ids)).toEqual(ids.map((streamId) => ({ streamId, firstMinute, watermark })));
}

async function catchUp(shop: Shop): Promise<void> {
  while ((await fill(shop)) > 0);
  while ((await run("live")) || (await run("history")));
}

test("composites are what the final minutes of their parts say, however those came to be", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.nat(59), fc.array(step, { minLength: 2, maxLength: 16 }), async (chosen, start, steps) => {
      const shop = await makeShop(chosen, start);
      for (const each of steps) await take(shop, each);
      await catchUp(shop);
      await expectToCoverParts(shop);
      for (const composite of shop.composites) await expectAsNaive(composite, shop.naive);
      // The next run has composites of its own only.
      await fixture.pool.query("DELETE FROM composite_part");
      await fixture.pool.query("DELETE FROM objective WHERE stream_id = ANY($1::int[])", [shop.composites.map(({ id }) => id)]);
    }),
    { numRuns: 60 },
  );
});
