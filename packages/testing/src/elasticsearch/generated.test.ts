import { afterEach, describe, expect, test } from "vitest";
import { makeAccessLog } from "./access-log.ts";
import { flatten, type SimulatedDocument, type Source, valuesOf } from "./document.ts";
import { makeGenerated } from "./generated.ts";
import { type ElasticsearchSimulator, startElasticsearchSimulator } from "./simulator.ts";

const DAY_MINUTES = 1440;
const DAYS = 5;
const FIRST = 29_923_200;
const LAST = FIRST + DAYS * DAY_MINUTES;
const LOG = { seed: 1, firstMinute: FIRST, services: ["cart"], perMinute: 1 };

const running: ElasticsearchSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

/** An access log, and how often each of its minutes was made. */
function countedLog() {
  const made = new Map<number, number>();
  const index = makeAccessLog(LOG);
  const documentsOf = (minute: number): readonly Source[] => {
    made.set(minute, (made.get(minute) ?? 0) + 1);
    return index.documentsOf(minute);
  };
  return { index: { ...index, documentsOf }, made };
}

const instantOf = (minute: number): string => new Date(minute * 60_000).toISOString();
const within = (from: number, to: number) => ({ range: { "@timestamp": { gte: instantOf(from), lt: instantOf(to) } } });
const FIRST_INSTANT = { size: 0, track_total_hits: false, aggs: { first: { min: { field: "@timestamp" } } } };

async function start(index: ReturnType<typeof countedLog>["index"]): Promise<(body: object) => Promise<string>> {
  const simulator = await startElasticsearchSimulator({ indices: [index], now: () => LAST * 60_000 - 1 });
  running.push(simulator);
  return async (body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${simulator.url}/${index.name}/_search`, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.text();
  };
}

describe("a simulated index", () => {
  test("makes a minute once while its whole history is read again and again, day by day", async () => {
    const { index, made } = countedLog();
    const search = await start(index);
    const answers: string[][] = [];
    for (let round = 0; round < 3; round += 1) {
      const days: string[] = [];
      for (let from = LAST - DAY_MINUTES; from >= FIRST; from -= DAY_MINUTES) {
        const aggs = { codes: { terms: { field: "http.response.status_code" } } };
        days.push(await search({ size: 3, query: within(from, from + DAY_MINUTES), aggs }));
        await search(FIRST_INSTANT);
      }
      answers.push(days);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(made.size).toBe(DAYS * DAY_MINUTES);
    expect(new Set(made.values())).toEqual(new Set([1]));
  });

  test("says when its first document is without making the others", async () => {
    const { index, made } = countedLog();
    const search = await start(index);
    const quick: unknown = JSON.parse(await search(FIRST_INSTANT));
    expect(made.size).toBe(1);
    const whole: unknown = JSON.parse(await search({ ...FIRST_INSTANT, query: within(FIRST, LAST) }));
    expect(made.size).toBe(DAYS * DAY_MINUTES);
    expect(quick).toEqual(whole);
  });

  test("forgets the minute that was made first when it holds too many documents, and makes it the same again", () => {
    const { index, made } = countedLog();
    const sizes = [0, 1, 2].map((place) => makeAccessLog(LOG).documentsOf(FIRST + place).length + 1);
    const mostKept = sizes.reduce((sum, size) => sum + size, 0) - 1;
    const generated = makeGenerated(index, { now: () => LAST * 60_000, isHeld: () => false, mostKept });
    const read = (place: number): readonly SimulatedDocument[] => generated(FIRST + place);
    const before = [0, 1, 2].map(read);
    expect([2, 1, 0].map(read)).toEqual(before.toReversed());
    expect([0, 1, 2].map((place) => made.get(FIRST + place))).toEqual([2, 1, 1]);
  });
});

describe("the values of a field", () => {
  test.each<[string, Source]>([
    ["nested objects", { a: { b: { c: 1 } } }],
    ["names with dots", { "a.b.c": 1 }],
    ["both, in their order", { a: { "b.c": 2 }, "a.b": { c: [1, 3] } }],
    ["lists of objects", { a: [{ b: { c: 1 } }, { b: [{ c: 2 }, { c: [3, 4] }] }] }],
    ["names that begin alike", { ab: { c: 1 }, a: { bc: 2, b: { cd: 3, c: true } } }],
    ["what is no value", { a: { b: { c: null, d: {} } } }],
  ])("are those of the flattened document, with %s", (_name, source) => {
    const flat = flatten(source);
    for (const field of ["a", "a.b", "a.b.c", "ab.c", "a.bc", "a.b.cd", "c"])
      expect([field, valuesOf({ source }, field)]).toEqual([field, flat.get(field) ?? []]);
  });
});
