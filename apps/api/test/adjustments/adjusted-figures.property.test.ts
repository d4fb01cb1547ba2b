import { isoOfMinute, MINUTE_MS } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
/** No clock of the zones below is put forward or back in the days before: the wall clock of a day then comes to each minute once. */
const AT = Date.UTC(2026, 6, 15, 12) / MINUTE_MS;
const WINDOW = 2 * 1440;
const START = AT - WINDOW;
let api: TestApp;
/** [good, total] of every minute of the window; null: missing. */
let minutes: readonly (readonly [number, number] | null)[];

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true });
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective({ targetPercent: "95", window: { kind: "rolling", minutes: WINDOW } }) });
  // Neither counts nor gaps repeat in step with the hour or the day.
  minutes = Array.from({ length: WINDOW }, (_, i) => (i % 97 === 0 ? null : [50 + ((i * 7) % 43), 100 + (i % 13)]));
  const runs = minutes.map((value, i) => {
    const common = { from: isoOfMinute(START + i), minutes: 1 };
    return value === null ? { ...common, missing: true } : { ...common, good: String(value[0]), total: String(value[1]) };
  });
  const stored = await api.call("PUT", "/test/objectives/checkout/minutes", { body: { at: isoOfMinute(AT), runs } });
  expect(stored.status, stored.text).toBe(204);
});
afterAll(() => api.close());

interface Drawn {
  readonly from: number;
  readonly length: number;
  readonly mode: "exclude" | "forgive";
  readonly repeats: { readonly rule: "FREQ=DAILY" | "FREQ=HOURLY;INTERVAL=7"; readonly zone: string } | null;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  from: fc.integer({ min: -4 * 1440, max: WINDOW }).map((offset) => START + offset),
  length: fc.integer({ min: 1, max: 400 }),
  mode: fc.constantFrom("exclude", "forgive"),
  repeats: fc.option(
    fc.record({
      rule: fc.constantFrom("FREQ=DAILY", "FREQ=HOURLY;INTERVAL=7"),
      zone: fc.constantFrom("UTC", "Asia/Kolkata", "America/New_York"),
    }),
  ),
});

/** Starts of all occurrences, worked out minute by minute with a clock on the wall. */
function startsOf({ from, repeats }: Drawn): number[] {
  if (repeats === null) return [from];
  if (repeats.rule !== "FREQ=DAILY") return Array.from({ length: Math.ceil((AT - from) / (7 * 60)) + 1 }, (_, i) => from + i * 7 * 60);
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: repeats.zone, timeStyle: "short" });
  const wanted = clock.format(from * MINUTE_MS);
  return Array.from({ length: AT - from }, (_, i) => from + i).filter((minute) => clock.format(minute * MINUTE_MS) === wanted);
}

function naive(adjustments: readonly Drawn[]) {
  const covers = (mode: Drawn["mode"]) => {
    const covered = new Set<number>();
    for (const one of adjustments.filter((each) => each.mode === mode))
      for (const start of startsOf(one)) for (let minute = start; minute < start + one.length; minute++) covered.add(minute);
    return covered;
  };
  const [excluded, forgiven] = [covers("exclude"), covers("forgive")];
  const sums = { good: 0, total: 0, excluded: 0, counted: 0, missing: 0 };
  for (const [i, value] of minutes.entries()) {
    if (excluded.has(START + i)) sums.excluded += 1;
    else if (value === null) sums.missing += 1;
    else {
      sums.counted += 1;
      sums.good += forgiven.has(START + i) ? value[1] : value[0];
      sums.total += value[1];
    }
  }
  return sums;
}

const instant = (minute: number): string => new Date(minute * MINUTE_MS).toISOString();

test("figures under any adjustments are those of counting minute by minute, and without them they are as before", async () => {
  const status = async () => (await api.call("GET", "/objectives/checkout/status")).json;
  const plain = await status();
  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 4 }), async (adjustments) => {
      for (const { from, length, mode, repeats } of adjustments) {
        const common = { scope: "objective", name: "checkout", category: "other", reason: "drawn", mode, recurrence: repeats };
        const { status: code, text } = await api.call("POST", "/adjustments", {
          body: { ...common, from: instant(from), to: instant(from + length) },
        });
        expect(code, text).toBe(201);
      }
      const { good, total, summary } = await status();
      const { excluded, counted, missing } = summary.coverage;
      expect({ good, total, excluded, counted, missing }).toEqual(naive(adjustments));
      await query(database.url, "TRUNCATE adjustment_version");
      expect(await status()).toEqual(plain);
    }),
    { numRuns: 15, endOnFailure: true },
  );
});
