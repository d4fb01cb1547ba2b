import { ObjectiveListQuery, ObjectiveStatus } from "@solvent/api-contract";
import type { AlertPolicyDefinition, BudgetCondition } from "@solvent/domain";
import { definitionTerms } from "@solvent/domain";
import { expect, test } from "vitest";
import { adjusting, entryOf, fakeBoard, START, steady, termsOf } from "../../../test/fakes/board.ts";
import { type MemoryStream, memoryMinutes } from "../../../test/fakes/memory-minutes.ts";
import { makeGetStatus } from "../status/get-status.ts";
import { makeListObjectives } from "../status/list-objectives.ts";
import { readConditions } from "./read-conditions.ts";

const WEEK = 7 * 1440;
const policyOf = (...conditions: readonly BudgetCondition[]): AlertPolicyDefinition => ({
  name: "budget",
  displayName: null,
  description: null,
  conditions,
  labels: {},
  annotations: {},
});

const CONSUMED: BudgetCondition = { kind: "budget-consumed", name: "half", severity: "page", percent: "50", rearmPercent: "5" };
const DROP: BudgetCondition = { kind: "budget-drop", name: "drop", severity: "ticket", percent: "60", withinMinutes: 60, resolveAfter: 5 };
const SOON: BudgetCondition = {
  kind: "time-to-exhaustion",
  name: "soon",
  severity: "page",
  withinMinutes: 240,
  lookbackMinutes: 60,
  resolveAfter: 5,
};
const SILENT: BudgetCondition = {
  kind: "no-traffic",
  name: "silent",
  severity: "page",
  forMinutes: 10,
  leastPerMinute: "1",
  resolveAfter: 5,
};

/** 1 % of 1,008,000 events may fail in the week; of the last hour 84 of 100 did every minute, which makes 5040. */
const stream: MemoryStream = { streamId: 1, firstMinute: START, minutes: [...steady(WEEK - 60), ...steady(60, 84)] };
const entry = entryOf({
  policies: [policyOf(CONSUMED, DROP), { ...policyOf(SOON, SILENT), name: "more" }],
  firing: [{ rule: "budget-consumed/budget/half", firingSince: START + WEEK - 3 }],
});

test("the status says what every condition sees, and which of them fires", async () => {
  const { board, now } = fakeBoard([entry], [stream]);
  const status = ObjectiveStatus.parse(await makeGetStatus({ board, now, compositeOf: async () => null })("checkout"));
  expect(status.policies).toEqual(["budget", "more"]);
  expect(status.rules).toEqual([]);
  expect(status.conditions).toEqual([
    {
      name: "budget/half",
      kind: "budget-consumed",
      severity: "page",
      sentence: "50\u202F% of the budget or more is consumed; told again only after 5 points of it came back.",
      value: { exact: "1/2", value: 0.5 },
      limit: { exact: "1/2", value: 0.5 },
      firingSince: new Date((START + WEEK - 3) * 60_000).toISOString().replace(":00.000Z", "Z"),
    },
    {
      name: "budget/drop",
      kind: "budget-drop",
      severity: "ticket",
      sentence: expect.stringContaining("is spent within 1"),
      value: { exact: "1/2", value: 0.5 },
      limit: { exact: "3/5", value: 0.6 },
      firingSince: null,
    },
    // 5040 are left at 84 a minute, and the traffic that comes is what leaves.
    {
      name: "more/soon",
      kind: "time-to-exhaustion",
      severity: "page",
      sentence: expect.stringContaining("is used up within 4"),
      value: { exact: "61/1", value: 61 },
      limit: { exact: "240/1", value: 240 },
      firingSince: null,
    },
    {
      name: "more/silent",
      kind: "no-traffic",
      severity: "page",
      sentence: expect.stringContaining("Not one event in 10"),
      value: 1000,
      limit: { exact: "10/1", value: 10 },
      firingSince: null,
    },
  ]);
  expect(status.summary.firing).toMatchObject({ rule: "budget/half", severity: "page" });
});

test("a condition that fires asks for attention on the board like a rule", async () => {
  const { board, now } = fakeBoard([entryOf({ name: "calm", id: "00000000-0000-4000-8000-000000000002" }), entry], [stream]);
  const list = makeListObjectives({ board, minutes: memoryMinutes([stream]), now });
  const { items } = await list(ObjectiveListQuery.parse({ sort: "attention" }));
  expect(items.map(({ name, firing }) => [name, firing?.severity ?? null])[0]).toEqual(["checkout", "page"]);
});

test("adjustments count, also those that lie before the window", async () => {
  const last = { mode: "exclude", from: START + WEEK - 60, to: START + WEEK } as const;
  const { board, now } = fakeBoard([entry], [stream], adjusting(entry.id, [last]));
  const { conditions } = await makeGetStatus({ board, now, compositeOf: async () => null })("checkout");
  expect(conditions.map(({ value }) => (value !== null && typeof value === "object" ? value.exact : value))).toEqual([
    "0/1",
    "0/1",
    null,
    null,
  ]);
});

test("many objectives are asked in one round, and only those that it decides about in more", async () => {
  const streams = Array.from(
    { length: 12 },
    (_, i): MemoryStream => ({ ...stream, streamId: i + 1, minutes: i === 7 ? stream.minutes : steady(WEEK) }),
  );
  const memory = memoryMinutes(streams);
  const asked: number[] = [];
  const minutes = {
    ...memory,
    totalsAt: (ids: readonly number[], instants: readonly number[]) => {
      asked.push(ids.length);
      return memory.totalsAt(ids, instants);
    },
  };
  const terms = definitionTerms(termsOf());
  const question = { slicesStreamId: null, terms, adjustments: [], at: START + WEEK, conditions: [CONSUMED, DROP, SOON] };
  const readings = await readConditions(
    minutes,
    streams.map(({ streamId }) => ({ ...question, streamId })),
  );
  expect(readings.map((each) => each.map(({ verdict }) => verdict)).filter((each) => each.includes(true))).toEqual([[true, false, true]]);
  expect(readings).toHaveLength(12);
  expect(asked[0]).toBe(12);
  expect(asked.slice(1).every((count) => count === 1)).toBe(true);
});
