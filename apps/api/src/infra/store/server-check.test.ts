import { expect, test } from "vitest";
import { checkServer, DatabaseStartError, toShownDatabase } from "./server-check.ts";

const NOBODY = "postgresql://solvent:hunter2@127.0.0.1:9/solvent";

test("a database is shown by host, port and name, without user and password", () => {
  expect(toShownDatabase("postgresql://solvent:hunter2@db.example.com:5432/slo?sslmode=require")).toBe("db.example.com:5432/slo");
});

test("a server that does not answer is waited for, and then named without its password", async () => {
  const said: string[] = [];
  const refused = checkServer({
    connectionString: NOBODY,
    patienceMs: 700,
    log: (line) => said.push(line),
    signal: new AbortController().signal,
  });
  await expect(refused).rejects.toThrow(DatabaseStartError);
  await expect(refused).rejects.toThrow("The database at 127.0.0.1:9/solvent cannot be used: it cannot be reached (ECONNREFUSED).");
  expect(said).toEqual(["waiting for the database at 127.0.0.1:9/solvent"]);
});

test("waiting ends when the process is asked to stop", async () => {
  const abort = new AbortController();
  const waiting = checkServer({
    connectionString: NOBODY,
    patienceMs: 60_000,
    log: () => abort.abort(new Error("stop")),
    signal: abort.signal,
  });
  await expect(waiting).rejects.toThrow("stop");
});
