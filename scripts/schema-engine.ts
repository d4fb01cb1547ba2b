import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const CHAR_OID = 18;
const CHAR_ARRAY_OID = 1002;

/** A file of the Prisma schema. */
export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

export type SchemaEngine = engine.SchemaEngine;

/**
 * Prisma's schema engine as WebAssembly, on a database of its own choice: it compares, it prints SQL, it never needs a native
 * program. `url` names a server on which it may create and drop databases.
 */
export async function openSchemaEngine(url: string, files: readonly SchemaFile[]): Promise<SchemaEngine> {
  await instantiate();
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(url),
    connectToShadowDb: () => connectToShadow(url),
  });
  return engine.SchemaEngine.new({ datamodels: files.map(({ path, content }) => [path, content]) }, () => undefined, adapter);
}

/** The package imports its WebAssembly as a module, which Node 20 cannot do: hand it over instead. */
async function instantiate(): Promise<void> {
  const file = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { "./schema_engine_bg.js": { ...engine } });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) } });
}

async function connect(url: string): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString: url });
  const query = pool.query.bind(pool);
  const queryWithChar = async (config: pg.QueryArrayConfig) => {
    const result = await query(config);
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID;
    return result;
  };
  const adapter = await new PrismaPg(Object.assign(pool, { query: queryWithChar }), { disposeExternalPool: true }).connect();
  // The adapter would cut a script at every semicolon, also inside comments and bodies of functions.
  adapter.executeScript = async (script) => void (await query(script));
  return withSingleCharacters(adapter);
}

/**
 * The adapter refuses columns of Postgres' one-byte type "char", which the engine reads from the catalogue. They pass as arrays
 * of it, which the catalogue queries never return, and become characters here. The zero byte arrives as "".
 */
function withSingleCharacters(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const { columnTypes, rows, ...rest } = await queryRaw(query);
    const isCharacter = columnTypes.map((type) => type === ColumnTypeEnum.CharacterArray);
    return {
      ...rest,
      columnTypes: columnTypes.map((type, i) => (isCharacter[i] ? ColumnTypeEnum.Character : type)),
      rows: rows.map((row) => row.map((value, i) => (isCharacter[i] && value === "" ? "\0" : value))),
    };
  };
  return adapter;
}

async function connectToShadow(url: string): Promise<SqlDriverAdapter> {
  const database = `shadow_${randomUUID().replaceAll("-", "")}`;
  await execute(url, `CREATE DATABASE ${database}`);
  const shadow = new URL(url);
  shadow.pathname = `/${database}`;
  const adapter = await connect(shadow.href);
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await execute(url, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  };
  return adapter;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
