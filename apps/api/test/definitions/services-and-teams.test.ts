import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { TEXT } from "../support/examples.ts";
import { removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/apply", { body: { text: TEXT } });
});
afterAll(() => api.close());

test("a service shows its team, its labels and how many objectives it has", async () => {
  const { json, headers } = await api.call("GET", "/services/shop");
  expect(json).toMatchObject({
    name: "shop",
    displayName: "Shop",
    description: "Sells things",
    team: "storefront",
    objectives: 1,
    revision: 1,
  });
  expect(headers.etag).toBe('"1"');
});

test("a team shows its services and how many objectives they have", async () => {
  const { json } = await api.call("GET", "/teams/storefront");
  expect(json).toMatchObject({ name: "storefront", services: ["shop"], objectives: 1 });
});

test("neither can go while it is in use, and both can afterwards", async () => {
  expect((await api.call("DELETE", "/services/shop", { revision: 1 })).json).toMatchObject({ status: 409, code: "service.in-use" });
  expect((await api.call("DELETE", "/teams/storefront")).json).toMatchObject({ status: 409, code: "team.in-use" });
  await api.call("DELETE", "/objectives/checkout", { revision: 1 });
  expect((await api.call("DELETE", "/services/shop", { revision: 2 })).json).toMatchObject({ status: 412, code: "revision.conflict" });
  expect((await api.call("DELETE", "/services/shop", { revision: 1 })).status).toBe(204);
  expect((await api.call("DELETE", "/teams/storefront")).status).toBe(204);
  expect((await api.call("GET", "/services/shop")).json.code).toBe("service.not-found");
  expect((await api.call("DELETE", "/services/shop", { revision: 1 })).json.code).toBe("service.not-found");
  expect((await api.call("GET", "/teams/storefront")).json.code).toBe("team.not-found");
  expect((await api.call("DELETE", "/teams/storefront")).json.code).toBe("team.not-found");
});

test("lists come in pages, sorted by name, with nothing twice and nothing left out", async () => {
  const names = Array.from({ length: 7 }, (_, i) => `service-${i}`);
  const text = names.map(
    (name) => `apiVersion: openslo/v1\nkind: Service\nmetadata: { name: ${name}, labels: { team: t-${name} } }\nspec: {}`,
  );
  await api.call("POST", "/apply", { body: { text: text.join("\n---\n") } });
  for (const [path, expected] of [
    ["/services", [...names, "shop"]],
    ["/teams", ["storefront", ...names.map((name) => `t-${name}`)]],
  ] as const) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { json } = await api.call("GET", `${path}?limit=3${cursor === null ? "" : `&cursor=${cursor}`}`);
      expect(json.items.length).toBeLessThanOrEqual(3);
      seen.push(...json.items.map(({ name }: { name: string }) => name));
      cursor = json.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(expected);
  }
});
