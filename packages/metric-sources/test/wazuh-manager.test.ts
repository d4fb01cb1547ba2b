import { COUNT_SCALE, type MeasuredIndicator, minuteOfMs } from "@solvent/domain";
import {
  agentsAt,
  cannedManagerAnswers,
  type HttpFault,
  type ImpatientDoor,
  makeImpatientDoor,
  plannedFaults,
  type SimulatedAgent,
  startWazuhManager,
  type WazuhManager,
} from "@solvent/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetricSource, type ReadRequest, type StreamQuery, wazuhSource } from "../src/index.ts";

const [START_MS, MINUTE_MS] = [1_795_392_000_000, 60_000];
const PASSWORD = 'Gr8"&<p4ss>/+=';
const never = (): AbortSignal => new AbortController().signal;

let nowMs: number;
let agents: readonly SimulatedAgent[];
let manager: WazuhManager;
let source: MetricSource;
let door: ImpatientDoor<HttpFault>;

const fleet = (count: number): readonly SimulatedAgent[] => agentsAt(count, START_MS);
const countOf = (status: SimulatedAgent["status"], group?: string): number =>
  agents.filter((agent) => agent.status === status && (group === undefined || agent.groups.includes(group))).length;

function connect(password = PASSWORD): MetricSource {
  const connection = wazuhSource.connection.parse({ managerUrl: manager.url, managerUser: "solvent" });
  return wazuhSource.connect(connection, { managerPassword: password }, { http: door.http, now: () => nowMs });
}

beforeEach(async () => {
  [nowMs, agents] = [START_MS, fleet(100)];
  manager = await startWazuhManager({ user: "solvent", password: PASSWORD, now: () => nowMs, agents: () => agents });
  door = makeImpatientDoor(plannedFaults(manager));
  source = connect();
});
afterEach(() => manager.stop());

