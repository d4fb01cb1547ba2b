import { Problem } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addAlert, addNotification } from "../support/alert-rows.ts";
import { objective, SOURCE, TEXT } from "../support/examples.ts";
import { nearly, nearlyText } from "../support/mutations.ts";
import { WEBHOOK } from "../support/notification-examples.ts";
import { removeEverything } from "../support/rows.ts";
import { type Answer, makeTestApp, type TestApp } from "../support/test-app.ts";

/** More by night: FUZZ_RUNS=20000. A failure prints its seed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);
const TIMEOUT_MS = 60_000 + RUNS * 100;

const database = useTestDatabase();
let api: TestApp;
let now = Date.now();
beforeAll(async () => {
  // Every request comes a minute after the one before, so that none is refused for its rate.
  api = await makeTestApp(database, {}, () => (now += 60_000));
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective() });
});
afterAll(() => api.close());

const LEAKS = /\bat \/|\.ts:\d|node_modules|select .* from|prisma|SQLSTATE|\/work\/|Cannot read prop|is not a function|undefined/i;

/** What holds for every answer to anything. */
function checkAnswer({ status, json, text }: Answer): void {
  expect(status).toBeLessThan(500);
  if (status < 400) return;
  expect(Problem.parse(json)).toEqual(json);
  const { detail, errors = [] } = Problem.parse(json);
  for (const words of [detail, ...errors.map(({ message }) => message)]) expect(words).not.toMatch(LEAKS);
  expect(text.length).toBeLessThan(200_000);
}

const prototypeBefore = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
const run = async (arbitrary: fc.Arbitrary<unknown>, send: (body: unknown) => Promise<Answer>) => {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (body) => {
      checkAnswer(await send(body));
    }),
    { numRuns: RUNS },
  );
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototypeBefore);
};

const events = { ...objective(), displayName: "x", description: "y", labels: { a: "b" }, annotations: { c: "d" } };

const fresh = {
  ...events,
  window: { kind: "calendar", unit: "week", zone: "Europe/Paris", weekStart: "sunday" },
  method: "timeslices",
  slices: { minutes: 5, targetPercent: "95", noTraffic: "bad", missing: "observed" },
  sloStart: "2026-03-01T00:00Z",
};

test("createObjective refuses or keeps whatever it is sent", { timeout: TIMEOUT_MS }, async () => {
  let count = 0;
  await run(fc.oneof(nearly(events), nearly(fresh)), async (body) => {
    count += 1;
    const named =
      typeof body === "object" && body !== null && "name" in body && body.name === events.name ? { ...body, name: `o-${count}` } : body;
    const answer = await api.call("POST", "/objectives", { body: named });
    if (answer.status === 201) {
      const readBack = await api.call("GET", `/objectives/${answer.json.name}`);
      expect(readBack.json).toEqual(answer.json);
      expect(readBack.json).toMatchObject(named as typeof fresh);
      const applied = await api.call("POST", "/apply", { body: { text: readBack.json.openslo, dryRun: true } });
      expect(applied.json.changes).toMatchObject([{ kind: "SLO", action: "unchanged" }]);
    }
    return answer;
  });
});

test("updateObjective refuses or keeps whatever it is sent", { timeout: TIMEOUT_MS }, async () => {
  await run(fc.oneof(nearly(events), nearly(fresh)), async (body) => {
    const { revision } = (await api.call("GET", "/objectives/checkout")).json;
    return api.call("PUT", "/objectives/checkout", { body, revision });
  });
});

const source = {
  ...SOURCE,
  name: "other",
  connection: { url: "http://127.0.0.1:9/", auth: "basic", username: "u" },
  secrets: { password: "p" },
  labels: { a: "b" },
};

test("createSource refuses or keeps whatever it is sent", { timeout: TIMEOUT_MS }, async () => {
  let count = 0;
  await run(nearly(source), (body) => {
    count += 1;
    const named =
      typeof body === "object" && body !== null && "name" in body && body.name === source.name ? { ...body, name: `s-${count}` } : body;
    return api.call("POST", "/sources", { body: named });
  });
});

test("updateSource refuses or keeps whatever it is sent", { timeout: TIMEOUT_MS }, async () => {
  await run(nearly({ ...source, name: "prom" }), async (body) => {
    const { revision } = (await api.call("GET", "/sources/prom")).json;
    return api.call("PUT", "/sources/prom", { body, revision });
  });
});

test("testSource answers whatever it is sent", { timeout: TIMEOUT_MS }, async () => {
  const { name: _, labels: _labels, ...connection } = source;
  await run(nearly({ ...connection, name: "prom" }), (body) => api.call("POST", "/sources/test", { body }));
});

