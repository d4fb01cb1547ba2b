import { join } from "node:path";
import type { TestDatabase } from "@solvent/testing/postgres";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { buildApp } from "../../src/app.ts";
import { type Composition, compose } from "../../src/composition.ts";
import { type Config, loadConfig } from "../../src/config.ts";

const ROOT = join(import.meta.dirname, "../../../..");

export interface TestApp {
  readonly app: FastifyInstance;
  readonly composition: Composition;
  /** Everything that was logged, as one text. */
  logged(): string;
  /** A request below /api/v1; `body` is sent as JSON. */
  call(method: "GET" | "POST" | "PUT" | "DELETE", path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly revision?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: LightMyRequestResponse["headers"];
  readonly text: string;
  /** The parsed body, null when there is none. */
  readonly json: Loose;
}

/** JSON of unknown shape: every field may be looked at, and is again like this. */
// biome-ignore lint/suspicious/noExplicitAny: tests compare what they read with what they expect
export type Loose = any;

const toRequest = (method: InjectOptions["method"], path: string, { body, revision, headers = {} }: CallOptions): InjectOptions => ({
  method: method ?? "GET",
  url: `/api/v1${path}`,
  headers: {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(revision === undefined ? {} : { "if-match": `"${revision}"` }),
    ...headers,
  },
  ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
});

export const toAnswer = ({ statusCode, headers, payload }: LightMyRequestResponse): Answer => ({
  status: statusCode,
  headers,
  text: payload,
  json: payload === "" ? null : JSON.parse(payload),
});

/** The whole service on a test database, asked without a socket. Its evaluator exists but is not started. */
export async function makeTestApp(database: Pick<TestDatabase, "url">, config: Partial<Config> = {}, now = Date.now): Promise<TestApp> {
  let log = "";
  const composition = compose({
    config: { ...loadConfig({}, ROOT), ...config },
    connectionString: database.url,
    migrationsDir: join(ROOT, "prisma/migrations"),
    secretKey: Buffer.alloc(32, 7),
    ownListener: () => null,
    onError: (error) => {
      log += String(error);
    },
  });
  const stream = {
    write: (line: string) => {
      log += line;
    },
  };
  const app = await buildApp({ ...composition.app, now, allowedHosts: [], webDir: null, log: { level: "trace", stream } });
  return {
    app,
    composition,
    logged: () => log,
    call: async (method, path, options = {}) => toAnswer(await app.inject(toRequest(method, path, options))),
    close: async () => {
      await app.close();
      await composition.close();
    },
  };
}
