import process from "node:process";
import { makePool } from "../../pool.ts";
import { partitionsFor } from "../calendar-partitions.ts";
import { makePartitionKeeper } from "../partition-keeper.ts";

/** A second process that makes partitions: url, first minute, end. */
const [url = "", from, to] = process.argv.slice(2);
const pool = makePool({ connectionString: url, size: 2, applicationName: "other-process", onError: () => undefined });
await Promise.all([1, 2].map(() => makePartitionKeeper(pool).make(partitionsFor(Number(from), Number(to)))));
await pool.end();
