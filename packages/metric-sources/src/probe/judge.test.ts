import { describe, expect, it, test } from "vitest";
import { toFailure } from "../failure.ts";
import type { Attempt, Seen } from "./attempt.ts";
import { makeJudge } from "./judge.ts";
import type { Expectation, ProbeMeasure } from "./query.ts";

const ENDED_MS = Date.parse("2026-03-01T00:00:00Z");
const DAY_MS = 86_400_000;
const TARGET = { kind: "http", url: "https://shop.example/", method: "GET" } as const;
const USUAL: Expectation = { status: [{ from: 200, to: 299 }], body: null, maxSeconds: null, minCertificateDays: null };

const seen = (fields: Partial<Seen> = {}): Attempt => ({
  kind: "seen",
  seen: { status: 200, body: "fine", seconds: 0.25, certificate: null, ...fields },
});
const judging = { redact: (text: string) => text.replaceAll("s3cret", "[redacted]"), endedMs: ENDED_MS };
const judge = (expectation: Partial<Expectation>, attempt: Attempt) =>
  makeJudge({ kind: "events", target: TARGET, expectation: { ...USUAL, ...expectation } })(attempt, judging);
const until = (days: number): Seen["certificate"] => ({ endMs: ENDED_MS + days * DAY_MS });

describe("a probe is good when everything holds", () => {
  it.each<[string, Partial<Expectation>, Partial<Seen>, boolean]>([
    ["the first of a range", {}, { status: 200 }, true],
    ["the last of a range", {}, { status: 299 }, true],
    ["one below", {}, { status: 199 }, false],
    ["one above", {}, { status: 300 }, false],
    ["a redirect that is expected", { status: [{ from: 301, to: 301 }] }, { status: 301 }, true],
    ["a text that is there", { body: { kind: "text", text: "ok" } }, { body: "all ok" }, true],
    ["a text that is not", { body: { kind: "text", text: "a.l" } }, { body: "all ok" }, false],
    ["a pattern over lines", { body: { kind: "pattern", text: "a.+k$" } }, { body: "all\nok" }, true],
    ["a pattern that does not match", { body: { kind: "pattern", text: "^ok" } }, { body: "all ok" }, false],
    ["just in time", { maxSeconds: 0.25 }, { seconds: 0.25 }, true],
    ["just too slow", { maxSeconds: 0.25 }, { seconds: 0.251 }, false],
    ["a certificate to the day", { minCertificateDays: 14 }, { certificate: until(14) }, true],
    ["a certificate short of a day", { minCertificateDays: 14 }, { certificate: until(13.99) }, false],
    ["a certificate that cannot be seen", { minCertificateDays: 14 }, { certificate: { problem: "it has expired" } }, false],
    ["a bare connection", { status: [] }, { status: null }, true],
  ])("%s", (_name, expectation, fields, good) => {
    expect(judge(expectation, seen(fields))).toMatchObject({ kind: "event", good });
  });

  it("says what it saw and what was wrong, and repeats no secret", () => {
    const finding = judge(
      { body: { kind: "text", text: "ok" }, maxSeconds: 0.1, minCertificateDays: 30 },
      seen({ status: 503, body: "<h1>Down</h1> s3cret", certificate: until(3) }),
    );
    expect(finding).toMatchObject({
      words:
        "HTTP 503 in 0.25 s; the certificate ends on 2026-03-04, in 3.0 days; not 200-299: an HTML or XML page: Down [redacted]; the expected text is not in the body; slower than 0.1 s; the certificate is not good for 30 days",
    });
  });

  it("is bad when the target did not answer, and nothing when Solvent could not ask", () => {
    expect(judge({}, { kind: "failed", words: "the connection was refused" })).toEqual({
      kind: "event",
      good: false,
      value: 0,
      words: "the connection was refused",
    });
    const failure = toFailure("blocked", "10.0.0.1 is a private address");
    expect(judge({}, { kind: "not-made", failure })).toEqual({ kind: "none", failure });
  });
});

test("a measured value is that of the probe, and the worst there is without an answer", () => {
  const measured = (measure: ProbeMeasure, attempt: Attempt) => {
    const threshold = { operator: "lte", of: "value", limit: { num: 1n, den: 1n } } as const;
    const finding = makeJudge({ kind: "threshold", target: TARGET, measure, threshold })(attempt, judging);
    return finding.kind === "event" ? finding.value : null;
  };
  expect(measured("seconds", seen({ status: 500 }))).toBe(0.25);
  expect(measured("certificateDays", seen({ certificate: until(30) }))).toBe(30);
  const failed: Attempt = { kind: "failed", words: "no answer in time" };
  expect([measured("seconds", failed), measured("certificateDays", failed)]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  expect(measured("certificateDays", seen({ certificate: { problem: "unknown authority" } }))).toBe(Number.NEGATIVE_INFINITY);
  expect(measured("seconds", { kind: "not-made", failure: toFailure("blocked", "no") })).toBeNull();
});
