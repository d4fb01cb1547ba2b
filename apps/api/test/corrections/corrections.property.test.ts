import { type Minute, type MinuteBlock, type MissingReason, type Totals, totalsBetween } from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeCorrectionReader } from "../../src/infra/store/corrections/correction-reader.ts";
import { refilledMarker } from "../../src/infra/store/evaluation/refilled.ts";
import { MinuteModel, type ModelMinute, toBlock } from "../../src/infra/store/minutes/test/minute-model.ts";
import { useMinuteStore } from "../../src/infra/store/minutes/test/store-fixture.ts";
import { storeAgain } from "../../src/jobs/reconcile/store-again.ts";
import type { StoredCorrection } from "../../src/usecases/correction/refill-store.ts";

const fixture = useMinuteStore();

/** 2024-02-29T22:00Z: two hours before the end of a day and of a month. */
const ORIGIN = Date.UTC(2024, 1, 29, 22) / 60_000;

/** `unsure`: the source could not tell; `null`: it states that it has nothing. */
type Told = ModelMinute | "unsure";

const counts = fc.oneof(fc.nat(5), fc.nat(1_000_000), fc.constantFrom(2 ** 32, Number.MAX_SAFE_INTEGER));
const known = fc.tuple(counts, counts).map(([a, b]): ModelMinute => ({ good: Math.min(a, b), total: Math.max(a, b) }));
const minute = fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: fc.constant<ModelMinute>(null) });
const told = fc.oneof<fc.WeightedArbitrary<Told>[]>(
  { weight: 6, arbitrary: known },
  { weight: 1, arbitrary: fc.constant<Told>(null) },
  { weight: 1, arbitrary: fc.constant<Told>("unsure") },
);

const step = fc.record({
  kind: fc.constantFrom("append", "correct", "refill", "overlap", "prepend", "reconcile", "request"),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  minutes: fc.oneof(fc.array(minute, { minLength: 1, maxLength: 5 }), fc.array(minute, { minLength: 30, maxLength: 150 })),
  told: fc.oneof(fc.array(told, { minLength: 1, maxLength: 5 }), fc.array(told, { minLength: 30, maxLength: 150 })),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const isAgain = ({ kind }: Step) => kind === "reconcile" || kind === "request";

function placeOf({ kind, place, minutes }: Step, model: MinuteModel): Minute {
  const span = model.watermark - model.firstMinute;
  if (kind === "append") return model.watermark;
  if (kind === "prepend") return model.firstMinute - minutes.length;
  if (kind === "overlap") return model.firstMinute - minutes.length + Math.round(place * (span + minutes.length));
  return model.firstMinute + Math.floor(place * Math.max(0, span - 1));
}

function toAnswer(from: Minute, answers: readonly Told[]): MinuteBlock {
  const block = toBlock(
    from,
    answers.map((one) => (one === "unsure" ? null : one)),
  );
  return {
    ...block,
    missing: block.missing.map((reason, i): MissingReason | null => (answers[i] === "unsure" ? "partial-answer" : reason)),
  };
}

/** What an answer about stored minutes makes of them, minute by minute. */
const afterAnswer = (model: MinuteModel, from: Minute, answers: readonly Told[]): ModelMinute[] =>
  answers.map((one, i) => {
    if (one !== null && one !== "unsure") return one;
    const holdsOlder = answers.slice(0, i).some((older) => older !== null && older !== "unsure");
    return one === null && holdsOlder ? null : model.at(from + i);
  });

async function take(streamId: number, model: MinuteModel, one: Step): Promise<void> {
  const from = placeOf(one, model);
  const { store, fence } = fixture;
  if (!isAgain(one)) {
    const inside = one.kind === "correct" || one.kind === "refill";
    const block = toBlock(from, inside ? one.minutes.slice(0, Math.max(1, model.watermark - from)) : one.minutes);
    model.write(block);
    await store.inFence(fence, (tx) => tx.writeMinutes([{ streamId, block }], one.kind === "refill" ? "refill" : "settle"));
    return;
  }
  const answers = one.told.slice(0, model.watermark - from);
  const cause = one.kind === "request" ? "request" : "reconcile";
  const changed = answers.length === 0 ? 0 : model.write(toBlock(from, afterAnswer(model, from, answers)));
  const stored = await store.inFence(fence, (tx) =>
    storeAgain({ tx, refilled: refilledMarker, cause }, [{ streamId, block: toAnswer(from, answers) }]),
  );
  expect(stored.changed).toBe(changed);
}

const minutesOf = (model: MinuteModel) =>
  new Map(Array.from({ length: model.watermark - model.firstMinute }, (_, i) => [model.firstMinute + i, model.at(model.firstMinute + i)]));

async function storedMinutes(streamId: number, model: MinuteModel): Promise<Map<Minute, ModelMinute>> {
  const { from, good, total, missing } = await fixture.store.minutesBetween(streamId, model.firstMinute, model.watermark);
  return new Map(missing.map((reason, i) => [from + i, reason === null ? { good: good[i] ?? 0, total: total[i] ?? 0 } : null]));
}

const toModel = (logged: { good: bigint; total: bigint } | null): ModelMinute =>
  logged === null ? null : { good: Number(logged.good), total: Number(logged.total) };

/** Takes one correction back. What it says is stored must be stored. */
function undo(minutes: Map<Minute, ModelMinute>, { changes }: StoredCorrection): void {
  for (const { minute: at, before, after } of changes) {
    expect(minutes.get(at)).toEqual(toModel(after));
    minutes.set(at, toModel(before));
  }
}

const differences = (totals: readonly Totals[]) => totals.slice(1).map((end, i) => totalsBetween(totals[i] ?? end, end));

test("whatever order minutes came in, they answer like a rebuild, and the log leads back through every earlier state", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
      const [streamId = 0, rebuilt = 0] = await fixture.addStreams(2, ORIGIN);
      const model = new MinuteModel(ORIGIN);
      const first = toBlock(ORIGIN, [{ good: 1, total: 2 }, null, { good: 0, total: 0 }]);
      model.write(first);
      await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([{ streamId, block: first }]));
      const read = async () =>
        (await makeCorrectionReader(fixture.pool).list(streamId, { from: null, to: null, cause: null }, { limit: 10_000, after: null }))
          .items;
      const states = [{ logged: 0, minutes: minutesOf(model) }];
      for (const one of steps) {
        await take(streamId, model, one);
        states.push({ logged: (await read()).length, minutes: minutesOf(model) });
      }

      const minutes = await storedMinutes(streamId, model);
      expect(minutes).toEqual(minutesOf(model));
      const block = toBlock(model.firstMinute, [...minutes.values()]);
      await fixture.store.inFence(fixture.fence, (tx) => tx.writeMinutes([{ streamId: rebuilt, block }]));
      const [one, other] = await Promise.all(
        [streamId, rebuilt].map((id) => fixture.store.series(id, model.firstMinute - 30, model.watermark + 30, 7)),
      );
      expect(differences(one ?? [])).toEqual(differences(other ?? []));

      const log = [...(await read())];
      for (const { logged, minutes: earlier } of states.toReversed()) {
        while (log.length > logged) {
          const newest = log.shift();
          if (newest !== undefined) undo(minutes, newest);
        }
        for (const [at, was] of earlier) expect(minutes.get(at)).toEqual(was);
      }
    }),
    { numRuns: 30 },
  );
});
