import { MINUTES_PER_DAY, type Minute } from "@solvent/domain";
import type pg from "pg";
import { type Partition, partitionsFor } from "./calendar-partitions.ts";
import { inTransaction } from "./fence.ts";
import type { Stretch } from "./gap-arithmetic.ts";

const PARTITION_DAYS_AHEAD = 3;

/** Partitions that a transaction needs and that do not exist: it has to be rolled back, and run again when they do. */
export class MissingPartitionsError extends Error {
  override readonly name = "MissingPartitionsError";
  readonly partitions: readonly Partition[];

  constructor(partitions: readonly Partition[]) {
    super(`missing partitions: ${partitions.map((p) => p.name).join(", ")}`);
    this.partitions = partitions;
  }
}

export interface PartitionKeeper {
  /** Throws MissingPartitionsError unless all of the ranges can be stored, as far as known. Asks the database only when in doubt. */
  require(client: pg.PoolClient, ranges: readonly Stretch[]): Promise<void>;
  /** Makes those that do not exist, in a transaction of its own. Safe when other processes do the same. */
  make(partitions: readonly Partition[]): Promise<void>;
  /** Makes the partitions of the day and of the three days after it. */
  prepareAhead(now: Minute): Promise<void>;
  /** Those that exist, as far as known. Asks the database about those of which nothing is known; what it says holds until `forget`. */
  existing(partitions: readonly Partition[]): Promise<readonly Partition[]>;
  /** Somebody made or dropped a partition: ask the database again. */
  forget(): void;
}

const EXISTING = `
  SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent IN ('stream_hour'::regclass, 'stream_anchor'::regclass)`;

/*
 * Serialises makers across processes for the length of their transaction. The lock belongs to the transaction, not to the session.
 * The number is arbitrary; it only has to be unique among Solvent's advisory locks.
 */
const LOCK_MAKERS = "SELECT pg_advisory_xact_lock(7205759403792801)";

export function makePartitionKeeper(pool: pg.Pool): PartitionKeeper {
  let existing: ReadonlySet<string> = new Set();
  /** Asked for in vain: nobody asks again each minute for the days before there was anything. */
  let absent: ReadonlySet<string> = new Set();
  const missingOf = (partitions: readonly Partition[]) => partitions.filter(({ name }) => !existing.has(name));
  const learn = (found: ReadonlySet<string>) => {
    [existing, absent] = [found, new Set()];
  };
  const keeper: PartitionKeeper = {
    async require(client, ranges) {
      const partitions = partitionsForAll(ranges);
      if (missingOf(partitions).length === 0) return;
      learn(await readExisting(client));
      const missing = missingOf(partitions);
      if (missing.length > 0) throw new MissingPartitionsError(missing);
    },
    async make(partitions) {
      const begin = "BEGIN; SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '30s'";
      const made = await inTransaction(pool, begin, async (client) => {
        await client.query(LOCK_MAKERS);
        const found = await readExisting(client);
        for (const partition of partitions) if (!found.has(partition.name)) await makePartition(client, partition);
        return new Set([...found, ...partitions.map(({ name }) => name)]);
      });
      learn(made);
    },
    async prepareAhead(now) {
      const partitions = partitionsFor(now, now + PARTITION_DAYS_AHEAD * MINUTES_PER_DAY + 1);
      if (missingOf(partitions).length > 0) await keeper.make(partitions);
    },
    async existing(partitions) {
      if (missingOf(partitions).some(({ name }) => !absent.has(name))) {
        const before = absent;
        learn(await readExisting(pool));
        absent = new Set([...before, ...missingOf(partitions).map(({ name }) => name)].filter((name) => !existing.has(name)));
      }
      return partitions.filter(({ name }) => existing.has(name));
    },
    forget: () => learn(new Set()),
  };
  return keeper;
}

function partitionsForAll(ranges: readonly Stretch[]): readonly Partition[] {
  const distinct = new Map(ranges.map((range) => [`${range.from} ${range.to}`, range]));
  const partitions = [...distinct.values()].flatMap(({ from, to }) => partitionsFor(from, to));
  return [...new Map(partitions.map((partition) => [partition.name, partition])).values()];
}

async function readExisting(client: Pick<pg.PoolClient, "query">): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(EXISTING);
  return new Set(rows.map(({ name }) => name));
}

/**
 * Made as a table of its own and attached: that locks the parent only against other changes of its structure, whereas
 * CREATE TABLE … PARTITION OF would wait for every reader and stop all later ones. Names and bounds are ours, not input.
 */
async function makePartition(client: pg.PoolClient, { parent, name, from, to }: Partition): Promise<void> {
  const fillfactor = parent === "stream_hour" ? " WITH (fillfactor = 75)" : "";
  await client.query(`CREATE TABLE ${name} (LIKE ${parent} INCLUDING ALL)${fillfactor}`);
  await client.query(`ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`);
}
