import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const database = useTestDatabase();
let dir: string;
const running: ServerProcess[] = [];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "solvent-process-"));
  // The embedded server's account has to get in, also when this is root.
  chmodSync(dir, 0o755);
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill("SIGKILL");
    await ended;
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const start = (env: Record<string, string>): ServerProcess => {
  const server = startServer({ SOLVENT_PORT: "0", SOLVENT_DATA_DIR: join(dir, "data"), ...env });
  running.push(server);
  return server;
};

const post = (url: string, path: string, body: object) =>
  fetch(`${url}/api/v1${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

test("without any set-up the process brings its own database, keeps what it is told and ends with 0", { timeout: 180_000 }, async () => {
  const first = start({});
  const url = await first.ready;
  expect(first.printed.stdout).toBe(`Solvent is ready on ${url} (data in ${join(dir, "data")})\n`);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await post(url, "/sources", SOURCE)).status).toBe(201);
  expect(statSync(join(dir, "data/secret.key")).mode & 0o777).toBe(0o600);
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);

  const second = start({});
  expect((await fetch(`${await second.ready}/api/v1/sources/prom`)).status).toBe(200);
  second.child.kill("SIGINT");
  expect(await second.ended).toBe(0);
});

test("with DATABASE_URL it uses that database, migrates it, and gives its lease back when it ends", { timeout: 180_000 }, async () => {
  await query(database.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const server = start({ DATABASE_URL: database.url });
  const url = await server.ready;
  expect(server.printed.stdout).toContain(`(database ${new URL(database.url).host}`);
  expect(server.printed.stdout + server.printed.stderr).not.toContain(new URL(database.url).password);
  const leads = async () => (await (await fetch(`${url}/api/v1/about`)).json()) as { evaluator: { active: boolean } };
  await expect.poll(async () => (await leads()).evaluator.active, { timeout: 30_000 }).toBe(true);
  server.child.kill("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(await query(database.url, "SELECT owner FROM lease WHERE expires_at > now()")).toEqual([]);
  const [connections] = await query<{ count: number }>(
    database.url,
    "SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE 'solvent-%' AND datname = current_database()",
  );
  expect(connections?.count).toBe(0);
});

test("a request that is being answered is answered before the process ends", { timeout: 180_000 }, async () => {
  const server = start({ DATABASE_URL: database.url });
  const url = await server.ready;
  const slow = createServer(() => undefined);
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
  const connected = new Promise((resolve) => slow.once("connection", (socket) => resolve(setTimeout(() => socket.destroy(), 1_000))));
  const answer = post(url, "/sources/test", { kind: "prometheus", connection: { url: address } });
  await connected;
  server.child.kill("SIGTERM");
  expect((await answer).status).toBe(200);
  expect(await server.ended).toBe(0);
  slow.close();
});

test("a second signal ends the process at once", { timeout: 180_000 }, async () => {
  const server = start({ DATABASE_URL: database.url });
  const url = await server.ready;
  const hanging = createServer(() => undefined);
  await new Promise<void>((resolve) => hanging.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/`;
  const connected = new Promise((resolve) => hanging.once("connection", resolve));
  post(url, "/sources/test", { kind: "prometheus", connection: { url: address } }).catch(() => undefined);
  await connected;
  const startedMs = performance.now();
  server.child.kill("SIGTERM");
  // It has begun to stop when it takes no new connections.
  const isOpen = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isOpen, { timeout: 8_000 }).toBe(false);
  server.child.kill("SIGTERM");
  expect(await server.ended).toBe(1);
  // Without the second signal it would wait for the request for ten seconds.
  expect(performance.now() - startedMs).toBeLessThan(9_000);
  hanging.close();
});

test.each([
  [
    "settings that make no sense, all at once",
    { SOLVENT_PORT: "x", SOLVENT_DATADIR: "y" },
    ["SOLVENT_PORT must be", "did you mean SOLVENT_DATA_DIR?"],
  ],
  ["an address of other machines", { SOLVENT_HOST: "0.0.0.0" }, ["has no login yet"]],
  ["a database that refuses the password", { DATABASE_URL: "wrong-password" }, ["it refuses the user name or password"]],
  ["a database that does not exist", { DATABASE_URL: "no-such-database" }, ["there is no such database; create it first"]],
  ["a user who may not create tables", { DATABASE_URL: "no-rights" }, ["Grant CREATE"]],
  [
    "a host that is not this machine's",
    { DATABASE_URL: "ok", SOLVENT_HOST: "192.0.2.1", SOLVENT_ALLOWED_HOSTS: "x" },
    ["is not an address of this machine"],
  ],
])(
  "%s: the process says so in one go and ends with 1",
  { timeout: 180_000 },
  async (_name, settings: Readonly<Record<string, string>>, words) => {
    const env = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, name === "DATABASE_URL" ? databaseUrls[value]?.() : value]),
    );
    if (settings.DATABASE_URL === "no-rights") await makeUserWithoutRights();
    const server = start(env as Record<string, string>);
    expect(await server.ended).toBe(1);
    expect(server.printed.stderr).toMatch(/^Solvent 0\.1\.0 did not start\.\n/m);
    for (const part of words) expect(server.printed.stderr).toContain(part);
    expect(server.printed.stderr).not.toMatch(/^\s+at /m);
    expect(server.printed.stdout).toBe("");
  },
);

const changed = (change: (url: URL) => void) => () => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};
const databaseUrls: Readonly<Record<string, (() => string) | undefined>> = {
  ok: () => database.url,
  "wrong-password": changed((url) => {
    url.password = "hunter2";
  }),
  "no-such-database": changed((url) => {
    url.pathname = "/nowhere";
  }),
  "no-rights": changed((url) => {
    url.username = "guest";
    url.password = "guest";
  }),
};

async function makeUserWithoutRights(): Promise<void> {
  const { adminUrl } = inject("testServer");
  await query(adminUrl, "DROP ROLE IF EXISTS guest");
  await query(adminUrl, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
  await query(database.url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
}

test("a port that is in use is named", { timeout: 180_000 }, async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const server = start({ DATABASE_URL: database.url, SOLVENT_PORT: String(port) });
  expect(await server.ended).toBe(1);
  expect(server.printed.stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
  other.close();
});