function parse(indicator: MeasuredIndicator): StreamQuery {
  const parsed = wazuhSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const ratio = (part: Record<string, string | string[]>, total: Record<string, string | string[]>): MeasuredIndicator => ({
  kind: "ratio",
  counter: false,
  numerator: "good",
  part: { source: "w", spec: part },
  total: { source: "w", spec: total },
});
const CONNECTED = ratio({ manager: "agents", status: ["active"] }, { manager: "agents" });
const SCANNED = ratio({ manager: "scans", within: "24h" }, { manager: "scans" });

async function read(query: StreamQuery, span: Partial<ReadRequest> = {}) {
  const probe = { seriesFound: 1, strategy: "server", exactness: "exact (server side)", scrapeIntervalSeconds: 60, warnings: [] } as const;
  const minute = minuteOfMs(nowMs);
  const request = { items: [{ query, probe }], from: minute, to: minute + 1, purpose: "live", ...span } as const;
  const [outcome] = await source.read(request, never());
  if (outcome === undefined) throw new Error("there is no outcome");
  return outcome;
}

async function blockOf(...asked: Parameters<typeof read>) {
  const outcome = await read(...asked);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value.block;
}

describe("agents of a manager, looked at once a minute", () => {
  it("count those with a status among those that were ever connected", async () => {
    const block = await blockOf(parse(CONNECTED));
    const [active, away] = [countOf("active"), countOf("disconnected")];
    expect(away).toBeGreaterThan(0);
    expect(countOf("never_connected")).toBeGreaterThan(0);
    expect(block).toMatchObject({ good: [active * COUNT_SCALE], total: [(active + away) * COUNT_SCALE], missing: [null] });
  });

  it("are narrowed by a group, and by a condition in the manager's own language", async () => {
    const web = ratio({ manager: "agents", status: ["active"], group: "web" }, { manager: "agents", group: "web" });
    expect((await blockOf(parse(web))).good).toEqual([countOf("active", "web") * COUNT_SCALE]);
    const awake = { manager: "agents", q: "group!=maintenance" };
    const block = await blockOf(parse(ratio({ ...awake, status: ["active"] }, awake)));
    expect(block.good).toEqual([(countOf("active") - countOf("active", "maintenance")) * COUNT_SCALE]);
  });

  it("are one question each, however many objectives ask it, and none for a minute that was looked at", async () => {
    const query = parse(CONNECTED);
    const probe = await source.probe(query, never());
    if (!probe.ok) throw new Error(probe.failure.message);
    const before = manager.requests.length;
    const items = Array.from({ length: 30 }, () => ({ query, probe: probe.value }));
    const minute = minuteOfMs(nowMs);
    const outcomes = await source.read({ items, from: minute, to: minute + 1, purpose: "live" }, never());
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(manager.requests.length - before).toBe(2);
    await read(query);
    expect(manager.requests.length - before).toBe(2);
  });

  it("are remembered for a day, minute by minute; a minute without a look is missing, and what was before nobody knows", {
    timeout: 60_000,
  }, async () => {
    const query = parse(CONNECTED);
    const first = minuteOfMs(nowMs);
    const truth: (number | null)[] = [];
    for (let minute = 0; minute < 1440; minute += 1) {
      nowMs = START_MS + minute * MINUTE_MS + 30_000;
      agents = agentsAt(100, nowMs);
      const isLooked = minute % 97 !== 50;
      truth.push(isLooked ? countOf("active") * COUNT_SCALE : null);
      if (isLooked) await blockOf(query);
    }
    const block = await blockOf(query, { from: first, to: first + 1440, purpose: "refill" });
    expect(block.missing.map((reason, index) => (reason === null ? block.good[index] : null))).toEqual(truth);
    expect(new Set(truth).size).toBeGreaterThan(3);
    const before = { from: first - 10, to: first };
    expect((await blockOf(query, { ...before, purpose: "backfill" })).missing).toEqual(new Array(10).fill("no-sample"));
    // Another process may have looked then, and what it stored stays.
    expect((await blockOf(query, { ...before, purpose: "refill" })).missing).toEqual(new Array(10).fill("not-read"));
    expect((await blockOf(query, { from: first + 50, to: first + 51, purpose: "live" })).missing).toEqual(["not-read"]);
  });

  it("can be compared with a limit", async () => {
    const limit = (value: string): MeasuredIndicator => ({
      kind: "threshold",
      metric: { source: "w", spec: { manager: "agents", status: "disconnected" } },
      operator: "lte",
      value,
      of: "value",
    });
    expect((await blockOf(parse(limit(String(countOf("disconnected")))))).good).toEqual([COUNT_SCALE]);
    expect((await blockOf(parse(limit(String(countOf("disconnected") - 1))))).good).toEqual([0]);
  });

  it("have their configuration or not", async () => {
    const block = await blockOf(parse(ratio({ manager: "configuration", state: "synced" }, { manager: "configuration" })));
    expect(block).toMatchObject({ good: [agents.filter(({ isSynced }) => isSynced).length * COUNT_SCALE], total: [100 * COUNT_SCALE] });
  });
});

describe("scans of the agents", () => {
  it("are known once every active agent was asked, at most sixty in a look", async () => {
    const query = parse(SCANNED);
    const scansAsked = (): number => manager.requests.filter((request) => request.includes("/last_scan")).length;
    expect((await blockOf(query)).missing).toEqual(["no-sample"]);
    expect(scansAsked()).toBe(60);
    nowMs += MINUTE_MS;
    const block = await blockOf(query);
    expect(scansAsked()).toBe(countOf("active"));
    const since = nowMs - 1440 * MINUTE_MS;
    const scanned = agents.filter(({ status, scanEndedMs }) => status === "active" && scanEndedMs !== null && scanEndedMs >= since).length;
    expect(block).toMatchObject({ good: [scanned * COUNT_SCALE], total: [countOf("active") * COUNT_SCALE] });
    expect(scanned).toBeLessThan(countOf("active"));
    nowMs += MINUTE_MS;
    await blockOf(query);
    expect(scansAsked()).toBe(countOf("active"));
  });
});

describe("signing in to the manager", () => {
  const signIns = (): number => manager.requests.filter((request) => request.includes("/authenticate")).length;

  it("is done once for everybody, and again when the token has aged or is not taken any more", async () => {
    await Promise.all([source.check(never()), source.check(never()), read(parse(CONNECTED))]);
    expect(signIns()).toBe(1);
    nowMs += 13 * MINUTE_MS;
    await blockOf(parse(CONNECTED));
    expect(signIns()).toBe(2);
    manager.revoke();
    nowMs += MINUTE_MS;
    await blockOf(parse(CONNECTED));
    expect(signIns()).toBe(3);
  });

  it("fails in the manager's words, and says them without the password", async () => {
    source = connect("another one");
    const check = await source.check(never());
    expect(check).toMatchObject({
      ok: false,
      failure: { class: "unauthorized", message: "the manager: HTTP 401: Unauthorized: Invalid credentials" },
    });
    expect(JSON.stringify(check)).not.toContain("another one");
    expect(await read(parse(CONNECTED))).toMatchObject({ ok: false, failure: { class: "unauthorized" } });
  });

  it("says version and product", async () => {
    expect(await source.check(never())).toMatchObject({ ok: true, value: { version: "Wazuh manager 4.9.2" } });
  });
});

describe("bad answers of the manager", () => {
  const canned = cannedManagerAnswers(PASSWORD);

  it("are at least forty", () => {
    expect(canned.length).toBeGreaterThanOrEqual(40);
  });

  it.each(canned)("never become a minute: $name", { timeout: 60_000 }, async ({ fault, failure }) => {
    // Signed in before, so that it is the number of agents that is answered so.
    expect((await source.check(never())).ok).toBe(true);
    door.faults.failWith(fault);
    const query = parse(CONNECTED);
    const outcome = await read(query);
    expect(outcome).toMatchObject({ ok: false, failure: { class: failure } });
    const texts = JSON.stringify([outcome, await source.probe(query, never()), await source.check(never())]);
    for (const secret of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), Buffer.from(`solvent:${PASSWORD}`).toString("base64")])
      expect(texts).not.toContain(secret);
    door.faults.failWith(null);
    expect((await blockOf(query, { purpose: "refill" })).missing).not.toEqual([null]);
    expect((await blockOf(query)).missing).toEqual([null]);
  });

  it("stop the wait when it is given up, and others go on waiting", async () => {
    manager.plan([{ fault: { do: "slow", milliseconds: 60 } }]);
    const controller = new AbortController();
    const [mine, theirs] = [source.check(controller.signal), source.check(never())];
    controller.abort();
    expect(await mine).toMatchObject({ ok: false, failure: { class: "aborted" } });
    expect(await theirs).toMatchObject({ ok: true });
  });

  it("a throttled look is told, and the next one succeeds", async () => {
    manager.plan([{ request: 2, fault: { do: "status", status: 429, body: "slow down", headers: { "retry-after": "2" } } }]);
    expect(await read(parse(CONNECTED))).toMatchObject({ ok: false, failure: { class: "rate-limited", retryAfterSeconds: 2 } });
    expect((await blockOf(parse(CONNECTED))).missing).toEqual([null]);
  });
});

