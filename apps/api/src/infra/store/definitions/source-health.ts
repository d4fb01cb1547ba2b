import type { Outcome, SourceHealth } from "@solvent/metric-sources";
import type { Db } from "./prisma.ts";

/** Keeps what a source said when a person asked it; a run of failures keeps its start. */
export const makeRecordHealth =
  (db: Db, now: () => number) =>
  async (sourceId: string, outcome: Outcome<SourceHealth>): Promise<void> => {
    const at = new Date(now());
    if (outcome.ok) {
      const latencyMs = Math.round(outcome.value.latencyMs);
      const { version } = outcome.value;
      await db.$executeRaw`
        insert into source_health (source_id, ok_at, latency_ms, version) select id, ${at}, ${latencyMs}, ${version} from source where id = ${sourceId}::uuid
        on conflict (source_id) do update set ok_at = excluded.ok_at, latency_ms = excluded.latency_ms,
          version = coalesce(excluded.version, source_health.version), failing_since = null, failure_class = null, message = null`;
      return;
    }
    const { class: failureClass, message } = outcome.failure;
    await db.$executeRaw`
      insert into source_health (source_id, failed_at, failing_since, failure_class, message)
      select id, ${at}, ${at}, ${failureClass}, ${message} from source where id = ${sourceId}::uuid
      on conflict (source_id) do update set failed_at = excluded.failed_at,
        failing_since = coalesce(source_health.failing_since, excluded.failing_since),
        failure_class = excluded.failure_class, message = excluded.message`;
  };
