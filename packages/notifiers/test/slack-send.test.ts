import { aBurnFired, makeSlackReceiver, makeTestPostHttp, type ReceiverFault, type SlackReceiver } from "@solvent/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PostOutcome } from "../src/index.ts";
import { connectKind } from "./connect-kind.ts";

const MENTION = "<@U0123ABCD>";
const answer = (status: number, body: string): ReceiverFault => ({ do: "answer", status, body });

describe("sending to Slack", () => {
  let receiver: SlackReceiver;
  const signal = new AbortController().signal;
  beforeEach(async () => {
    receiver = await makeSlackReceiver({ mentions: [MENTION] });
  });
  afterEach(() => receiver.stop());
  const connect = (url = receiver.url) => connectKind("slack", { mention: MENTION }, { secrets: { url }, http: makeTestPostHttp() });

  it("posts JSON once and takes `ok` for an answer", async () => {
    expect(await connect().send(aBurnFired(), signal)).toEqual({ ok: true, status: 200, answer: "ok" });
    expect(receiver.attempts).toHaveLength(1);
    expect(receiver.attempts[0]?.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(receiver.attempts[0]?.body ?? "")).toMatchObject({ unfurl_links: false, text: expect.stringContaining("22.9×") });
  });

  it.each(["invalid_payload", "invalid_blocks", "invalid_blocks_format", "no_text", "too_many_attachments"])(
    "tells it as text alone when Slack answers %s",
    async (word) => {
      receiver.plan([{ request: 1, fault: answer(400, word) }]);
      expect(await connect().send(aBurnFired(), signal)).toEqual({
        ok: true,
        status: 200,
        answer: `ok, as text only: Slack refused the first form (${word})`,
      });
      expect(receiver.accepted).toMatchObject([{ blocks: null, unsafe: [], text: expect.stringContaining(MENTION) }]);
    },
  );

  it("does not call a person whom Slack does not know when it says it again", async () => {
    receiver.plan([{ request: 1, fault: answer(400, "user_not_found") }]);
    expect(await connect().send(aBurnFired(), signal)).toMatchObject({ ok: true });
    expect(receiver.accepted[0]?.text).not.toContain(MENTION);
  });

  it("tries text alone only once", async () => {
    receiver.plan([{ fault: answer(400, "invalid_blocks") }]);
    expect(await connect().send(aBurnFired(), signal)).toMatchObject({
      ok: false,
      failure: { class: "refused", permanent: true, message: "Slack answered 400: invalid_blocks" },
    });
    expect(receiver.attempts).toHaveLength(2);
  });

  it("may be tried again when only the second form met trouble", async () => {
    receiver.plan([
      { request: 1, fault: answer(400, "invalid_blocks") },
      { request: 2, fault: answer(500, "rollup_error") },
    ]);
    expect(await connect().send(aBurnFired(), signal)).toMatchObject({ ok: false, failure: { class: "server-error", permanent: false } });
  });

  it("does not follow a redirect", async () => {
    const elsewhere = await makeSlackReceiver();
    receiver.plan([{ fault: { do: "answer", status: 307, headers: { location: elsewhere.url } } }]);
    expect(await connect().send(aBurnFired(), signal)).toMatchObject({ ok: false, failure: { class: "bad-answer", status: 307 } });
    expect(elsewhere.attempts).toEqual([]);
    await elsewhere.stop();
  });

  it("says what came instead of an answer of Slack without quoting it", async () => {
    receiver.plan([{ fault: answer(404, `<html>${receiver.url}</html>`) }]);
    expect(await connect().send(aBurnFired(), signal)).toMatchObject({
      failure: { message: "Slack answered 404: a page, not an error of Slack" },
    });
  });

  it.each([
    ["", "the address of the webhook is not set"],
    ["http://slack.example/hooks/x", "the address of the webhook must begin with https://"],
  ])("to the address %j is a failure that can be repaired", async (url, message) => {
    expect(await connect(url).send(aBurnFired(), signal)).toMatchObject({
      ok: false,
      failure: { class: "blocked", permanent: false, maybeAccepted: false, message },
    });
  });
});

describe("a connection that fails", () => {
  const ADDRESS = "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefGHIJKL0123456789xy";
  const failing = (outcome: Extract<PostOutcome, { ok: false }>) =>
    connectKind("slack", {}, { secrets: { url: ADDRESS }, http: { post: async () => outcome } });
  const send = (outcome: Extract<PostOutcome, { ok: false }>) => failing(outcome).send(aBurnFired(), new AbortController().signal);

  it.each([
    ["unreachable", "unreachable"],
    ["timeout", "timeout"],
    ["blocked", "blocked"],
    ["too-large", "bad-answer"],
    ["aborted", "aborted"],
  ] as const)("as %s is told as %s, and may have been accepted exactly when it was sent", async (failure, told) => {
    for (const sent of [true, false])
      expect(await send({ ok: false, class: failure, sent, message: "it failed" })).toMatchObject({
        ok: false,
        failure: { class: told, permanent: false, maybeAccepted: sent, message: "it failed", status: null, retryAfterSeconds: null },
      });
  });

  it.each([
    ["the address", ADDRESS],
    ["the address inside another", `https://proxy.example/?to=${encodeURIComponent(ADDRESS)}`],
    ["its path", new URL(ADDRESS).pathname],
    ["its path, encoded", encodeURIComponent(new URL(ADDRESS).pathname)],
    ["the address behind a kilobyte of text", `${"x".repeat(1000)} ${ADDRESS}`],
  ])("does not tell %s", async (_, text) => {
    const outcome = await send({ ok: false, class: "unreachable", sent: false, message: `cannot reach ${text}: refused` });
    expect(JSON.stringify(outcome)).not.toMatch(/T0AAAAAAA|B0BBBBBBB|abcdefGHIJKL/);
  });
});
