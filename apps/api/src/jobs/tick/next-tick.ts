import { MINUTE_MS } from "@solvent/domain";

/** After the instant, for clocks that tell it a moment early. */
const SLACK_MS = 20;

/**
 * The next instant of the database's clock at which a minute of some source may be read: a minute boundary plus that source's
 * ingest delay. Whole minutes when no source is known yet.
 */
export function nextTickMs(databaseNowMs: number, ingestDelaysSeconds: Iterable<number>): number {
  const offsets = new Set([...ingestDelaysSeconds].map((seconds) => (seconds * 1000) % MINUTE_MS));
  if (offsets.size === 0) offsets.add(0);
  const instants = [...offsets].map((offsetMs) => {
    const passed = Math.floor((databaseNowMs - SLACK_MS - offsetMs) / MINUTE_MS);
    return (passed + 1) * MINUTE_MS + offsetMs + SLACK_MS;
  });
  return Math.min(...instants);
}
