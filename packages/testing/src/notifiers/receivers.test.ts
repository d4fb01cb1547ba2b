import { describe, expect, it } from "vitest";
import { HOSTILE_TEXTS, withHostileText } from "./hostile-texts.ts";
import { aBurnFired, aBurnResolved } from "./message-builders.ts";
import { findBlockKitProblems, findUnsafeTexts } from "./slack-message-check.ts";
import { makeSlackReceiver } from "./slack-receiver.ts";
import { makeTestPostHttp } from "./test-post-http.ts";
import { makeWebhookReceiver } from "./webhook-receiver.ts";

const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const plain = (text: string) => ({ type: "plain_text", text });
const withBlock = (...blocks: unknown[]) => ({ text: "hello", blocks });
const button = (rest: object) => ({ type: "button", action_id: "a", text: plain("Open"), url: "https://x.example/", ...rest });

describe("the check of Slack's limits", () => {
  it.each([
    ["no object", [], "the message is no object"],
    ["no text", { text: "" }, "text is empty"],
    ["a text that would be cut", { text: "x".repeat(40_001) }, "text has 40001 characters, at most 40000"],
    ["a long text beside blocks", { ...withBlock({ type: "divider" }), text: "x".repeat(4001) }, "text has 4001 characters, at most 4000"],
    ["no blocks", withBlock(), "blocks: 0, must be 1 to 50"],
    ["51 blocks", withBlock(...new Array(51).fill({ type: "divider" })), "blocks: 51, must be 1 to 50"],
    ["a block of no type", withBlock({}), "block 0 is of no known type"],
    ["a long header", withBlock({ type: "header", text: plain("x".repeat(151)) }), "block 0 text has 151 characters, at most 150"],
    ["a header with formatting", withBlock({ type: "header", text: mrkdwn("x") }), "block 0 text must be plain_text"],
    ["a long section", withBlock({ type: "section", text: mrkdwn("x".repeat(3001)) }), "block 0 text has 3001 characters, at most 3000"],
    ["an empty section", withBlock({ type: "section" }), "block 0 has neither text nor fields"],
    ["eleven fields", withBlock({ type: "section", fields: new Array(11).fill(mrkdwn("x")) }), "block 0 fields: 11, must be 1 to 10"],
    [
      "a long field",
      withBlock({ type: "section", fields: [mrkdwn("x".repeat(2001))] }),
      "block 0 field 0 has 2001 characters, at most 2000",
    ],
    ["eleven elements", withBlock({ type: "context", elements: new Array(11).fill(mrkdwn("x")) }), "block 0 elements: 11, must be 1 to 10"],
    [
      "a button without an address",
      withBlock({ type: "actions", elements: [button({ url: "/alerts" })] }),
      "block 0 button 0 leads to no page",
    ],
    [
      "a long button",
      withBlock({ type: "actions", elements: [button({ text: plain("x".repeat(76)) })] }),
      "block 0 button 0 text has 76 characters, at most 75",
    ],
    ["a button twice", withBlock({ type: "actions", elements: [button({}), button({})] }), "block 0 has an action_id twice"],
  ])("finds %s", (_, payload, problem) => {
    expect(findBlockKitProblems(payload)).toEqual([problem]);
  });

  it.each([
    ["<!channel> is down", /markup that nobody meant: <!channel>/],
    ["<http://evil.example>", /markup that nobody meant/],
    ["a < b", /an angle bracket that is not escaped/],
    ["a & b", /an ampersand that is not escaped/],
    ["a `b` c", /formatting of somebody else's/],
    ["*bold", /bold that does not end/],
    ["a\tb", /a control character/],
    ["a\u202Eb", /turns the direction/],
    ["\u2068a", /a direction that does not end/],
    ["\uD800", /half a character/],
  ])("finds %j unsafe", (text, problem) => {
    expect(findUnsafeTexts({ text })).toEqual([expect.stringMatching(problem)]);
  });

  it("lets through what Solvent writes itself", () => {
    const text =
      "*<!date^1795804692^{date_short_pretty} {time}|Fri 27 Nov 18:38 UTC>* <https://x.example/a?b=1&amp;c=2|Open> &lt;0.1× <!here>";
    expect(findUnsafeTexts({ text }, ["<!here>"])).toEqual([]);
  });
});

describe("a receiver", () => {
  const post = (url: string, body: string, headers: Readonly<Record<string, string>> = { "content-type": "application/json" }) =>
    makeTestPostHttp().post({ url, headers, body, timeoutMs: 5000, signal: new AbortController().signal });

  it("of Slack answers in Slack's words", async () => {
    const slack = await makeSlackReceiver();
    const answers = [
      await post(slack.url, JSON.stringify({ text: "hello" })),
      await post(`${slack.origin}/services/T0/B0/other`, "{}"),
      await post(slack.url, "text"),
      await post(slack.url, JSON.stringify({ blocks: [] })),
      await post(slack.url, JSON.stringify({ text: "x", blocks: [] })),
    ];
    expect(answers).toMatchObject([
      { status: 200, body: "ok" },
      { status: 404, body: "no_service" },
      { status: 400, body: "invalid_payload" },
      { status: 400, body: "no_text" },
      { status: 400, body: "invalid_blocks" },
    ]);
    expect(slack.accepted).toEqual([{ text: "hello", blocks: null, unsafe: [] }]);
    await slack.stop();
  });

  it("goes wrong exactly where it is told to", async () => {
    const slack = await makeSlackReceiver();
    slack.plan([
      { request: 1, fault: { do: "close", accept: true } },
      { request: 3, fault: { do: "answer", status: 500 } },
    ]);
    const body = JSON.stringify({ text: "hello" });
    expect(await post(slack.url, body)).toMatchObject({ ok: false, class: "unreachable", sent: true });
    expect(await post(slack.url, body)).toMatchObject({ ok: true, status: 200 });
    expect(await post(slack.url, body)).toMatchObject({ ok: true, status: 500 });
    await slack.hasAccepted(2);
    expect(slack.accepted).toHaveLength(2);
    await slack.stop();
    expect(await post(slack.url, body)).toMatchObject({ ok: false, class: "unreachable", sent: false });
  });

  it("of webhooks refuses what is not signed, is signed for another body, or is too old", async () => {
    const nowMs = 1614265330_000;
    const receiver = await makeWebhookReceiver({ now: () => nowMs });
    const headers = (timestamp: number) => ({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": String(timestamp),
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
    const statuses = [
      await post(receiver.url, '{"test": 2432232314}', headers(1614265330)),
      await post(receiver.url, '{"test": 2432232315}', headers(1614265330)),
      await post(receiver.url, '{"test": 2432232314}', headers(1614265331)),
      await post(receiver.url, '{"test": 2432232314}'),
    ].map((outcome) => (outcome.ok ? outcome.status : null));
    expect(statuses).toEqual([204, 401, 401, 401]);
    await receiver.stop();
  });
});

describe("a message with hostile texts", () => {
  it("keeps what is not somebody's text", () => {
    const [text = ""] = HOSTILE_TEXTS.filter((one) => one === "<!channel>");
    const message = withHostileText(aBurnFired(), text);
    expect(message).toMatchObject({ kind: "burn-fired", severity: "page", objective: { title: text, team: text }, alertUrl: text });
    expect(message.rule).toMatchObject({ name: text, burnLong: aBurnFired().rule.burnLong });
    expect(withHostileText(aBurnResolved(), text).reason).toBe("resolved");
  });
});
