import { MINUTES_PER_DAY } from "@solvent/domain";
import type pg from "pg";
import { objective, SOURCE } from "../../test/support/examples.ts";
import { addStreams } from "../store/bench-database.ts";
import type { BenchHistory } from "./history.ts";
import { type BenchService, withWriter } from "./service.ts";

const BATCH = 200;
const WRITERS = 2;

export const nameOf = (seed: number): string => `seed-${seed}`;

/** An objective per seed with its recorded adjustments, through the API; their streams in the order of the seeds. */
async function defineObjectives({ app }: BenchService, history: BenchHistory, pool: pg.Pool): Promise<number[]> {
  const refuse = ({ status, text }: { status: number; text: string }) => {
    if (status !== 201) throw new Error(text);
  };
  refuse(await app.call("POST", "/sources", { body: SOURCE }));
  for (const seed of history.seeds) {
    const indicator = { kind: "ratio", counter: true, numerator: "bad", part: metric(`bad_${seed}`), total: metric(`all_${seed}`) };
    const window = { kind: "rolling", minutes: 30 * MINUTES_PER_DAY };
    refuse(await app.call("POST", "/objectives", { body: objective({ name: nameOf(seed), indicator, window }) }));
    for (const { from, to, mode } of history.weeksOf(seed).adjustments) {
      const interval = { from: new Date(from * 60_000).toISOString(), to: new Date(to * 60_000).toISOString() };
      const body = { scope: "objective", name: nameOf(seed), mode, ...interval, category: "maintenance", reason: "planned" };
      refuse(await app.call("POST", "/adjustments", { body }));
    }
  }
  const { rows } = await pool.query<{ id: number }>("SELECT stream_id AS id FROM objective ORDER BY name");
  await pool.query("UPDATE stream SET first_minute = $1, watermark = $1", [history.end]);
  return rows.map(({ id }) => id);
}

const metric = (query: string) => ({ source: SOURCE.name, spec: { query } });

/** Fills the database with the history of so many streams, newest day first. Returns the stream-minutes that were written. */
export async function loadHistory(
  service: BenchService,
  { history, streams, log }: { readonly history: BenchHistory; readonly streams: number; log(line: string): void },
): Promise<number> {
  return withWriter(service.url, async ({ pool, write }) => {
    const own = await defineObjectives(service, history, pool);
    const others = streams > own.length ? await addStreams(pool, streams - own.length, history.end) : [];
    const ids = [...own, ...others];
    for (let day = history.end - MINUTES_PER_DAY; day >= history.start; day -= MINUTES_PER_DAY) {
      await inBatches(ids.length, async (places) => {
        const writes = places.map((place) => ({ streamId: ids[place] ?? 0, block: history.day(place, day) }));
        await write((tx) => tx.writeMinutes(writes));
      });
      log(`${(day - history.start) / MINUTES_PER_DAY} days left`);
    }
    await pool.query("VACUUM (ANALYZE)");
    return ids.length * (history.end - history.start);
  });
}

/** Runs `work` on the places 0 … count - 1 in batches, several at a time. */
async function inBatches(count: number, work: (places: number[]) => Promise<unknown>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < count) {
      const from = next;
      next += BATCH;
      await work(Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => from + i));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, run));
}
