import type { Source, SourceKind } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { KIND, SEARCH_KIND, SOURCE } from "../../../test/fake-sources.ts";
import { toFormFields } from "../../lib/schema-form.ts";
import { formLines, initialValues, parseForm, refusalOf, shownForm } from "./source-form.model.ts";

const kind: SourceKind = {
  ...KIND,
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
  secrets: [{ field: "bearerToken", title: "Bearer token", description: "", lines: false, when: {} }],
};

const source: Source = {
  ...SOURCE,
  name: "prom",
  displayName: null,
  description: "kept",
  connection: { url: "http://p:9090", headers: { "X-Scope-OrgID": "shop" } },
  revision: 4,
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
  expect(fields[2]).toMatchObject({
    required: false,
    choices: [
      { value: "prometheus", label: "Prometheus" },
      { value: "thanos", label: "Thanos" },
    ],
  });
});

test("what is entered becomes typed values, and empty fields are left out", () => {
  const values = initialValues(kind, null);
  const parsed = parseForm(kind, {
    ...values,
    connection: {
      ...values.connection,
      url: " http://p ",
      headers: "A: 1\n\nB: x:y",
      replicas: "r1\n\n r2",
      tuning: '{"a": 1}',
      keepAlive: "true",
    },
  });
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
  const parsed = parseForm(kind, {
    name: "Prom!",
    displayName: "",
    description: "",
    labels: [{ key: 3, name: "", value: "prod" }],
    connection: { timeoutSeconds: "soon", headers: "A: 1\nnonsense", tuning: "{" },
    secrets: {},
  });
  expect("problems" in parsed ? parsed.problems.map((p) => p.key) : []).toEqual([
    "url",
    "timeoutSeconds",
    "headers",
    "tuning",
    "name",
    "labels.3",
  ]);
});

