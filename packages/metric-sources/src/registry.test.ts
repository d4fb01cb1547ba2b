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
});
