import type { Source, SourceKind } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { toFormFields } from "../../lib/schema-form.ts";
import { initialValues, parseForm } from "./source-form.model.ts";

const kind: SourceKind = {
  kind: "prometheus",
  title: "Prometheus",
  connectionSchema: {
    type: "object",
    properties: {
      url: { type: "string", format: "uri", title: "Address", description: "Where it answers" },
      timeoutSeconds: { type: "integer", default: 30 },
      dialect: { type: "string", enum: ["prometheus", "thanos"], default: "prometheus" },
      keepAlive: { type: "boolean" },
      headers: { type: "object", additionalProperties: { type: "string" } },
      replicas: { type: "array", items: { type: "string" } },
      tuning: { type: "object" },
    },
    required: ["url", "dialect"],
  },
  secrets: [{ field: "bearerToken", title: "Bearer token", description: "" }],
  ingestDelaySeconds: 30,
};

const source: Source = {
  name: "prom",
  displayName: null,
  description: "kept",
  kind: "prometheus",
  kindTitle: "Prometheus",
  connection: { url: "http://p:9090", headers: { "X-Scope-OrgID": "shop" } },
  secretsSet: ["bearerToken"],
  labels: { env: "prod" },
  ingestDelaySeconds: 30,
  objectives: 1,
  health: { state: "ok", okAt: null, failingSince: null, failureClass: null, message: null, version: null, latencyMs: null },
  revision: 4,
  createdAt: "2026-11-01T00:00:00Z",
  updatedAt: "2026-11-01T00:00:00Z",
};

test("every property of the schema becomes a field with its title and default", () => {
  const fields = toFormFields(kind.connectionSchema);
  expect(fields.map((f) => [f.key, f.kind])).toEqual([
    ["url", "text"],
    ["timeoutSeconds", "number"],
    ["dialect", "choice"],
    ["keepAlive", "boolean"],
    ["headers", "map"],
    ["replicas", "list"],
    ["tuning", "json"],
  ]);
  expect(fields[0]).toMatchObject({ title: "Address", required: true });
  expect(fields[1]).toMatchObject({ title: "Timeout seconds", initial: "30", required: false });
  expect(fields[2]).toMatchObject({ required: false, choices: ["prometheus", "thanos"] });
});

test("what is entered becomes typed values, and empty fields are left out", () => {
  const values = initialValues(kind, null);
  const parsed = parseForm(
    kind,
    {
      ...values,
      connection: {
        ...values.connection,
        url: " http://p ",
        headers: "A: 1\n\nB: x:y",
        replicas: "r1\n\n r2",
        tuning: '{"a": 1}',
        keepAlive: "true",
      },
    },
    null,
  );
  expect(parsed).toMatchObject({
    input: {
      name: "prometheus",
      connection: {
        url: "http://p",
        timeoutSeconds: 30,
        dialect: "prometheus",
        headers: { A: "1", B: "x:y" },
        replicas: ["r1", "r2"],
        tuning: { a: 1 },
        keepAlive: true,
      },
      secrets: {},
    },
  });
});

test("all problems are named at once, each at its field", () => {
  const parsed = parseForm(
    kind,
    { name: "Prom!", displayName: "", connection: { timeoutSeconds: "soon", headers: "A: 1\nnonsense", tuning: "{" }, secrets: {} },
    null,
  );
  expect("problems" in parsed ? parsed.problems.map((p) => p.key) : []).toEqual(["url", "timeoutSeconds", "headers", "tuning", "name"]);
});

test("an edit starts from what is stored, and a secret is kept, replaced or removed as asked", () => {
  const values = initialValues(kind, source);
  expect(values.connection.headers).toBe("X-Scope-OrgID: shop");
  const secretsOf = (entry: Parameters<typeof parseForm>[1]["secrets"][string]) => {
    const parsed = parseForm(kind, { ...values, secrets: { bearerToken: entry } }, source);
    return "input" in parsed ? parsed.input.secrets : null;
  };
  expect(secretsOf({ action: "keep" })).toEqual({});
  expect(secretsOf({ action: "remove" })).toEqual({ bearerToken: null });
  expect(secretsOf({ action: "set", text: "t0k" })).toEqual({ bearerToken: "t0k" });
});

test("a stored list is edited one entry per line", () => {
  const stored = { ...source, connection: { url: "http://p:9090", replicas: ["r1", "r2"] } };
  expect(initialValues(kind, stored).connection.replicas).toBe("r1\nr2");
});

test("an edit keeps what the form does not ask for", () => {
  expect(parseForm(kind, initialValues(kind, source), source)).toMatchObject({ input: { description: "kept", labels: { env: "prod" } } });
});
