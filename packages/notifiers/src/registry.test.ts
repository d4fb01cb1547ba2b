import { describe, expect, it } from "vitest";
import * as z from "zod";
import { findNotifierKind, NOTIFIER_KINDS } from "./registry.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describe("the registry of notifier kinds", () => {
  it("has every kind once and finds it by name", () => {
    expect(NOTIFIER_KINDS.map(({ kind }) => kind)).toEqual(["slack", "webhook"]);
    for (const one of NOTIFIER_KINDS) expect(findNotifierKind(one.kind)).toBe(one);
    expect(findNotifierKind("pager")).toBeNull();
  });

  it.each(NOTIFIER_KINDS)("can draw the form of $kind: every field has a title and a description", ({ settings, secrets }) => {
    const schema = z.toJSONSchema(settings, { io: "input" });
    const fields = [...Object.values(schema.properties ?? {}), ...Object.values(secrets)];
    expect(fields.length).toBeGreaterThan(1);
    for (const field of fields) expect(field).toMatchObject({ title: expect.stringMatching(/./), description: expect.stringMatching(/./) });
  });

  it("binds the secrets of a webhook to scheme, host and port, and those of Slack to nothing: the address is the secret", () => {
    const webhook = findNotifierKind("webhook")?.prepare({ url: "https://hooks.example.com:8443/solvent?team=a" });
    expect(webhook).toMatchObject({ ok: true, value: { origin: "https://hooks.example.com:8443" } });
    expect(findNotifierKind("slack")?.prepare({})).toMatchObject({ ok: true, value: { origin: null } });
  });

  it.each([[""], ["<!here>"], ["<!channel>"], ["<!subteam^S0123ABCD>"], ["<@U0123ABCD> <@W0123ABCD>"]])(
    "takes the mention %j",
    (mention) => {
      expect(findNotifierKind("slack")?.prepare({ mention, timeZone: "Europe/Berlin" })).toMatchObject({ ok: true });
    },
  );

  it.each([
    ["slack", { mention: "@here" }, ["mention"]],
    ["slack", { mention: "<!here> please" }, ["mention"]],
    ["slack", { mention: "<!here>\n<!here>" }, ["mention"]],
    ["slack", { mention: "<!subteam^S0123ABCD|payments>" }, ["mention"]],
    ["slack", { mention: "<http://evil.example|x>" }, ["mention"]],
    ["slack", { mention: "<!date^1^{time}|x>" }, ["mention"]],
    ["slack", { mention: new Array(6).fill("<!here>").join(" ") }, ["mention"]],
    ["slack", { timeZone: "Mars/Olympus" }, ["timeZone"]],
    ["slack", { timeZone: "" }, ["timeZone"]],
    ["slack", { url: "https://hooks.slack.com/services/T0/B0/x" }, []],
    ["webhook", {}, ["url"]],
    ["webhook", { url: "ftp://x" }, ["url"]],
    ["webhook", { url: "https://user:pass@x" }, ["url"]],
    ["webhook", { url: "https://x/#part" }, ["url"]],
  ])("names what is wrong with the settings of %s: %j", (kind, settings, path) => {
    const prepared = findNotifierKind(kind)?.prepare(settings);
    expect(prepared?.ok).toBe(false);
    expect(prepared).toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ path })]) });
  });

  it.each([
    ["https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefGHIJKL0123456789xy", null],
    ["https://hooks.slack-gov.com/services/T0AAAAAAA/B0BBBBBBB/abcdefGHIJKL0123456789xy", null],
    ["http://127.0.0.1:4700/services/T0/B0/x", null],
    ["http://localhost:4700/hook", null],
    ["http://[::1]:4700/hook", null],
    ["https://mattermost.example.com/hooks/abc", null],
    ["http://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/x", "must begin with https://"],
    ["http://127.0.0.1.evil.example/hook", "must begin with https://"],
    ["not an address", "is not an address"],
    [" https://hooks.slack.com/services/T0/B0/x", "is not an address"],
    ["https://user:pw@hooks.slack.com/services/T0/B0/x", "must not carry a user name or password"],
    ["https://hooks.slack.com/services/T0/B0/x?y=1", "must end with the path of the webhook"],
    ["https://hooks.slack.com/services/T0AAAAAAA", "is not complete: it looks like https://hooks.slack.com/services/T…/B…/…"],
    ["https://hooks.slack.com/triggers/T0/1/x", "is the address of a workflow, not of an incoming webhook"],
    [
      "https://acme.slack.com/archives/C012345",
      "is a page of Slack, not the address of an incoming webhook (https://hooks.slack.com/services/…)",
    ],
    ["https://relay.example.com/", "has no path: that of a webhook has one"],
  ])("judges the address %s without repeating it", (url, problem) => {
    expect(findNotifierKind("slack")?.checkSecret("url", url)).toBe(problem);
  });

  it("judges signing secrets, and secrets that a kind does not have", () => {
    const webhook = findNotifierKind("webhook");
    expect(webhook?.checkSecret("signingSecret", SECRET)).toBeNull();
    expect(webhook?.checkSecret("previousSigningSecret", "secret")).toBe("must begin with whsec_");
    expect(webhook?.checkSecret("url", "x")).toBe("is not a secret of this kind");
    expect(webhook?.checkSecret("toString", "x")).toBe("is not a secret of this kind");
  });
});