test("an edit starts from what is stored, and a secret is kept, replaced or removed as asked", () => {
  const values = initialValues(kind, source);
  expect(values.connection.headers).toBe("X-Scope-OrgID: shop");
  const secretsOf = (entry: Parameters<typeof parseForm>[1]["secrets"][string]) => {
    const parsed = parseForm(kind, { ...values, secrets: { bearerToken: entry } });
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

test("an edit in which nothing is changed changes nothing", () => {
  expect(parseForm(kind, initialValues(kind, source))).toMatchObject({ input: { description: "kept", labels: { env: "prod" } } });
});

test("a description and labels can be given, changed and taken away", () => {
  const inputOf = (changes: object) => {
    const parsed = parseForm(kind, { ...initialValues(kind, source), ...changes });
    return "input" in parsed ? { description: parsed.input.description, labels: parsed.input.labels } : parsed.problems;
  };
  const labels = [
    { key: 0, name: "env", value: "test" },
    { key: 1, name: "team", value: "shop" },
  ];
  expect(inputOf({ description: " Ask Anna ", labels })).toEqual({ description: "Ask Anna", labels: { env: "test", team: "shop" } });
  expect(inputOf({ description: " ", labels: [] })).toEqual({ description: null, labels: {} });
});

const shownKeys = (connection: Readonly<Record<string, string>>, of = SEARCH_KIND) => {
  const shown = shownForm(of, connection);
  return [...shown.fields.map(({ key }) => key), ...shown.secrets.map(({ field }) => field)];
};

test("a field is asked for only at the values that it is meant for, and never below one that is hidden", () => {
  expect(shownKeys({ tls: "system" })).toEqual(["addresses", "tls"]);
  expect(shownKeys({ tls: "own" })).toEqual(["addresses", "tls", "ca", "clientKeys"]);
  expect(shownKeys({ tls: "own", clientKeys: "true" })).toEqual(["addresses", "tls", "ca", "clientKeys", "key"]);
  expect(shownKeys({ tls: "system", clientKeys: "true" })).toEqual(["addresses", "tls"]);
});

test("a secret stands behind what it belongs to, and at the end when it belongs to nothing", () => {
  const free = { field: "extra", title: "Extra", description: "", lines: false, when: {} };
  const of = { ...KIND, secrets: [...KIND.secrets, free] };
  const lines = formLines(shownForm(of, { auth: "basic" })).map(({ field, secret }) => field?.key ?? secret?.field);
  expect(lines).toEqual(["url", "auth", "username", "password", "flavour", "timeoutSeconds", "headers", "extra"]);
  expect(formLines({ fields: [], secrets: [free] })).toEqual([{ field: null, secret: free }]);
});

test("where no value is named, any that is entered will do", () => {
  const header = { field: "header", title: "Value of the header", description: "", lines: false, when: { url: [] } };
  const of = { ...KIND, secrets: [header] };
  expect(shownKeys({ url: " " }, of)).not.toContain("header");
  expect(shownKeys({ url: "http://p" }, of)).toContain("header");
});

test("conditions that name each other, or a field that is not there, hide nothing for ever", () => {
  const circle = {
    ...SEARCH_KIND,
    connectionSchema: {
      type: "object",
      properties: {
        a: { type: "string", when: { b: ["1"] } },
        b: { type: "string", when: { a: ["1"] } },
        c: { type: "string", when: { gone: ["1"] } },
      },
    },
    secrets: [],
  };
  expect(shownKeys({ a: "1", b: "1" }, circle)).toEqual(["a", "b", "c"]);
  expect(shownKeys({}, circle)).toEqual(["c"]);
});

test("what is hidden is neither needed nor sent, and is still there when it is shown again", () => {
  const values = {
    ...initialValues(SEARCH_KIND, null),
    name: "logs",
    connection: { addresses: "http://es:9200", tls: "own", ca: "PEM", clientKeys: "true" },
    secrets: { key: { action: "set", text: "k3y" } as const },
  };
  const inputOf = (tls: string) => {
    const parsed = parseForm(SEARCH_KIND, { ...values, connection: { ...values.connection, tls } });
    return "input" in parsed ? { connection: parsed.input.connection, secrets: parsed.input.secrets } : parsed.problems;
  };
  expect(inputOf("system")).toEqual({ connection: { addresses: ["http://es:9200"], tls: "system" }, secrets: {} });
  expect(inputOf("own")).toEqual({
    connection: { addresses: ["http://es:9200"], tls: "own", ca: "PEM", clientKeys: true },
    secrets: { key: "k3y" },
  });
});

test.each([
  ["0", "Timeout, seconds has to be 1 to 60"],
  ["61", "Timeout, seconds has to be 1 to 60"],
  ["1.5", "Timeout, seconds has to be a whole number"],
  ["ten", "Timeout, seconds has to be a number"],
])("a number is kept within its bounds: %s", (timeoutSeconds, message) => {
  const values = initialValues(KIND, null);
  const parsed = parseForm(KIND, { ...values, connection: { ...values.connection, url: "http://p", timeoutSeconds } });
  expect(parsed).toEqual({ problems: [{ key: "timeoutSeconds", message }] });
});

test("the bounds of the type are not bounds that somebody set", () => {
  const [field] = toFormFields({
    type: "object",
    properties: { n: { type: "integer", minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991 } },
  });
  expect(field?.range).toEqual({ least: null, most: null, whole: true });
});

test("choices are written as words, those with a word of their own by that, and versions as they are", () => {
  const [field] = toFormFields({
    type: "object",
    properties: { by: { type: "string", enum: ["none", "api-key", "basic", "0.0.4"], words: { basic: "User and password" } } },
  });
  expect(field?.choices.map(({ label }) => label)).toEqual(["None", "Api key", "User and password", "0.0.4"]);
});

test("what the server objects to stands at its field, also when it lies deeper inside", () => {
  const refused = new Map([
    ["connection.targets.0", "Needs a port"],
    ["secrets.token", "Is empty"],
  ]);
  expect(refusalOf(refused, "connection.targets")).toBe("Needs a port");
  expect(refusalOf(refused, "secrets.token")).toBe("Is empty");
  expect(refusalOf(refused, "connection.target")).toBeNull();
});
