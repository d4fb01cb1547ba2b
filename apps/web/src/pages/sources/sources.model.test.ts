import { expect, test } from "vitest";
import { FAILING_SOURCE, KIND, PUSH_KIND, PUSH_SOURCE, SEARCH_KIND, SEARCH_SOURCE, SOURCE } from "../../../test/fake-sources.ts";
import { toKindCard } from "./kinds.model.ts";
import { toConnectionTerms, toFailureStrip, toSourceTerms, toSourceTiles } from "./source.model.ts";
import { addressOf, toSourceRow } from "./sources.model.ts";
import { curlLine, tokenText } from "./token.model.ts";

const view = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "Europe/Paris" };
const okAt = "2026-11-24T18:11:50Z";

test("a healthy source says version, latency, when it was asked, how late it is read and how often", () => {
  expect(toSourceRow({ ...SOURCE, objectives: 1, health: { ...SOURCE.health, okAt } }, view)).toMatchObject({
    title: "Prometheus production",
    address: "http://prometheus.internal:9090",
    objectives: "1 objective",
    delay: "read 30\u202fs late",
    load: "28 requests a minute",
    health: { word: "Answers", detail: "Version 3.4.1, 12\u202fms, asked 19:11" },
  });
});

test("a failing source speaks its own words, with since when and the last answer, and a load that is not known is not zero", () => {
  const row = toSourceRow(FAILING_SOURCE, view);
  expect(row.health).toMatchObject({
    word: "Fails since 17:42",
    detail: "It refused access: 401 Unauthorized: invalid bearer token (last answer 17:41)",
    tone: "spent",
  });
  expect(row.load).toBe("");
  expect(toFailureStrip(FAILING_SOURCE, KIND, view)).toEqual({
    lead: "Fails since 17:42. It refused access.",
    words: "401 Unauthorized: invalid bearer token",
    last: "Last answer 17:41.",
    advice: "Check Authentication and Bearer token. They may also lack a permission, or have expired.",
  });
  expect(toFailureStrip(SOURCE, KIND, view)).toBeNull();
});

test("a source that was never asked is not called healthy", () => {
  expect(toSourceRow({ ...SOURCE, health: { ...SOURCE.health, state: "unknown", okAt: null } }, view).health.tone).toBe("unknown");
});

test("an address is found in any field, and others beside it are counted", () => {
  expect(addressOf({ auth: "none", addresses: ["https://a:9200", "https://b:9200", "https://c:9200"] })).toBe("https://a:9200 and 2 more");
  expect(addressOf({ delaySeconds: 60 })).toBe("");
});

test("the tiles tell delay and settling in time, and what is not known by a dash", () => {
  expect(toSourceTiles(PUSH_SOURCE, view).map(({ value }) => value)).toEqual(["–", "–", "–", "1\u202fmin", "10\u202fmin"]);
  expect(
    toSourceTiles({ ...SOURCE, ingestDelaySeconds: 90, settleMinutes: 0 }, view)
      .map(({ value }) => value)
      .slice(3),
  ).toEqual(["1\u202fmin 30\u202fs", "never"]);
});

test("a connection is told by the titles of its form, without what does not apply, and of secrets only whether they are set", () => {
  expect(toConnectionTerms(SOURCE, KIND)).toEqual([
    { term: "Address", text: "http://prometheus.internal:9090" },
    { term: "Authentication", text: "Bearer" },
    { term: "Flavour", text: "Prometheus" },
    { term: "Timeout, seconds", text: "30" },
    { term: "Bearer token", text: "set" },
  ]);
  expect(toConnectionTerms(SEARCH_SOURCE, SEARCH_KIND)).toEqual([
    { term: "Addresses", text: "https://es-1.internal:9200, https://es-2.internal:9200" },
    { term: "Certificates", text: "Own" },
    { term: "Authority", text: "3 lines" },
  ]);
});

test("a kind that this server does not know is told by what is stored", () => {
  expect(toConnectionTerms({ ...SOURCE, connection: { url: "http://a", tags: { a: "1" } } }, null)).toEqual([
    { term: "url", text: "http://a" },
    { term: "tags", text: "a: 1" },
  ]);
  expect(toSourceTerms(SOURCE, view.zone)).toContainEqual({ term: "Labels", text: "env=prod" });
});

test("a card says what a kind needs in its own words, else its fields, else nothing", () => {
  expect(toKindCard(KIND).needs).toBe("Needs: Address");
  expect(toKindCard(SEARCH_KIND).needs).toBe("Needs: Addresses");
  expect(toKindCard({ ...PUSH_KIND, needs: "an access token" }).needs).toBe("Needs an access token");
  expect(toKindCard(PUSH_KIND).needs).toBe("Needs nothing: others send to it, with a token made here");
  expect(toKindCard({ ...PUSH_KIND, receives: false }).needs).toBe("Needs nothing but a name");
});

test("a token tells when it was made and when it was used", () => {
  const token = { hint: "a1b2", issuedAt: "2026-11-20T08:00:00Z", lastUsedAt: null };
  expect(tokenText(token, view)).toBe("made Fri 09:00, not used yet");
  expect(tokenText({ ...token, lastUsedAt: okAt }, view)).toBe("made Fri 09:00, last used 19:11");
});

test("the line to try a token sends the last whole minute", () => {
  expect(curlLine("t0k", { origin: "http://solvent:4600", nowMs: view.nowMs + 5_000 }).split(" \\\n  ")).toEqual([
    "curl http://solvent:4600/api/v1/streams/checkout/minutes",
    "-H 'authorization: Bearer t0k'",
    "-H 'content-type: application/json'",
    `-d '{"minutes":[{"minute":"2026-11-24T18:11Z","good":998,"total":1000}]}'`,
  ]);
});
