import { homedir } from "node:os";
import { resolve } from "node:path";
import * as z from "zod";
import { hostInUrl, isLoopbackHost, parseHostEntry } from "./hosts.ts";
import { findTargetProblem } from "./infra/http/address-policy.ts";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Everything that can be configured, in the units of its use. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** 32 bytes from the environment, or null: then a key file in the data directory is used. */
  readonly secretKey: Buffer | null;
  /** Names (host or host:port) that requests may be addressed to, besides the loopback names. */
  readonly allowedHosts: readonly string[];
  /** host[:port] or CIDR entries that data sources may be at, as written. */
  readonly allowedTargets: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** History that is read for every new stream, in days; a longer window reads more. */
  readonly backfillDays: number;
  readonly retentionDays: number;
  /** An outside Postgres, or null: the embedded one. */
  readonly databaseUrl: string | null;
  /** Address under which people reach Solvent, without a slash at the end, for links in messages; null when it is not known. */
  readonly publicUrl: string | null;
  /**
   * Tests of the arithmetic store minutes through the API: sources are not read, windows may have any number of minutes.
   * Refused in production.
   */
  readonly testImport: boolean;
}

/** Every problem of the configuration, one per line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const PREFIX = "SOLVENT_";
const KEY_BYTES = 32;
const DEFAULT_PORT = 4600;
const DEFAULT_RETENTION_DAYS = 100;
/** The longest rolling window is 366 days; totals older than the minutes are kept by the hour for 25 months. */
const MAX_RETENTION_DAYS = 762;

