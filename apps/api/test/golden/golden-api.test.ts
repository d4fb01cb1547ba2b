import { readFileSync } from "node:fs";
import { join } from "node:path";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runGoldenApi } from "../../../../scripts/golden-api/run-golden-api.ts";
import { API_TOPICS } from "../../../../scripts/golden-api/topics.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const GOLDEN = join(import.meta.dirname, "../../../../packages/domain/test/golden");
const database = useTestDatabase();
let api: TestApp;
let address = "";
beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true, retentionDays: 762 });
  address = await api.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => api.close());

test.each(Object.keys(API_TOPICS))(
  "every golden case of %s comes out of the API as it comes out of the engine",
  async (topic) => {
    const results = await runGoldenApi(readFileSync(join(GOLDEN, `${topic}.json`), "utf8"), address);
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
  },
  180_000,
);
