import { MINUTE_MS } from "@solvent/domain";
import { makeFakeTime, makeTestHttpClient, startProbeTarget } from "@solvent/testing";
import { expect, test } from "vitest";
import { probeSource } from "../src/index.ts";
import { probeQuery } from "./probe-world.ts";

const START = 29_000_000;
const DAY_MINUTES = 1440;
const PROBE = { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 30, warnings: [] } as const;

/** What the target does in minute `since` of the day. */
function answerAt(since: number): { status: number; body: string } {
  if (since >= 500 && since < 530) return { status: 503, body: "maintenance" };
  if (since >= 900 && since < 905) return { status: 200, body: "degraded" };
  return since % 97 === 0 ? { status: 500, body: "" } : { status: 200, body: "ok" };
}

test("a day of probes over HTTP is what the target answered, minute by minute", { timeout: 120_000 }, async () => {
  const time = makeFakeTime((START - 1) * MINUTE_MS);
  const target = await startProbeTarget({ answer: () => answerAt(Math.floor(time.now() / MINUTE_MS) - START) });
  const source = probeSource.connect(
    probeSource.connection.parse({}),
    {},
    { http: time.watch(makeTestHttpClient()), now: time.now, schedule: time.schedule },
  );
  const items = [{ query: probeQuery({ http: target.url, expectBody: "/^ok$/" }), probe: PROBE }];
  const stored = { good: [] as number[], total: [] as number[], missing: [] as (string | null)[] };
  for (let minute = START; minute <= START + DAY_MINUTES; minute += 1) {
    const request = { items, from: minute - 1, to: minute, purpose: "live" } as const;
    if (minute === START) await source.read({ ...request, from: START - 2, to: START - 1 }, new AbortController().signal);
    await time.moveTo(minute * MINUTE_MS);
    const [outcome] = await source.read(request, new AbortController().signal);
    if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
    const { block } = outcome.value;
    stored.good.push(...block.good);
    stored.total.push(...block.total);
    stored.missing.push(...block.missing);
  }
  await target.stop();
  const isWell = (_: unknown, since: number): number => (answerAt(since).body === "ok" ? 2000 : 0);
  expect(stored.missing.slice(1)).toEqual(new Array(DAY_MINUTES).fill(null));
  expect(stored.total.slice(1)).toEqual(new Array(DAY_MINUTES).fill(2000));
  expect(stored.good.slice(1)).toEqual(Array.from({ length: DAY_MINUTES }, isWell));
  // Two before the day: its first minute begins a minute late.
  expect(target.requests).toHaveLength(2 * (DAY_MINUTES + 1));
  const span = { items, from: START, to: START + DAY_MINUTES, purpose: "refill" } as const;
  const [again] = await source.read(span, new AbortController().signal);
  expect(again).toMatchObject({ ok: true, value: { block: { good: stored.good.slice(1), total: stored.total.slice(1) } } });
});