describe("what is asked of the manager", () => {
  const refused = (indicator: MeasuredIndicator) => {
    const parsed = wazuhSource.parseIndicator(indicator);
    return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path.join(".")} ${message}`);
  };

  it.each([
    [ratio({ manager: "agent" }, { manager: "agents" }), "part.spec.manager must be one of agents, configuration, scans"],
    [ratio({ manager: "agents", status: ["alive"] }, { manager: "agents" }), "part.spec.status must be a list of active,"],
    [ratio({ manager: "agents", within: "24h" }, { manager: "agents" }), "part.spec.within is not a field of this query"],
    [ratio({ manager: "scans", within: "a day" }, { manager: "scans" }), "part.spec.within must be a length such as 24h or 7d"],
    [ratio({ manager: "scans", within: "1d" }, { manager: "agents" }), "part.spec.manager must be agents, as in the total"],
    [ratio({ manager: "configuration", state: "fine" }, { manager: "configuration" }), "part.spec.state must be synced or total"],
    [{ ...CONNECTED, counter: true } as MeasuredIndicator, "counter must be false"],
  ])("is refused in words that name the field, %#", (indicator, words) => {
    expect(refused(indicator).join("\n")).toContain(words);
  });

  it("needs an address of the manager, and documents one of the indexer", async () => {
    const documents = parse(ratio({ filter: "rule.level < 12" }, { index: "wazuh-alerts-*" }));
    expect(await read(documents)).toMatchObject({
      ok: false,
      failure: { class: "bad-query", message: expect.stringContaining("indexer") },
    });
    expect(wazuhSource.connection.safeParse({}).success).toBe(false);
    expect(wazuhSource.connection.safeParse({ managerUrl: "https://m:55000" }).success).toBe(false);
    const both = wazuhSource.connection.parse({ indexerUrl: "https://i:9200/", managerUrl: "https://m:55000", managerUser: "u" });
    expect(wazuhSource.origin(both)).toBe("https://i:9200 https://m:55000");
  });
});
