import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isoOfMinute, type Minute, minuteOfMs } from "@solvent/domain";
import { SOURCE_KINDS } from "@solvent/metric-sources";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { query, removeEverything } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";
import { bearer, type SentMinute, toBody } from "./push-source.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const EXAMPLE = readFileSync(join(ROOT, "examples/push.yaml"), "utf8");
const GUIDE = readFileSync(join(ROOT, "docs/sources/push.md"), "utf8");
const database = useTestDatabase();
const HISTORY_MINUTES = 3 * 1440;
let api: TestApp;

beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(() => removeEverything(database.url));
afterAll(() => api.close());

async function applyExample(): Promise<string> {
  const applied = await api.call("POST", "/apply", { body: { text: EXAMPLE } });
  expect([applied.status, applied.json.diagnostics]).toEqual([200, []]);
  return (await api.call("POST", "/sources/booking-jobs/token", { revision: 1 })).json.token;
}

/**
 * One payment in a hundred fails; every hour one minute is not sent. That burns at 2 at 99.5 %, in windows of any length that the default
 * policy looks at, and makes no slice of a quarter of an hour bad: nobody is paged, whenever it is judged.
 */
const sentIn = (from: Minute, to: Minute): SentMinute[] =>
  Array.from({ length: to - from }, (_, i) => from + i)
    .filter((minute) => minute % 60 !== 59)
    .map((minute) => ({ minute, good: minute % 5 === 0 ? 9.5 : 10, total: 10 }));

async function send(token: string, minutes: readonly SentMinute[]): Promise<void> {
  for (let at = 0; at < minutes.length; at += 1000) {
    const body = toBody(minutes.slice(at, at + 1000));
    const answer = await api.call("POST", "/streams/bookings/minutes", { body, headers: bearer(token) });
    expect(answer.status, answer.text).toBe(200);
  }
}

const sumOf = (minutes: readonly SentMinute[], of: "good" | "total"): number =>
  minutes.reduce((sum, minute) => sum + Number(minute[of]), 0);
const statusOf = async (name: string): Promise<Loose> => (await api.call("GET", `/objectives/${name}/status`)).json;

/** Runs the evaluator until the check passes. */
async function evaluatedUntil(check: () => Promise<void>): Promise<void> {
  api.composition.evaluator.start();
  try {
    await vi.waitFor(check, { timeout: 60_000, interval: 500 });
  } finally {
    await api.composition.evaluator.stop();
  }
}

test("what a job has sent is what its objective says, to the thousandth, and stays so when a minute is put right", async () => {
  const token = await applyExample();
  const to = minuteOfMs(Date.now()) - 3;
  const from = to - HISTORY_MINUTES;
  await send(token, sentIn(from, to));
  await evaluatedUntil(async () => {
    const { window, good, total } = await statusOf("payments-booked");
    const until = Date.parse(window.to) / 60_000;
    expect(until).toBeGreaterThanOrEqual(to);
    expect([Number(good), Number(total)]).toEqual([sumOf(sentIn(from, to), "good"), sumOf(sentIn(from, to), "total")]);
  });
  const slices = await statusOf("booking-runs");
  expect(Number(slices.total)).toBe(sumOf(sentIn(from, to), "total"));
  expect((await api.call("GET", "/objectives/booking-runs")).json.measurement.stream).toBe(
    (await api.call("GET", "/objectives/payments-booked")).json.measurement.stream,
  );

  // Half a day ago everything had failed in one minute, as it turns out.
  const late = to - 720 - ((to - 720) % 5);
  await send(token, [{ minute: late, good: 0, total: 10 }]);
  const stream = (await api.call("GET", "/objectives/payments-booked")).json.measurement.stream;
  await evaluatedUntil(async () => {
    const { good } = await statusOf("payments-booked");
    expect(Number(good)).toBe(sumOf(sentIn(from, to), "good") - 9.5);
    // The receipt is closed a step after the minutes are stored.
    expect((await api.call("GET", `/streams/${stream}/refills`)).json.items[0]).toMatchObject({
      author: "sender",
      state: "done",
      minutesChanged: 1,
    });
  });
  const corrections = await api.call("GET", `/streams/${stream}/corrections?cause=request`);
  expect(corrections.json.items[0]).toMatchObject({
    goodDelta: "-9.5",
    changes: [{ minute: isoOfMinute(late), old: { good: "9.5", total: 10 }, new: { good: 0, total: 10 } }],
  });
  expect(await query(database.url, "SELECT * FROM alert WHERE kind = 'burn' AND severity = 'page'")).toEqual([]);
  // In the first minutes of an hour, from which the stream begins, nothing has been read live yet: then nothing is known of the source.
  expect((await api.call("GET", "/sources/booking-jobs")).json.health).toMatchObject({
    state: expect.stringMatching(/^(ok|unknown)$/),
    failingSince: null,
  });
}, 150_000);

describe("the guide", () => {
  /** JSON blocks of the guide, in their order, with the minutes of today. */
  function examplesOf(recent: Minute): Loose[] {
    const blocks = [...GUIDE.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
    return blocks.map((text) => JSON.parse(text.replace(/2026-03-01T01:(\d\d)Z/g, (_, minute) => isoOfMinute(recent + Number(minute)))));
  }

  test("its request gets the answer that it shows", async () => {
    const token = await applyExample();
    const [request, answer] = examplesOf(minuteOfMs(Date.now()) - 10);
    const sent = await api.call("POST", "/streams/bookings/minutes", { body: request, headers: bearer(token) });
    expect([sent.status, sent.json]).toEqual([200, answer]);
  });

  test("its curl lines name what there is", async () => {
    const paths = [...GUIDE.matchAll(/127\.0\.0\.1:4600\/api\/v1(\/\S+)/g)].map(([, path]) => path);
    expect(paths).toEqual(["/sources", "/sources/booking-jobs/token", "/streams/bookings/minutes"]);
    const [, connection] = /-d '(\{.*\})'/.exec(GUIDE) ?? [];
    const made = await api.call("POST", "/sources", { body: JSON.parse(connection ?? "") });
    expect([made.status, made.json.revision]).toEqual([201, 1]);
    expect(EXAMPLE).toContain("name: booking-jobs");
  });
});

describe("texts to begin with", () => {
  const templates = SOURCE_KINDS.filter(({ receives }) => receives).flatMap(({ kind, templates: texts }) =>
    texts.map((text) => ({ kind, ...text })),
  );

  test.each(templates)("$kind: $title", async ({ kind, text }) => {
    await api.call("POST", "/sources", { body: { name: "mine", kind, connection: {} } });
    const applied = await api.call("POST", "/apply", { body: { text: text.replaceAll("SOURCE", "mine") } });
    expect(applied.status, applied.text).toBe(200);
    expect(applied.json.changes.map(({ action }: Loose) => action)).toEqual(["create", "create"]);
  });
});

test("names are offered to an editor", async () => {
  const token = await applyExample();
  const to = minuteOfMs(Date.now()) - 3;
  await send(token, sentIn(to - 3, to));
  const offered = await api.call("GET", "/sources/booking-jobs/look-up?what=stream&text=OOK");
  expect(offered.json).toEqual({ items: [{ name: "bookings", detail: null }], failure: null });
  expect((await api.call("GET", "/sources/booking-jobs/look-up?what=metric&text=")).json).toEqual({ items: [], failure: null });
});