const target = { ...WEBHOOK, name: "other", displayName: "x", failover: "hook" };

test("createTarget refuses or keeps whatever it is sent", { timeout: TIMEOUT_MS }, async () => {
  await api.call("POST", "/notification-targets", { body: WEBHOOK });
  let count = 0;
  await run(nearly(target), async (body) => {
    count += 1;
    const named =
      typeof body === "object" && body !== null && "name" in body && body.name === target.name ? { ...body, name: `t-${count}` } : body;
    const answer = await api.call("POST", "/notification-targets", { body: named });
    if (answer.status === 201) {
      expect((await api.call("GET", `/notification-targets/${answer.json.name}`)).json).toEqual(answer.json);
      const { secrets: _, ...sent } = named as typeof target;
      expect(answer.json).toMatchObject(sent);
    }
    return answer;
  });
});

test("updateTarget and testTarget answer whatever they are sent", { timeout: TIMEOUT_MS }, async () => {
  await api.call("POST", "/notification-targets", { body: WEBHOOK });
  await run(nearly({ ...target, name: "hook", failover: null }), async (body) => {
    const { revision } = (await api.call("GET", "/notification-targets/hook")).json;
    return api.call("PUT", "/notification-targets/hook", { body, revision });
  });
  const { name, kind, settings, secrets } = WEBHOOK;
  await run(nearly({ name, kind, settings, secrets }), (body) => api.call("POST", "/notification-targets/test", { body }));
});

test("putRoute and createMute refuse or keep whatever they are sent", { timeout: TIMEOUT_MS }, async () => {
  await api.call("POST", "/notification-targets", { body: WEBHOOK });
  await run(nearly({ page: ["hook"], ticket: ["hook"] }), async (body) => {
    const answer = await api.call("PUT", "/notification-routes/service/shop", { body });
    if (answer.status === 200) expect(answer.json).toMatchObject(body as object);
    return answer;
  });
  await run(nearly({ scope: "objective", name: "checkout", reason: "x", minutes: 5 }), (body) => api.call("POST", "/mutes", { body }));
});

test("apply answers whatever text it is sent", { timeout: TIMEOUT_MS }, async () => {
  await run(nearlyText(TEXT), (text) => api.call("POST", "/apply", { body: { text, dryRun: true } }));
  await run(nearlyText(TEXT), (text) => api.call("POST", "/apply", { body: { text } }));
  await run(nearly({ text: TEXT, dryRun: true }), (body) => api.call("POST", "/apply", { body }));
});

const path = fc.oneof(
  fc.webPath(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("..", "%2e", "%00", ":name", "a%2fb", "x".repeat(300), "9".repeat(18), "1"),
);
const method = fc.constantFrom("GET", "POST", "PUT", "DELETE");
const under = fc.constantFrom(
  "/objectives/",
  "/sources/",
  "/services/",
  "/teams/",
  "/backfills/",
  "/alerts/",
  "/notifications/",
  "/mutes/",
  "/notification-targets/",
  "/notification-routes/",
  "/notification-routes/service/",
  "/",
  "",
);

test("no address makes the service fail", { timeout: TIMEOUT_MS }, async () => {
  await run(
    fc.tuple(
      method,
      under,
      path,
      fc.constantFrom("", "/test", "/cancel", "/retry", "/end", "/status", "/traffic?from=x&to=y", "?limit=1&cursor=x"),
    ),
    (parts) => {
      const [verb, prefix, part, suffix] = parts as ["GET", string, string, string];
      return api.call(verb, `${prefix}${encodeURI(part.replace(/\p{Surrogate}/gu, ""))}${suffix}`, { revision: 1 });
    },
  );
});

test("no query string makes a list fail", { timeout: TIMEOUT_MS }, async () => {
  await addNotification(database.url, await addAlert(database.url));
  const parameters = fc.dictionary(
    fc.constantFrom(
      "limit",
      "cursor",
      "state",
      "kind",
      "severity",
      "objective",
      "service",
      "team",
      "source",
      "search",
      "sort",
      "order",
      "from",
      "to",
      "__proto__",
      "x",
    ),
    fc.string({ unit: "binary" }),
  );
  await run(
    fc.tuple(
      fc.constantFrom(
        "/alerts",
        "/notification-targets",
        "/objectives",
        "/sources",
        "/services",
        "/teams",
        "/objectives/checkout/revisions",
        "/objectives/checkout/traffic",
      ),
      parameters,
    ),
    (parts) => {
      const [address, values] = parts as [string, Record<string, string>];
      return api.call("GET", `${address}?${new URLSearchParams(values)}`);
    },
  );
});
