import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Company, startCompany } from "../src/company/company.ts";
import { readCommand } from "../src/incident-command/arguments.ts";
import { IncidentError, runCommand } from "../src/incident-command/run-command.ts";
import { WEBHOOK_PATH } from "../src/slack/slack-server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "demo-incident-"));
let company: Company;
beforeAll(async () => {
  const settings = { host: "127.0.0.1", publicHost: "127.0.0.1", basePort: 0, dataDir, solventUrl: null, lastRitesMs: 60_000 };
  company = await startCompany(settings);
});
afterAll(async () => {
  await company.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(args: readonly string[], said: string[], control = `http://${company.addresses.control}`): Promise<boolean> {
  const command = readCommand(args);
  if (command.do === "help") throw new Error("help is not run");
  return runCommand(command, { control, say: (text) => said.push(text), nowMs: Date.now });
}

const post = (text: string) =>
  fetch(`http://${company.addresses.slack}${WEBHOOK_PATH}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
  });

test("says what will happen, and with --wait when somebody was told and when it was over", async () => {
  const said: string[] = [];
  await post("🔴 Page · Checkout availability is burning 9×");
  const done = run(["--wait"], said);
  await vi.waitUntil(() => said.length >= 2, { timeout: 10_000 });
  await post("🔴 Page · Delivery slot availability is burning 24×");
  await post("🔴 Page · Checkout availability is burning 40×");
  await post("✅ Resolved · Checkout availability burned for 2 min");
  expect(await done).toBe(true);
  expect(said[0]).toMatch(/^outage of checkout from \d\d:\d\d:\d\d to /);
  expect(said[1]).toContain("within 3 minutes");
  expect(said[2]).toMatch(/^0 min 0\d s after the start: 🔴 Page · Checkout availability is burning 40×$/u);
  expect(said[3]).toMatch(/^0 min 00 s after the end: ✅ Resolved/u);
});

test("stop ends what goes on", async () => {
  const said: string[] = [];
  await run(["stop"], said);
  await run(["stop"], said);
  expect(said).toEqual(["Ended: outage.", "Nothing that was started by hand goes on."]);
});

test("what the company refuses is told in its words, and a company that is not there with what to do", async () => {
  await expect(run(["outage", "--service", "nobody"], [])).rejects.toThrow(/service must be one of/);
  await expect(run([], [], "http://127.0.0.1:1")).rejects.toThrow(IncidentError);
  await expect(run([], [], "http://127.0.0.1:1")).rejects.toThrow("npm run demo");
});
