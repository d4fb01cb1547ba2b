import process from "node:process";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeFakeSource } from "../../src/jobs/test/fake-source.ts";
import { makeJobBench, START } from "../../src/jobs/test/job-bench.ts";
import { ALERT_SERVICES, scriptedMinute } from "./alert-script.ts";

/** Evaluates one minute after the other as fast as it can, to be killed. Prints "evaluated <n>" after the n-th. */
const onError = (error: unknown) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
const pool = makePool({ connectionString: process.argv[2] ?? "", size: 4, applicationName: "alert-child", onError });
const source = makeFakeSource();
for (const service of ALERT_SERVICES) source.answer(service, (minute) => scriptedMinute(service, minute));
const bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });

const watermark = async (): Promise<number> =>
  (await pool.query<{ least: number }>("SELECT min(watermark) AS least FROM stream")).rows[0]?.least ?? START;

const first = (await watermark()) + 1;
for (let minute = first; ; minute += 1) {
  await bench.tickAt(minute);
  process.stdout.write(`evaluated ${minute - first + 1}\n`);
  for (const error of bench.errors) onError(error);
}
