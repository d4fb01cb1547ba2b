import { makeAccessLog } from "@solvent/testing";
import { describe, expect, test } from "vitest";
import { FIRST, LAST, LOG, never, ratio, start, tiny, type World } from "./elasticsearch-world.ts";

describe("the past", () => {
  const item = ratio({ filter: "http.response.status_code < 500" }, { index: "logs-*" });
  const past = { items: [item], from: FIRST + 1, to: LAST, purpose: "backfill" } as const;
  /** Asked for once in ten minutes. */
  const FIRST_DOCUMENT = "POST /logs-*/_search";
  const paths = ({ simulator }: World): string[] =>
    simulator.requests.map(({ method, path }) => `${method} ${path.replace(/_search\/.*/, "_search/id")}`);

  test("is searched for in the background by Elasticsearch, and what is done is not left behind", async () => {
    const world = await start();
    world.simulator.setAsyncPolls(2);
    const [outcome] = await world.source.read(past, never());
    expect(outcome).toMatchObject({ ok: true, value: { block: { from: FIRST + 1 } } });
    expect(paths(world)).toEqual([
      "GET /",
      FIRST_DOCUMENT,
      "POST /logs-*/_async_search",
      "GET /_async_search/id",
      "GET /_async_search/id",
      "DELETE /_async_search/id",
    ]);
    expect(world.simulator.keptSearches()).toEqual([]);
    const [live] = await world.source.read({ ...past, purpose: "live" }, never());
    expect(live).toEqual(outcome);
  });

  test("is one request where the answer is there at once", async () => {
    const world = await start();
    await world.source.read(past, never());
    await world.source.read(past, never());
    expect(paths(world)).toEqual(["GET /", FIRST_DOCUMENT, "POST /logs-*/_async_search", "POST /logs-*/_async_search"]);
  });

  test("is not known before the first document: what retention deleted did not fail to happen", async () => {
    const world = await start();
    const [outcome] = await world.source.read({ ...past, from: FIRST - 100, to: FIRST + 100 }, never());
    if (!outcome?.ok) throw new Error(JSON.stringify(outcome));
    const { missing, total } = outcome.value.block;
    expect(missing.slice(0, 101)).toEqual(new Array(101).fill("no-sample"));
    expect(missing.slice(101)).toEqual(new Array(99).fill(null));
    expect(total.slice(0, 101)).toEqual(new Array(101).fill(0));
    const empty = await start([tiny(() => [])]);
    const [nothing] = await empty.source.read({ ...past, items: [ratio({}, { index: "tiny" })] }, never());
    expect(nothing?.ok === true && new Set(nothing.value.block.missing)).toEqual(new Set(["no-sample"]));
  });

  test("is searched for plainly in OpenSearch, and where the product may not be asked for", async () => {
    for (const options of [{ product: "opensearch" }, { mayMonitor: false }] as const) {
      const world = await start([makeAccessLog(LOG)], options);
      const [outcome] = await world.source.read(past, never());
      expect(outcome).toMatchObject({ ok: true });
      expect(paths(world)).toEqual(["GET /", FIRST_DOCUMENT, "POST /logs-*/_search"]);
    }
  });

  test.each<[string, (answer: Record<string, unknown>) => unknown, string]>([
    ["ends with a part", (answer) => ({ ...answer, is_running: false, is_partial: true }), "partial"],
    ["ends with an error", (answer) => ({ ...answer, is_running: false, error: { type: "x", reason: "no" } }), "bad-query"],
    ["does not say how far it is", () => ({ id: "a" }), "bad-answer"],
    ["is running under no name", (answer) => ({ ...answer, id: "" }), "bad-answer"],
  ])("is refused when it %s", async (_name, edit, failure) => {
    const world = await start();
    world.simulator.setAsyncPolls(2);
    world.simulator.plan([{ request: 3, fault: { do: "edit", edit } }]);
    const [outcome] = await world.source.read(past, never());
    expect(outcome).toMatchObject({ ok: false, failure: { class: failure } });
  });

  test("is given up and deleted when it never ends, and when it is called off", async () => {
    const world = await start();
    world.simulator.setAsyncPolls(1000);
    const [outcome] = await world.source.read(past, never());
    expect(outcome).toMatchObject({ ok: false, failure: { class: "timeout", retryable: true } });
    expect(world.simulator.keptSearches()).toEqual([]);
    const controller = new AbortController();
    world.simulator.plan([{ request: world.simulator.requests.length + 2, fault: { do: "hang" } }]);
    const reading = world.source.read(past, controller.signal);
    await expect.poll(() => world.simulator.keptSearches().length).toBe(1);
    controller.abort();
    expect(await reading).toMatchObject([{ ok: false, failure: { class: "aborted" } }]);
    expect(world.simulator.keptSearches()).toEqual([]);
  });

  test("of an index that does not exist is no series, in the background as well", async () => {
    const world = await start();
    const [outcome] = await world.source.read({ ...past, items: [ratio({}, { index: "nothing" })] }, never());
    expect(outcome).toMatchObject({ ok: true });
    if (outcome?.ok) expect(new Set(outcome.value.block.missing)).toEqual(new Set(["no-series"]));
  });
});
