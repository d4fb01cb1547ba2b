import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const BASE = "/srv/solvent";

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env, BASE);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("without any variable Solvent listens on loopback, keeps its data below the repository and brings its own database", () => {
  expect(loadConfig({}, BASE)).toEqual({
    port: 4600,
    host: "127.0.0.1",
    dataDir: "/srv/solvent/.solvent",
    secretKey: null,
    allowedHosts: [],
    allowedTargets: [],
    logLevel: "info",
    backfillDays: 31,
    retentionDays: 100,
    databaseUrl: null,
    publicUrl: "http://127.0.0.1:4600",
    testImport: false,
  });
});

test("every variable ends in its setting", () => {
  const key = randomBytes(32);
  const config = loadConfig(
    {
      SOLVENT_PORT: "8080",
      SOLVENT_HOST: "0.0.0.0",
      SOLVENT_DATA_DIR: "/var/lib/solvent",
      SOLVENT_SECRET_KEY: key.toString("base64"),
      SOLVENT_ALLOWED_HOSTS: "solvent.example.com, slo.example.com:8443",
      SOLVENT_ALLOWED_TARGETS: "prometheus:9090,10.0.0.0/8",
      SOLVENT_LOG_LEVEL: "debug",
      SOLVENT_BACKFILL_DAYS: "14",
      SOLVENT_RETENTION_DAYS: "60",
      DATABASE_URL: "postgresql://u:p@db:5432/solvent",
      SOLVENT_PUBLIC_URL: "https://solvent.example.com/",
    },
    BASE,
  );
  expect(config).toEqual({
    port: 8080,
    host: "0.0.0.0",
    dataDir: "/var/lib/solvent",
    secretKey: key,
    allowedHosts: ["solvent.example.com", "slo.example.com:8443"],
    allowedTargets: ["prometheus:9090", "10.0.0.0/8"],
    logLevel: "debug",
    backfillDays: 14,
    retentionDays: 60,
    databaseUrl: "postgresql://u:p@db:5432/solvent",
    publicUrl: "https://solvent.example.com",
    testImport: false,
  });
});

test("a key may be hex, too", () => {
  const key = randomBytes(32);
  expect(loadConfig({ SOLVENT_SECRET_KEY: key.toString("hex") }, BASE).secretKey).toEqual(key);
});

test("an empty variable is as good as none", () => {
  expect(loadConfig({ SOLVENT_PORT: "", DATABASE_URL: "" }, BASE)).toMatchObject({ port: 4600, databaseUrl: null });
});

test("all problems are reported together, each with the name of its variable", () => {
  const problems = problemsOf({
    SOLVENT_PORT: "http",
    SOLVENT_LOG_LEVEL: "loud",
    SOLVENT_RETENTION_DAYS: "3",
    DATABASE_URL: "mysql://x",
  });
  expect(problems).toEqual([
    "SOLVENT_PORT must be a whole number (TCP port)",
    "SOLVENT_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent",
    "SOLVENT_RETENTION_DAYS must be at least 8",
    "DATABASE_URL must look like postgresql://user:password@host:5432/database",
  ]);
});

test.each([
  ["SOLVENT_DATADIR", "SOLVENT_DATA_DIR"],
  ["SOLVENT_PROT", "SOLVENT_PORT"],
  ["SOLVENT_ALLOWED_TARGET", "SOLVENT_ALLOWED_TARGETS"],
])("the unknown name %s is refused with the suggestion %s", (name, suggestion) => {
  expect(problemsOf({ [name]: "1" })).toEqual([`${name} is not a setting of Solvent; did you mean ${suggestion}?`]);
});

test("an unknown name that resembles nothing is refused with the list of names", () => {
  expect(problemsOf({ SOLVENT_XYZ: "1" })[0]).toContain("known are SOLVENT_PORT, SOLVENT_HOST");
});

test.each(["0.0.0.0", "::", "192.168.1.4", "solvent.example.com"])("listening on %s is refused without named hosts", (host) => {
  expect(problemsOf({ SOLVENT_HOST: host })[0]).toContain("has no login yet");
  expect(problemsOf({ SOLVENT_HOST: host, SOLVENT_ALLOWED_HOSTS: "solvent.example.com" })).toEqual([]);
});

test.each(["localhost", "127.0.0.1", "127.8.8.8", "::1"])("listening on %s needs nothing else", (host) => {
  expect(problemsOf({ SOLVENT_HOST: host })).toEqual([]);
});

test("a key of the wrong length is refused and not repeated", () => {
  const key = Buffer.alloc(16, 1).toString("base64");
  const [problem = ""] = problemsOf({ SOLVENT_SECRET_KEY: key });
  expect(problem).toContain("SOLVENT_SECRET_KEY must be 32 random bytes");
  expect(problem).not.toContain(key);
});

test("the password of a database address is not repeated in a problem", () => {
  expect(problemsOf({ DATABASE_URL: "http://u:hunter2@db/x" }).join()).not.toContain("hunter2");
});

test("history that would be dropped at once is refused", () => {
  expect(problemsOf({ SOLVENT_BACKFILL_DAYS: "90", SOLVENT_RETENTION_DAYS: "30" })[0]).toContain(
    "SOLVENT_BACKFILL_DAYS must not be longer",
  );
});

test("a target or host that cannot be understood is refused by its entry", () => {
  expect(problemsOf({ SOLVENT_ALLOWED_TARGETS: "prometheus:9090,http://x/" })[0]).toContain('"http://x/"');
  expect(problemsOf({ SOLVENT_ALLOWED_HOSTS: "a b" })[0]).toContain('"a b"');
});

test.each([
  ["::1", "8080", "http://[::1]:8080"],
  ["localhost", "4600", "http://localhost:4600"],
  ["127.0.0.1", "0", null],
])("on %s with port %s people reach Solvent at %s unless it is said otherwise", (host, port, expected) => {
  expect(loadConfig({ SOLVENT_HOST: host, SOLVENT_PORT: port }, BASE).publicUrl).toBe(expected);
});

test("how people reach a Solvent that other machines can reach is not guessed", () => {
  const env = { SOLVENT_HOST: "0.0.0.0", SOLVENT_ALLOWED_HOSTS: "solvent.example.com" };
  expect(loadConfig(env, BASE).publicUrl).toBeNull();
  expect(loadConfig({ ...env, SOLVENT_PUBLIC_URL: "https://example.com/slo//" }, BASE).publicUrl).toBe("https://example.com/slo");
});

test.each(["solvent.example.com", "ftp://x", "https://u:p@x/", "https://x/?a=1", "https://x/#a", "/solvent"])(
  "%s is no address that people could follow",
  (address) => {
    expect(problemsOf({ SOLVENT_PUBLIC_URL: address })[0]).toContain("SOLVENT_PUBLIC_URL must be an address like");
  },
);

test.each([undefined, "production", "development"])("minutes cannot be stored through the API when NODE_ENV is %s", (NODE_ENV) => {
  const load = () => loadConfig({ SOLVENT_TEST_IMPORT: "1", ...(NODE_ENV === undefined ? {} : { NODE_ENV }) }, BASE);
  expect(load).toThrow("SOLVENT_TEST_IMPORT lets anybody write minutes, and is only allowed with NODE_ENV=test");
});

test("tests may store minutes through the API", () => {
  expect(loadConfig({ SOLVENT_TEST_IMPORT: "1", NODE_ENV: "test" }, BASE)).toMatchObject({ testImport: true, retentionDays: 762 });
});
