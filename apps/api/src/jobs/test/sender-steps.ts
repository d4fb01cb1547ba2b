import type { SenderBench } from "./sender-bench.ts";
import { addAlert, addNotices, closeAlert, noticesIn } from "./sender-seed.ts";

/** What happens to alerts, and what has become of their notices. */
export function makeSenderSteps(bench: SenderBench) {
  /** Alerts of these names that fired now, for one target. */
  async function fire(targetId: string, ...names: string[]): Promise<bigint[]> {
    const alertIds: bigint[] = [];
    for (const name of names) alertIds.push(await addAlert(bench.pool, { name }));
    await addNotices(bench.pool, { alertIds, targetId, event: "fired", atMs: bench.clock.wallMs() });
    return alertIds;
  }
  async function resolve(targetId: string, ...alertIds: bigint[]): Promise<void> {
    for (const id of alertIds) await closeAlert(bench.pool, id);
    await addNotices(bench.pool, { alertIds, targetId, event: "resolved", atMs: bench.clock.wallMs() });
  }
  const states = async (): Promise<string[]> => (await noticesIn(bench.pool)).map(({ event, state }) => `${event} ${state}`);
  const queueOf = async (targetId: string) =>
    (await bench.pool.query("SELECT * FROM notification_queue WHERE target_id = $1", [targetId])).rows[0];
  return { fire, resolve, states, queueOf };
}
