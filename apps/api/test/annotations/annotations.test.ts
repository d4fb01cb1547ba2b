import { isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const AT = Math.floor(Date.now() / 3_600_000) * 60;
const DAY = 1440;
/** First minute of the one episode. */
const BURST = AT - 2 * DAY;
let api: TestApp;

const annotate = (fields: object) =>
  api.call("POST", "/annotations", { body: { kind: "deploy", scope: "objective", name: "checkout", title: "checkout 1.2", ...fields } });
const titles = (list: Loose): string[] => list.items.map(({ title }: { title: string }) => title);

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true });
  await api.call("POST", "/sources", { body: SOURCE });
  const window = { kind: "rolling", minutes: 7 * DAY };
  const created = await api.call("POST", "/objectives", { body: objective({ name: "checkout", targetPercent: "99", window }) });
  expect(created.status, created.text).toBe(201);
  const runs = [
    { from: isoOfMinute(AT - 9 * DAY), minutes: 9 * DAY, good: "100", total: "100" },
    { from: isoOfMinute(BURST), minutes: 30, good: "0", total: "100" },
  ];
  const stored = await api.call("PUT", "/test/objectives/checkout/minutes", { body: { at: isoOfMinute(AT), runs } });
  expect(stored.status, stored.text).toBe(204);
});
afterAll(() => api.close());

describe("an annotation", () => {
  test("is answered as it was recorded, an instant as one minute", async () => {
    const made = await annotate({ from: isoOfMinute(BURST - 5), url: "https://ci.example/run/7" });
    expect(made.status, made.text).toBe(201);
    expect(made.json).toMatchObject({
      kind: "deploy",
      scope: "objective",
      name: "checkout",
      title: "checkout 1.2",
      url: "https://ci.example/run/7",
      from: isoOfMinute(BURST - 5),
      to: isoOfMinute(BURST - 4),
    });
    expect((await api.call("DELETE", `/annotations/${made.json.id}`)).status).toBe(204);
    expect((await api.call("DELETE", `/annotations/${made.json.id}`)).json.code).toBe("annotation.not-found");
  });

  test("without an instant is about now", async () => {
    const made = await annotate({ title: "just now" });
    expect(Math.abs(Date.parse(made.json.from) - Date.now())).toBeLessThan(120_000);
    await api.call("DELETE", `/annotations/${made.json.id}`);
  });

  test.each([
    [{ name: "nobody" }, "annotation.subject-unknown", "name"],
    [{ scope: "all" }, "request.invalid", "name"],
    [{ scope: "team", name: null }, "request.invalid", "name"],
    [{ from: isoOfMinute(AT), to: isoOfMinute(AT) }, "request.invalid", "to"],
    [{ url: "javascript:alert(1)" }, "request.invalid", "url"],
    [{ title: " " }, "request.invalid", "title"],
  ])("that cannot be is refused: %j", async (fields, code, path) => {
    const refused = await annotate(fields);
    expect(refused.json).toMatchObject({ code, errors: [{ path }] });
  });
});

describe("what happened", () => {
  const ids: string[] = [];
  beforeAll(async () => {
    const service = objective({}).service;
    for (const fields of [
      { title: "long before", from: isoOfMinute(BURST - 61) },
      { title: "the cause", from: isoOfMinute(BURST - 60) },
      { title: "of everything", scope: "all", name: null, kind: "incident", from: isoOfMinute(BURST + 3), to: isoOfMinute(BURST + 40) },
      { title: "of its service", scope: "service", name: service, kind: "note", from: isoOfMinute(BURST + 29) },
      { title: "after it", from: isoOfMinute(BURST + 30) },
    ]) {
      const made = await annotate(fields);
      expect(made.status, made.text).toBe(201);
      ids.push(made.json.id);
    }
  });
  afterAll(async () => {
    for (const id of ids) await api.call("DELETE", `/annotations/${id}`);
  });

  const SHOWN = ["the cause", "of everything", "of its service"];

  test("in an episode or up to an hour before is shown with it", async () => {
    const { json } = await api.call("GET", "/objectives/checkout/episodes");
    expect(json.episodes).toHaveLength(1);
    expect(json.episodes[0].annotations.map(({ title }: { title: string }) => title)).toEqual(SHOWN);
  });

  test("is shown with the episodes of many objectives as well", async () => {
    const { json } = await api.call("GET", "/episodes");
    expect(json.items[0].annotations.map(({ title }: { title: string }) => title)).toEqual(SHOWN);
  });

  test("is listed newest first, of an objective with what is about its service and about everything", async () => {
    expect(titles((await api.call("GET", "/annotations?objective=checkout")).json)).toEqual([
      "after it",
      "of its service",
      "of everything",
      "the cause",
      "long before",
    ]);
    const range = `from=${isoOfMinute(BURST + 10)}&to=${isoOfMinute(BURST + 20)}`;
    expect(titles((await api.call("GET", `/annotations?${range}`)).json)).toEqual(["of everything"]);
    expect((await api.call("GET", "/annotations?objective=nobody")).json.code).toBe("objective.not-found");
  });
});
