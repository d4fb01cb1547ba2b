import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import type { FastifyInstance } from "fastify";
import { buildApp } from "./app.ts";
import { type Composition, compose } from "./composition.ts";
import { type Config, ConfigError, loadConfig } from "./config.ts";
import { hostInUrl } from "./hosts.ts";
import type { OwnListener } from "./infra/http/address-policy.ts";
import { LocalPostgresError } from "./infra/local-postgres/errors.ts";
import { startLocalPostgres } from "./infra/local-postgres/local-postgres.ts";
import { KeyError, loadKeyFile } from "./infra/secrets/key-file.ts";
import { MigrationError, migrate } from "./infra/store/migrate.ts";
import { checkServer, DatabaseStartError, toShownDatabase } from "./infra/store/server-check.ts";
import { type Shutdown, watchSignals } from "./shutdown.ts";
import { VERSION } from "./version.ts";

/** The same from `src` and from the bundle in `dist`. */
const ROOT = resolve(import.meta.dirname, "../../..");
const MIGRATIONS = join(ROOT, "prisma/migrations");
const WEB = join(ROOT, "apps/web/dist");

const DATABASE_PATIENCE_MS = 30_000;
const DRAIN_MS = 10_000;

/** Refusals in words for the person who started Solvent; anything else is a mistake and shows where it happened. */
const EXPLAINED = [ConfigError, KeyError, LocalPostgresError, MigrationError, DatabaseStartError];

class ListenError extends Error {}

const say = (line: string): void => console.error(line);

async function openDatabase(config: Config, shutdown: Shutdown): Promise<string> {
  if (config.databaseUrl !== null) {
    await checkServer({ connectionString: config.databaseUrl, patienceMs: DATABASE_PATIENCE_MS, log: say, signal: shutdown.signal });
    return config.databaseUrl;
  }
  const server = await startLocalPostgres({ dataDir: config.dataDir, log: say, signal: shutdown.signal });
  shutdown.onClose(() => server.stop());
  return server.url;
}

function explainListen(error: unknown, { host, port }: Config): Error {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "EADDRINUSE") {
    return new ListenError(
      `Port ${port} on ${host} is in use, perhaps by another Solvent. Stop that program or choose another port with SOLVENT_PORT.`,
    );
  }
  if (code === "EACCES") return new ListenError(`This account may not listen on port ${port}. Choose a port above 1023 with SOLVENT_PORT.`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return new ListenError(`"${host}" (SOLVENT_HOST) is not an address of this machine.`);
  return error instanceof Error ? error : new Error(String(error));
}

async function listen(app: FastifyInstance, config: Config): Promise<OwnListener> {
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    throw explainListen(error, config);
  }
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.port;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  return { host: config.host, port, addresses };
}

/** Lets requests under way end, but not for ever. */
async function drain(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
  await app.close();
  clearTimeout(timer);
}

function startJobs({ evaluator, sender }: Composition, shutdown: Shutdown): void {
  evaluator.start();
  shutdown.onClose(() => evaluator.stop());
  sender.start();
  shutdown.onClose(() => sender.stop());
}

async function start(config: Config, shutdown: Shutdown): Promise<void> {
  const secretKey = config.secretKey ?? loadKeyFile(config.dataDir);
  const connectionString = await openDatabase(config, shutdown);
  shutdown.signal.throwIfAborted();
  await migrate(connectionString, MIGRATIONS);
  shutdown.signal.throwIfAborted();
  let listener: OwnListener | null = null;
  let onError: (error: unknown) => void = (error) => say(String(error));
  const composition = compose({
    config,
    connectionString,
    migrationsDir: MIGRATIONS,
    secretKey,
    ownListener: () => listener,
    onError: (error) => onError(error),
  });
  shutdown.onClose(() => composition.close());
  const app = await buildApp({
    ...composition.app,
    allowedHosts: config.allowedHosts,
    webDir: existsSync(WEB) ? WEB : null,
    log: { level: config.logLevel, stream: process.stderr },
  });
  onError = (error) => app.log.error({ err: error }, "something failed outside of any request");
  shutdown.onClose(() => drain(app));
  listener = await listen(app, config);
  shutdown.signal.throwIfAborted();
  if (config.testImport)
    say("Minutes may be stored through the API (SOLVENT_TEST_IMPORT): no source is read and nobody is told of anything.");
  else startJobs(composition, shutdown);
  const where = config.databaseUrl === null ? `data in ${config.dataDir}` : `database ${toShownDatabase(config.databaseUrl)}`;
  console.log(`Solvent is ready on http://${hostInUrl(config.host)}:${listener.port} (${where})`);
}

function report(error: unknown): void {
  const explained = error instanceof ListenError || EXPLAINED.some((kind) => error instanceof kind);
  if (explained && error instanceof Error) say(`Solvent ${VERSION} did not start.\n${error.message}`);
  else console.error(error);
}

async function main(): Promise<void> {
  // Before anything is started, so that whatever is started can be stopped.
  const shutdown = watchSignals();
  try {
    await start(loadConfig(process.env, ROOT), shutdown);
    await shutdown.requested;
    await shutdown.close();
    process.exitCode = 0;
  } catch (error) {
    if (!shutdown.signal.aborted) report(error);
    process.exitCode = shutdown.signal.aborted ? 0 : 1;
    await shutdown.close().catch(report);
  }
  process.exit();
}

await main();
