import { useTestDatabase } from "@solvent/testing/postgres";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeUpkeepStore } from "../../src/infra/store/evaluation/upkeep-store.ts";
import { closeScope, openScope } from "../../src/infra/store/minutes/transaction-scope.ts";
import { days, indicator, objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
let pool: pg.Pool;
beforeAll(async () => {
  api = await makeTestApp(database);
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
});
afterAll(async () => {
  await pool.end();
  await api.close();
});

/** Runs `work` again and again, next to something else, until told to stop. Returns how often it ran. */
function meanwhile(work: (client: pg.PoolClient) => Promise<void>): () => Promise<number> {
  let runs = 0;
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await work(client);
        await client.query("COMMIT");
        runs += 1;
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    }
  })();
  return async () => {
    stopped = true;
    await loop;
    return runs;
  };
}

const names = Array.from({ length: 6 }, (_, i) => `slo-${i}`);
const create = (name: string, metric = name.replace("-", "_")) =>
  api.call("POST", "/objectives", { body: objective({ name, indicator: indicator(`${metric}_total`) }) });

test("changes of definitions and the writing of minutes never wait for each other in a circle", async () => {
  for (const name of names) await create(name);
  const stop = meanwhile(async (client) => {
    await client.query("SELECT id FROM stream ORDER BY id FOR UPDATE");
    await client.query("UPDATE stream SET watermark = watermark + 1");
    await client.query(
      "INSERT INTO source_health (source_id, ok_at) SELECT id, now() FROM source ON CONFLICT (source_id) DO UPDATE SET ok_at = now()",
    );
  });
  const change = async (name: string) => {
    const answers: number[] = [];
    for (let round = 1; round <= 10; round += 1) {
      const { revision } = (await api.call("GET", `/objectives/${name}`)).json;
      const body = objective({ name, indicator: indicator(`other_${round % 3}_total`), window: days(7 + round) });
      answers.push((await api.call("PUT", `/objectives/${name}`, { body, revision })).status);
    }
    return answers;
  };
  const answers = await Promise.all(names.map(change));
  expect(await stop()).toBeGreaterThan(0);
  expect(new Set(answers.flat())).toEqual(new Set([200]));
});

test("an objective that finds a stream just as the upkeep removes it gets one that stays", async () => {
  const upkeep = makeUpkeepStore({ pool, prepareAhead: async () => undefined });
  const stop = meanwhile(async (client) => {
    const scope = openScope(client);
    const ids = await query<{ id: number }>(database.url, "SELECT id FROM stream");
    await upkeep.removeStreams(
      scope,
      ids.map(({ id }) => id),
    );
    closeScope(scope);
  });
  const live = async (name: string) => {
    const answers: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      answers.push((await create(name, "shared")).status, (await api.call("DELETE", `/objectives/${name}`, { revision: 1 })).status);
    }
    return answers;
  };
  const answers = await Promise.all(names.map(live));
  expect(await stop()).toBeGreaterThan(0);
  expect(new Set(answers.flat())).toEqual(new Set([201, 204]));
});

test("a service, team or source that goes just as something is added to it ends in a refusal, never in a failure", async () => {
  const statuses = new Set<number>();
  const note = async (answer: Promise<{ status: number }>) => statuses.add((await answer).status);
  const text = (team: string) => `apiVersion: openslo/v1\nkind: Service\nmetadata: { name: shop, labels: { team: ${team} } }\nspec: {}\n`;
  for (let round = 0; round < 15; round += 1) {
    const revision = (await api.call("GET", "/services/shop")).json?.revision ?? 1;
    await Promise.all([
      note(create(`slo-${round}`)),
      note(api.call("DELETE", "/services/shop", { revision })),
      note(api.call("DELETE", "/teams/a")),
      note(api.call("POST", "/apply", { body: { text: text(round % 2 === 0 ? "a" : "b") } })),
      note(api.call("DELETE", "/sources/prom", { revision: 1 })),
    ]);
    await note(api.call("POST", "/sources", { body: SOURCE }));
    await note(api.call("DELETE", `/objectives/slo-${round}`, { revision: 1 }));
  }
  expect([...statuses].filter((status) => ![200, 201, 204, 400, 404, 409, 412].includes(status))).toEqual([]);
});
