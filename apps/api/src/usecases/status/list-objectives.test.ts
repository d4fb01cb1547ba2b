import { ObjectiveList, ObjectiveListQuery, ObjectiveStatus } from "@solvent/api-contract";
import { isoOfMinute } from "@solvent/domain";
import { expect, test } from "vitest";
import { entryOf, fakeBoard, START, steady } from "../../../test/fakes/board.ts";
import { memoryMinutes } from "../../../test/fakes/memory-minutes.ts";
import { AppError } from "../../errors/app-error.ts";
import { makeGetStatus } from "./get-status.ts";
import { makeListObjectives } from "./list-objectives.ts";

const WEEK = 7 * 1440;
const STREAMS = [
  { streamId: 1, firstMinute: START, minutes: steady(WEEK) },
  { streamId: 2, firstMinute: START, minutes: steady(WEEK, 2) },
  { streamId: 3, firstMinute: START, minutes: [...steady(WEEK - 20), ...steady(20, 100)] },
  { streamId: 4, firstMinute: START, minutes: [...steady(WEEK - 30), ...Array.from({ length: 30 }, () => null)] },
];
const ENTRIES = [
  entryOf({ name: "fine", labels: { tier: "gold" } }),
  entryOf({ name: "spent", streamId: 2, service: "slots", displayName: "Slot search" }),
  entryOf({ name: "burning", streamId: 3, firing: ["page-outage", "ticket-1d"].map((rule) => ({ rule, firingSince: START + WEEK - 15 })) }),
  entryOf({ name: "blind", streamId: 4, team: null, sourceTrouble: "connection refused" }),
];

function listing() {
  const { board, now } = fakeBoard(ENTRIES, STREAMS);
  const list = makeListObjectives({ board, minutes: memoryMinutes(STREAMS), now });
  return { list: (query: object = {}) => list(ObjectiveListQuery.parse(query)), board, now };
}
const names = (list: ObjectiveList) => list.items.map(({ name }) => name);

test("the default order is a page, then what is over its budget and still burns, then what cannot be seen", async () => {
  expect(names(await listing().list())).toEqual(["burning", "spent", "blind", "fine"]);
});

test("every row keeps the contract, and the counters count every state, and a page and a ticket of one objective as both", async () => {
  const found = ObjectiveList.parse(await listing().list());
  expect(found.counts).toEqual({ exhausted: 1, "at-risk": 1, "on-target": 1, "no-data": 1, provisional: 0, "low-evidence": 0 });
  expect(found.firing).toEqual({ page: 1, ticket: 1 });
  expect(found.items[0]?.firing).toMatchObject({ rule: "page-outage", severity: "page" });
  expect(found.items[2]?.reason).toBe("connection refused");
});

test("counters ignore the filter on state and keep the others", async () => {
  const found = await listing().list({ state: "exhausted,at-risk", service: "shop" });
  expect(names(found)).toEqual(["burning"]);
  expect(found.counts).toMatchObject({ exhausted: 0, "at-risk": 1, "on-target": 1, "no-data": 1 });
});

test.each([
  ["slot", ["spent"]],
  ["tier:gold", ["fine"]],
  ["payments burn", ["burning"]],
  ["nothing-like-this", []],
])("searching %j finds %j", async (search, expected) => {
  expect(names(await listing().list({ search }))).toEqual(expected);
});

test("pages are cut anywhere without a gap or a repetition", async () => {
  const { list } = listing();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 1, sort: "name", ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...names(page));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(["blind", "burning", "fine", "spent"]);
});

test.each(["zzz", "W10", Buffer.from('["name-asc",-1,"x"]').toString("base64url")])("the cursor %j is refused", async (cursor) => {
  await expect(listing().list({ cursor, sort: "name" })).rejects.toThrow(AppError);
});

test("a cursor of another order is refused", async () => {
  const { list } = listing();
  const page = await list({ limit: 1, sort: "name" });
  await expect(list({ cursor: page.nextCursor ?? "", sort: "burn" })).rejects.toThrow(AppError);
});

test("an unknown state is refused by its name", async () => {
  await expect(listing().list({ state: "exhausted,happy" })).rejects.toMatchObject({ problems: [{ path: "state" }] });
});

test.each([
  ["sli", "asc", ["spent", "burning", "blind", "fine"]],
  ["sli", "desc", ["blind", "fine", "burning", "spent"]],
  ["budget-left", "asc", ["spent", "burning", "blind", "fine"]],
  ["burn", "desc", ["burning", "spent", "blind", "fine"]],
  ["coverage", "asc", ["blind", "burning", "fine", "spent"]],
])("sorting by %s %s gives %j", async (sort, order, expected) => {
  expect(names(await listing().list({ sort, order }))).toEqual(expected);
});

test("the status of an objective keeps the contract and shows what each rule compares", async () => {
  const { board, now } = listing();
  const status = ObjectiveStatus.parse(await makeGetStatus({ board, now, compositeOf: async () => null })("burning"));
  const outage = status.rules.find(({ name }) => name === "page-outage");
  expect(outage).toMatchObject({
    word: "breached",
    burnLong: { exact: "100/1" },
    burnShort: { exact: "100/1" },
    factor: { exact: "50/1" },
  });
  expect(status.bad).toBe(2000);
});

test("the status of an unknown objective says so", async () => {
  const { board, now } = listing();
  await expect(makeGetStatus({ board, now, compositeOf: async () => null })("nope")).rejects.toMatchObject({
    code: "objective.not-found",
  });
});

test("the data go to the newest watermark, and where a stream without minutes begins is not one", async () => {
  const dataTo = async (entries: readonly ReturnType<typeof entryOf>[]) => {
    const { board, now } = fakeBoard(entries, STREAMS);
    return (await makeListObjectives({ board, minutes: memoryMinutes(STREAMS), now })(ObjectiveListQuery.parse({}))).dataTo;
  };
  const empty = entryOf({ name: "new", streamId: 9, firstMinute: START + WEEK + 30, watermark: START + WEEK + 30 });
  const [older, newer] = [entryOf({ watermark: START + WEEK - 3 }), entryOf()];
  expect(await dataTo([older, newer, empty])).toBe(isoOfMinute(START + WEEK));
  expect(await dataTo([empty])).toBeNull();
});

test("an objective of which nothing is known has no budget in its small drawing", async () => {
  const entry = entryOf({ streamId: 9, firstMinute: START + WEEK });
  const streams = [{ streamId: 9, firstMinute: START + WEEK, minutes: [] }];
  const { board, now } = fakeBoard([entry], streams);
  const { items } = await makeListObjectives({ board, minutes: memoryMinutes(streams), now })(ObjectiveListQuery.parse({}));
  expect([...new Set(items[0]?.budgetOverWindow)]).toEqual([null]);
});