const wholeNumber = (what: string, min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number (${what})`)
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ""),
);

function decodeKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.length === KEY_BYTES ? bytes : null;
}

const secretKey = z.string().transform((text, context) => {
  const key = decodeKey(text);
  // The value is not repeated: it may be a nearly right key.
  if (key === null)
    context.addIssue({ code: "custom", message: `must be ${KEY_BYTES} random bytes as base64 or hex, e.g. from: openssl rand -base64 32` });
  return key ?? Buffer.alloc(0);
});

const isPostgresUrl = (text: string): boolean => URL.canParse(text) && ["postgres:", "postgresql:"].includes(new URL(text).protocol);
const databaseUrl = z.string().refine(isPostgresUrl, "must look like postgresql://user:password@host:5432/database");

const PUBLIC_URL_PROBLEM = "must be an address like https://solvent.example.com, without user name, query or fragment";
const publicUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url !== null && ["http:", "https:"].includes(url.protocol) && url.username + url.password + url.search + url.hash === "";
  if (!plain) context.addIssue({ code: "custom", message: PUBLIC_URL_PROBLEM });
  return plain ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : "";
});

const VARIABLES = {
  SOLVENT_PORT: wholeNumber("TCP port", 0, 65_535).optional(),
  SOLVENT_HOST: z.string().optional(),
  SOLVENT_DATA_DIR: z.string().optional(),
  SOLVENT_SECRET_KEY: secretKey.optional(),
  SOLVENT_ALLOWED_HOSTS: list.optional(),
  SOLVENT_ALLOWED_TARGETS: list.optional(),
  SOLVENT_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).optional(),
  SOLVENT_BACKFILL_DAYS: wholeNumber("days", 1, MAX_RETENTION_DAYS).optional(),
  SOLVENT_RETENTION_DAYS: wholeNumber("days", 8, MAX_RETENTION_DAYS).optional(),
  SOLVENT_PUBLIC_URL: publicUrl.optional(),
  SOLVENT_TEST_IMPORT: z.enum(["0", "1"], "must be 0 or 1").optional(),
  DATABASE_URL: databaseUrl.optional(),
  NODE_ENV: z.string().optional(),
};
type VariableName = keyof typeof VARIABLES;

const Environment = z.object(VARIABLES).superRefine((env, context) => {
  const refuse = (name: VariableName, message: string) => context.addIssue({ code: "custom", path: [name], message });
  for (const entry of env.SOLVENT_ALLOWED_HOSTS ?? []) {
    if (parseHostEntry(entry) === null) refuse("SOLVENT_ALLOWED_HOSTS", `"${entry}" is not a host or host:port`);
  }
  const badTarget = findTargetProblem(env.SOLVENT_ALLOWED_TARGETS ?? []);
  if (badTarget !== null) refuse("SOLVENT_ALLOWED_TARGETS", badTarget);
  if (env.SOLVENT_HOST !== undefined && !isLoopbackHost(env.SOLVENT_HOST) && (env.SOLVENT_ALLOWED_HOSTS ?? []).length === 0) {
    refuse(
      "SOLVENT_HOST",
      `"${env.SOLVENT_HOST}" can be reached from other machines, and Solvent has no login yet. Use 127.0.0.1. Inside a container whose port ` +
        "is published on loopback only, also set SOLVENT_ALLOWED_HOSTS to the host names that people will use",
    );
  }
  if (env.SOLVENT_TEST_IMPORT === "1" && env.NODE_ENV !== "test") {
    refuse("SOLVENT_TEST_IMPORT", "lets anybody write minutes, and is only allowed with NODE_ENV=test");
  }
  if ((env.SOLVENT_BACKFILL_DAYS ?? 0) > (env.SOLVENT_RETENTION_DAYS ?? DEFAULT_RETENTION_DAYS)) {
    refuse("SOLVENT_BACKFILL_DAYS", "must not be longer than SOLVENT_RETENTION_DAYS: older minutes would be dropped at once");
  }
});

const commonPrefix = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
};

/** The setting that starts most like `name`, else all of them. */
function suggestName(name: string): string {
  const known = Object.keys(VARIABLES).filter((candidate) => candidate.startsWith(PREFIX));
  const ranked = known.map((candidate) => ({ candidate, shared: commonPrefix(candidate, name) })).sort((a, b) => b.shared - a.shared);
  const best = ranked[0];
  return best !== undefined && best.shared > PREFIX.length ? `did you mean ${best.candidate}?` : `known are ${known.join(", ")}`;
}

/** A mistyped name would otherwise be ignored in silence. */
const unknownNames = (env: NodeJS.ProcessEnv): string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !Object.hasOwn(VARIABLES, name))
    .map((name) => `${name} is not a setting of Solvent; ${suggestName(name)}`);

const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));

/** Who listens on loopback is reached from the same machine; from elsewhere, or on a port of the system's choice, nobody can know how. */
const guessPublicUrl = (host: string, port: number): string | null =>
  isLoopbackHost(host) && port !== 0 ? `http://${hostInUrl(host)}:${port}` : null;

/** Reads the environment; throws ConfigError with all problems at once. `baseDir` is what a relative data directory starts from. */
export function loadConfig(environment: NodeJS.ProcessEnv, baseDir: string): Config {
  const env = withoutEmpty(environment);
  const parsed = Environment.safeParse(env);
  const problems = [...unknownNames(env), ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}`)];
  if (parsed.data === undefined || problems.length > 0) throw new ConfigError(problems.join("\n"));
  const e = parsed.data;
  const testImport = e.SOLVENT_TEST_IMPORT === "1";
  const retentionDays = e.SOLVENT_RETENTION_DAYS ?? (testImport ? MAX_RETENTION_DAYS : DEFAULT_RETENTION_DAYS);
  const [host, port] = [e.SOLVENT_HOST ?? "127.0.0.1", e.SOLVENT_PORT ?? DEFAULT_PORT];
  return {
    port,
    host,
    dataDir: resolve(baseDir, (e.SOLVENT_DATA_DIR ?? ".solvent").replace(/^~(?=\/|$)/, homedir())),
    secretKey: e.SOLVENT_SECRET_KEY ?? null,
    allowedHosts: e.SOLVENT_ALLOWED_HOSTS ?? [],
    allowedTargets: e.SOLVENT_ALLOWED_TARGETS ?? [],
    logLevel: e.SOLVENT_LOG_LEVEL ?? "info",
    backfillDays: e.SOLVENT_BACKFILL_DAYS ?? Math.min(31, retentionDays),
    retentionDays,
    databaseUrl: e.DATABASE_URL ?? null,
    publicUrl: e.SOLVENT_PUBLIC_URL ?? guessPublicUrl(host, port),
    testImport,
  };
}
