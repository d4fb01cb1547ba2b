import { describe, expect, it } from "vitest";
import { findSourceKind, prometheusSource } from "../src/index.ts";

describe("connections of the Prometheus family", () => {
  const kind = findSourceKind("prometheus");
  const timing = (connection: object): unknown => {
    const prepared = kind?.prepare({ url: "http://prometheus:9090", ...connection });
    return prepared?.ok === true ? prepared.value.timing : prepared;
  };

  it("stored before there were flavours are valid, and find out by themselves", () => {
    const stored = { url: "http://p:9090", auth: "basic", username: "u", headerName: "X-Scope-OrgID", extraParameters: { dedup: "true" } };
    expect(prometheusSource.connection.parse(stored)).toEqual({ ...stored, flavour: "auto" });
  });

  it.each([
    [{}, 30],
    [{ flavour: "prometheus" }, 30],
    [{ flavour: "victoriametrics" }, 30],
    [{ flavour: "thanos" }, 60],
    [{ flavour: "mimir" }, 60],
    [{ flavour: "mimir", delaySeconds: 0 }, 0],
    [{ delaySeconds: 600 }, 600],
  ])("%o are read after %d seconds", (connection, ingestDelaySeconds) => {
    expect(timing(connection)).toEqual({ ingestDelaySeconds, settleMinutes: 2 });
  });

  it.each([
    [{ delaySeconds: 3601 }, "delaySeconds"],
    [{ delaySeconds: 1.5 }, "delaySeconds"],
    [{ flavour: "cortex" }, "flavour"],
    [{ tenant: "two words" }, "tenant"],
    [{ auth: "oauth2", clientId: "c" }, "tokenUrl"],
    [{ auth: "oauth2", tokenUrl: "https://login.example.com/token" }, "clientId"],
    [{ caCertificate: "not PEM" }, "caCertificate"],
  ])("%o are refused with the field", (connection, field) => {
    expect(kind?.prepare({ url: "http://p:9090", ...connection })).toMatchObject({ ok: false, problems: [{ path: [field] }] });
  });

  it("the token address belongs to the origin, because it is sent a secret", () => {
    const tokenUrl = "https://login.example.com/oauth2/token";
    const prepared = kind?.prepare({ url: "https://p.example.com/x", auth: "oauth2", tokenUrl, clientId: "c" });
    expect(prepared).toMatchObject({ ok: true, value: { origin: "https://p.example.com https://login.example.com" } });
    expect(kind?.prepare({ url: "https://p.example.com/x", tokenUrl })).toMatchObject({ value: { origin: "https://p.example.com" } });
  });
});
