import type { JsonValue, RatioIndicator, ThresholdIndicator } from "@solvent/domain";
import { describe, expect, it } from "vitest";
import { parseProbeIndicator } from "./parse-indicator.ts";

type Spec = Readonly<Record<string, JsonValue>>;

const URL_TEXT = "https://shop.example/health";
const ratio = (good: Spec, total: Spec = {}, fields: Partial<RatioIndicator> = {}): RatioIndicator => ({
  kind: "ratio",
  counter: false,
  numerator: "good",
  part: { source: "p", spec: good },
  total: { source: "p", spec: total },
  ...fields,
});
const threshold = (spec: Spec, fields: Partial<ThresholdIndicator> = {}): ThresholdIndicator => ({
  kind: "threshold",
  metric: { source: "p", spec },
  operator: "lte",
  value: "0.5",
  of: "value",
  ...fields,
});

function canonicalOf(indicator: RatioIndicator | ThresholdIndicator): string {
  const parsed = parseProbeIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.canonical;
}
const problemsOf = (indicator: RatioIndicator | ThresholdIndicator) => {
  const parsed = parseProbeIndicator(indicator);
  return parsed.ok ? [] : parsed.problems;
};

describe("a probe as a ratio", () => {
  it("expects a status of 200 to 299 and nothing else, unless it says so", () => {
    expect(parseProbeIndicator(ratio({ http: URL_TEXT }))).toMatchObject({
      ok: true,
      value: {
        probe: {
          kind: "events",
          target: { kind: "http", url: URL_TEXT, method: "GET" },
          expectation: { status: [{ from: 200, to: 299 }], body: null, maxSeconds: null, minCertificateDays: null },
        },
      },
    });
  });

  it("takes a TCP address with or without TLS, and one in brackets", () => {
    const targetOf = (spec: Spec) => parseProbeIndicator(ratio(spec));
    expect(targetOf({ tcp: "DB.example:5432" })).toMatchObject({
      value: { probe: { target: { host: "db.example", port: 5432, tls: false } } },
    });
    expect(targetOf({ tcp: "[2001:db8::1]:443", tls: true, minCertificateDays: 14 })).toMatchObject({
      value: { probe: { target: { host: "2001:db8::1", port: 443, tls: true }, expectation: { status: [], minCertificateDays: 14 } } },
    });
  });

  it("reads a text between slashes as a pattern", () => {
    const bodyOf = (expectBody: string) => parseProbeIndicator(ratio({ http: URL_TEXT, expectBody }));
    expect(bodyOf("/ok|fine/")).toMatchObject({ value: { probe: { expectation: { body: { kind: "pattern", text: "ok|fine" } } } } });
    expect(bodyOf("/health")).toMatchObject({ value: { probe: { expectation: { body: { kind: "text", text: "/health" } } } } });
  });

  it("is the same query however it is spelled", () => {
    const plain = canonicalOf(ratio({ http: URL_TEXT, expectStatus: "200, 301-302", maxSeconds: 2 }));
    const others = [
      ratio({ http: "https://SHOP.example:443/health", expectStatus: ["301-302", 200], maxSeconds: "2.0" }),
      ratio({ http: URL_TEXT, method: "GET", expectStatus: "301-302,200", maxSeconds: "2" }, { http: URL_TEXT }),
    ];
    for (const other of others) expect(canonicalOf(other)).toBe(plain);
    expect(canonicalOf(ratio({ http: URL_TEXT }))).toBe(canonicalOf(ratio({ http: URL_TEXT, expectStatus: "200-299" })));
  });

  it("is another query when anything else is expected", () => {
    const specs: Spec[] = [
      { http: URL_TEXT },
      { http: `${URL_TEXT}/` },
      { http: URL_TEXT, method: "HEAD" },
      { http: URL_TEXT, expectStatus: 200 },
      { http: URL_TEXT, expectBody: "ok" },
      { http: URL_TEXT, expectBody: "/ok/" },
      { http: URL_TEXT, maxSeconds: 1 },
      { http: URL_TEXT, minCertificateDays: 1 },
      { tcp: "shop.example:443" },
      { tcp: "shop.example:443", tls: true },
    ];
    expect(new Set(specs.map((spec) => canonicalOf(ratio(spec)))).size).toBe(specs.length);
  });

  it.each<[string, RatioIndicator, readonly (string | number)[], string]>([
    ["a counter", ratio({ http: URL_TEXT }, {}, { counter: true }), ["counter"], "must be false"],
    ["bad events", ratio({ http: URL_TEXT }, {}, { numerator: "bad" }), ["part", "spec"], "must stand under good"],
    ["two sources", ratio({ http: URL_TEXT }, {}, { total: { source: "q", spec: {} } }), ["total", "source"], 'the other metric, "p"'],
    ["no address", ratio({}), ["part", "spec", "http"], "must be an http or https address"],
    ["another scheme", ratio({ http: "ftp://x/" }), ["part", "spec", "http"], "must be an http or https address"],
    ["a password in the address", ratio({ http: "http://a:b@x/" }), ["part", "spec", "http"], "without user"],
    ["a fragment", ratio({ http: "http://x/#a" }), ["part", "spec", "http"], "fragment"],
    ["two addresses", ratio({ http: URL_TEXT, tcp: "x:1" }), ["part", "spec", "tcp"], "is not a field"],
    ["a host without a port", ratio({ tcp: "db" }), ["part", "spec", "tcp"], "must be host:port"],
    ["a port that there is not", ratio({ tcp: "db:65536" }), ["part", "spec", "tcp"], "must be host:port"],
    ["an unknown field", ratio({ http: URL_TEXT, retries: 3 }), ["part", "spec", "retries"], "is not a field"],
    ["a status of a connection", ratio({ tcp: "db:1", expectStatus: 200 }), ["part", "spec", "expectStatus"], "is not a field"],
    ["a method that changes things", ratio({ http: URL_TEXT, method: "POST" }), ["part", "spec", "method"], "GET, HEAD"],
    ["a status that there is not", ratio({ http: URL_TEXT, expectStatus: "2xx" }), ["part", "spec", "expectStatus"], "must be a status"],
    [
      "a range that is upside down",
      ratio({ http: URL_TEXT, expectStatus: "299-200" }),
      ["part", "spec", "expectStatus"],
      "must be a status",
    ],
    ["no status at all", ratio({ http: URL_TEXT, expectStatus: [] }), ["part", "spec", "expectStatus"], "must be a status"],
    ["an empty text", ratio({ http: URL_TEXT, expectBody: "" }), ["part", "spec", "expectBody"], "must be a text"],
    ["a broken pattern", ratio({ http: URL_TEXT, expectBody: "/(/" }), ["part", "spec", "expectBody"], "missing"],
    ["a body of HEAD", ratio({ http: URL_TEXT, method: "HEAD", expectBody: "x" }), ["part", "spec", "expectBody"], "no body"],
    ["no time at all", ratio({ http: URL_TEXT, maxSeconds: 0 }), ["part", "spec", "maxSeconds"], "positive decimal"],
    ["a time in words", ratio({ http: URL_TEXT, maxSeconds: "2s" }), ["part", "spec", "maxSeconds"], "positive decimal"],
    [
      "a certificate of http",
      ratio({ http: "http://x/", minCertificateDays: 9 }),
      ["part", "spec", "minCertificateDays"],
      "needs a certificate",
    ],
    ["a certificate without TLS", ratio({ tcp: "x:1", minCertificateDays: 9 }), ["part", "spec", "minCertificateDays"], "tls: true"],
    ["TLS in words", ratio({ tcp: "x:1", tls: "yes" }), ["part", "spec", "tls"], "true or false"],
    ["the total of another address", ratio({ http: URL_TEXT }, { http: "https://x/" }), ["total", "spec", "http"], "all probes of it"],
    [
      "an expectation of the total",
      ratio({ http: URL_TEXT }, { http: URL_TEXT, maxSeconds: 1 }),
      ["total", "spec", "maxSeconds"],
      "is not a field",
    ],
  ])("refuses %s, and says where", (_name, indicator, path, message) => {
    const problems = problemsOf(indicator);
    expect(problems).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  it("names every problem at once", () => {
    const paths = problemsOf(ratio({ http: "x", maxSeconds: 0, expectStatus: "no" }, {}, { counter: true })).map(({ path }) =>
      path.join("."),
    );
    expect(paths).toEqual(["counter", "part.spec.http", "part.spec.expectStatus", "part.spec.maxSeconds"]);
  });
});

describe("a probe as a value", () => {
  it("measures seconds, or the days that the certificate is good for", () => {
    expect(parseProbeIndicator(threshold({ http: URL_TEXT, measure: "seconds" }))).toMatchObject({
      value: { probe: { kind: "threshold", measure: "seconds", target: { url: URL_TEXT } } },
    });
    expect(canonicalOf(threshold({ tcp: "x:1", tls: true, measure: "certificateDays" }))).not.toBe(
      canonicalOf(threshold({ tcp: "x:1", tls: true, measure: "seconds" })),
    );
    expect(canonicalOf(threshold({ http: URL_TEXT, measure: "seconds" }, { value: "0.50" }))).toBe(
      canonicalOf(threshold({ http: URL_TEXT, measure: "seconds" })),
    );
  });

  it.each<[string, ThresholdIndicator, readonly string[], string]>([
    ["no measure", threshold({ http: URL_TEXT }), ["metric", "spec", "measure"], "seconds, certificateDays"],
    [
      "an expectation",
      threshold({ http: URL_TEXT, measure: "seconds", expectStatus: 200 }),
      ["metric", "spec", "expectStatus"],
      "is not a field",
    ],
    ["days without TLS", threshold({ tcp: "x:1", measure: "certificateDays" }), ["metric", "spec", "measure"], "needs a certificate"],
    ["an age", threshold({ http: URL_TEXT, measure: "seconds" }, { of: "age" }), ["of"], "must be value"],
    ["a limit in words", threshold({ http: URL_TEXT, measure: "seconds" }, { value: "fast" }), ["value"], "must be a decimal"],
  ])("refuses %s, and says where", (_name, indicator, path, message) => {
    expect(problemsOf(indicator)).toEqual([{ path, message: expect.stringContaining(message) }]);
  });
});
