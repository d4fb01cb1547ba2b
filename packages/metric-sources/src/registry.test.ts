import { describe, expect, it } from "vitest";
import * as z from "zod";
import { findSourceKind, SOURCE_KINDS } from "./registry.ts";

describe("the registry of source kinds", () => {
  it("has every kind once and finds it by name", () => {
    expect(new Set(SOURCE_KINDS.map(({ kind }) => kind)).size).toBe(SOURCE_KINDS.length);
    for (const one of SOURCE_KINDS) expect(findSourceKind(one.kind)).toBe(one);
    expect(findSourceKind("nagios")).toBeNull();
  });

  it.each(SOURCE_KINDS)("can draw the form of $kind: every field has a title and a description", ({ connection, secrets }) => {
    const schema = z.toJSONSchema(connection, { io: "input" });
    const fields = Object.values(schema.properties ?? {});
    expect(fields.length).toBeGreaterThan(0);
    for (const field of [...fields, ...Object.values(secrets)])
      expect(field).toMatchObject({ title: expect.stringMatching(/./), description: expect.stringMatching(/./) });
  });

  it.each(SOURCE_KINDS)("says in one sentence what $kind is read from", ({ description }) => {
    expect(description).toMatch(/^[A-Z].{20,160}\.$/);
  });

  it.each(SOURCE_KINDS)("asks for fields of $kind only at values that other fields can have", ({ connection, secrets }) => {
    const properties: Readonly<Record<string, z.core.JSONSchema.JSONSchema>> = Object.fromEntries(
      Object.entries(z.toJSONSchema(connection, { io: "input" }).properties ?? {}).flatMap(([key, one]) =>
        typeof one === "object" ? [[key, one]] : [],
      ),
    );
    const conditions = [...Object.values(properties), ...Object.values(secrets)].flatMap((field) => Object.entries(field.when ?? {}));
    for (const [field, values] of conditions) {
      const { type, enum: choices } = properties[field] ?? {};
      expect(type, field).toBeDefined();
      if (values.length > 0) expect(type === "boolean" ? ["true", "false"] : choices, field).toEqual(expect.arrayContaining([...values]));
    }
  });

  it("binds the secrets of Prometheus to scheme, host and port", () => {
    const prepared = findSourceKind("prometheus")?.prepare({ url: "https://mimir.example.com/prometheus/" });
    expect(prepared).toMatchObject({ ok: true, value: { origin: "https://mimir.example.com" } });
  });

  it.each([
    [{}, ["url"]],
    [{ url: "ftp://x" }, ["url"]],
    [{ url: "http://user:pass@x" }, ["url"]],
    [{ url: "http://x?a=1" }, ["url"]],
    [{ url: "http://x", auth: "basic" }, ["username"]],
    [{ url: "http://x", auth: "magic" }, ["auth"]],
    [{ url: "http://x", headerName: "Host" }, ["headerName"]],
    [{ url: "http://x", headerName: "a b" }, ["headerName"]],
    [{ url: "http://x", extraParameters: { query: "up" } }, ["extraParameters"]],
    [{ url: "http://x", password: "secret" }, []],
  ])("names what is wrong with the connection %j", (connection, path) => {
    expect(findSourceKind("prometheus")?.prepare(connection)).toMatchObject({ ok: false, problems: [{ path }] });
  });

  const pages = (connection: object): object => ({ targets: ["http://a:8080/metrics"], ...connection });

  it("binds the secret of metrics pages to all origins that it is sent to, in one order", () => {
    const prepare = (connection: object) => findSourceKind("openmetrics")?.prepare(connection);
    const targets = ["https://b.example/metrics?x=1", "http://a:8080/metrics"];
    const origin = "http://a:8080 https://b.example";
    expect(prepare({ targets })).toMatchObject({ ok: true, value: { origin } });
    expect(prepare({ targets: targets.toReversed() })).toMatchObject({ ok: true, value: { origin } });
    expect(prepare({ targets, historyUrl: "https://b.example/history" })).toMatchObject({ ok: true, value: { origin } });
    expect(prepare({ targets, historyUrl: "https://c.example/" })).toMatchObject({
      ok: true,
      value: { origin: `${origin} https://c.example` },
    });
  });

  it("offers metrics pages as a list of texts, which the form can draw", () => {
    const kind = findSourceKind("openmetrics");
    if (kind === null) throw new Error("there is no such kind");
    const schema = z.toJSONSchema(kind.connection, { io: "input" });
    expect(schema.properties?.targets).toMatchObject({ type: "array", items: { type: "string" } });
    expect(schema.required).toEqual(["targets"]);
  });

  it.each([
    [{}, ["targets"]],
    [pages({ targets: [] }), ["targets"]],
    [pages({ targets: Array.from({ length: 51 }, (_, port) => `http://a:${port + 1}/`) }), ["targets"]],
    [pages({ targets: ["http://a/", "ftp://b/"] }), ["targets", 1]],
    [pages({ targets: ["http://user:pass@a/"] }), ["targets", 0]],
    [pages({ targets: ["http://a/#x"] }), ["targets", 0]],
    [pages({ targets: ["http://a/metrics", "http://b/", "http://a:80/other"] }), ["targets", 2]],
    [pages({ intervalSeconds: 4 }), ["intervalSeconds"]],
    [pages({ intervalSeconds: 61 }), ["intervalSeconds"]],
    [pages({ timeoutSeconds: 15 }), ["timeoutSeconds"]],
    [pages({ intervalSeconds: 60, timeoutSeconds: 21 }), ["timeoutSeconds"]],
    [pages({ historyUrl: "history" }), ["historyUrl"]],
    [pages({ fallbackProtocol: "json" }), ["fallbackProtocol"]],
    [pages({ job: "" }), ["job"]],
    [pages({ authorization: "Bearer x" }), []],
  ])("names what is wrong with the metrics pages %j", (connection, path) => {
    expect(findSourceKind("openmetrics")?.prepare(connection)).toMatchObject({ ok: false, problems: [{ path }] });
  });
});
