import { randomUUID } from "node:crypto";
import { isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { adjustmentWriters } from "../../src/infra/store/adjustments/adjustment-writer.ts";
import { createPrisma } from "../../src/infra/store/definitions/prisma.ts";
import type { AdjustmentContent } from "../../src/usecases/adjustment/adjustment-store.ts";
import { replaceBrought } from "../../src/usecases/adjustment/replace-brought.ts";
import { objective, SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const FROM = Math.floor(Date.now() / 60_000) - 1440;
let api: TestApp;
let prisma: ReturnType<typeof createPrisma>;
let checkout: { id: string; name: string };

beforeAll(async () => {
  api = await makeTestApp(database);
  prisma = createPrisma({ connectionString: database.url, size: 2, onError: () => undefined });
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective() });
  const [row] = await query<{ id: string }>(database.url, "SELECT id FROM objective");
  checkout = { id: String(row?.id), name: "checkout" };
});
beforeEach(() => query(database.url, "TRUNCATE adjustment_version"));
afterAll(async () => {
  await api.close();
  await prisma.$disconnect();
});

const content = (fields: Partial<AdjustmentContent> = {}): AdjustmentContent => ({
  mode: "exclude",
  from: FROM,
  to: FROM + 60,
  recurrence: null,
  category: "maintenance",
  reason: "weekly restart",
  ...fields,
});

const bring = (adjustments: readonly AdjustmentContent[], author = "local") =>
  prisma.$transaction((db) => replaceBrought(adjustmentWriters(db), { objective: checkout, adjustments, author }));
const list = async (search = "") => (await api.call("GET", `/adjustments${search}`)).json.items;

describe("what a definition brings along", () => {
  test("becomes the objective's, and cannot be changed through the API", async () => {
    await bring([content()], "anna");
    const [{ id, ...stored }] = await list();
    expect(stored).toMatchObject({
      scope: "objective",
      name: "checkout",
      author: "anna",
      version: 1,
      removable: false,
      from: isoOfMinute(FROM),
    });
    const { category, reason, mode } = content();
    const times = { from: new Date(FROM * 60_000).toISOString(), to: new Date((FROM + 1) * 60_000).toISOString() };
    const body = { scope: "objective", name: "checkout", category, reason, mode, ...times };
    for (const answer of [
      await api.call("PUT", `/adjustments/${id}`, { body, revision: 1 }),
      await api.call("DELETE", `/adjustments/${id}`, { revision: 1 }),
      await api.call("POST", `/adjustments/${id}/restore`, { revision: 1 }),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([409, "adjustment.brought"]);
      expect(answer.json.detail).toContain("checkout");
    }
    expect(await list()).toEqual([{ id, ...stored }]);
  });

  test("is not stored again when it is the same", async () => {
    const two = [content(), content({ from: FROM + 600, to: FROM + 700, recurrence: { rule: "FREQ=WEEKLY", zone: "UTC" } })];
    await bring(two);
    const before = await list();
    await bring([...two].reverse(), "bob");
    expect(await list()).toEqual(before);
  });

  test("changes as versions, is removed, and comes back as what it was", async () => {
    await bring([content()]);
    const [{ id }] = await list();
    await bring([content({ reason: "restart", to: FROM + 90 })]);
    expect(await list()).toMatchObject([{ id, version: 2, reason: "restart", to: isoOfMinute(FROM + 90) }]);
    await bring([]);
    expect(await list()).toEqual([]);
    expect(await list("?removed=true")).toMatchObject([{ id, version: 3, removed: true }]);
    await bring([]);
    await bring([content({ reason: "restart", to: FROM + 90 })]);
    expect(await list()).toMatchObject([{ id, version: 4, removed: false }]);
    const versions = (await api.call("GET", `/adjustments/${id}`)).json.versions;
    expect(versions.map(({ version, removed }: Loose) => [version, removed])).toEqual([
      [4, false],
      [3, true],
      [2, false],
      [1, false],
    ]);
  });

  test("of two equal ones both are kept, and one of them goes alone", async () => {
    await bring([content(), content()]);
    expect(await list()).toHaveLength(2);
    await bring([content()]);
    expect(await list()).toHaveLength(1);
    expect(await list("?removed=true")).toHaveLength(2);
  });

  test("leaves alone what people recorded", async () => {
    const id = randomUUID();
    await prisma.$transaction((db) =>
      adjustmentWriters(db).adjustments.add({
        ...content(),
        id,
        version: 1,
        scope: "objective",
        subjectId: checkout.id,
        author: "eve",
        removed: false,
        broughtBy: null,
      }),
    );
    await bring([content({ from: FROM + 10 })]);
    await bring([]);
    expect(await list()).toMatchObject([{ id, version: 1, author: "eve", removable: true }]);
  });
});
