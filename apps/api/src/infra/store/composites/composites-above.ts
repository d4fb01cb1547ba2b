import type pg from "pg";
import type { CompositesAbove } from "../../../jobs/composites/composite-store.ts";
import { toLevels } from "./composite-levels.ts";
import { readComposites, type StoredPart } from "./stored-composites.ts";

/* Down to the measured streams: the parents of slices. */
const SOURCES = `
  WITH RECURSIVE below (stream_id) AS (
    SELECT cp.part_stream_id FROM composite_part cp WHERE cp.stream_id = ANY($1::int[])
    UNION SELECT cp.part_stream_id FROM below b JOIN composite_part cp ON cp.stream_id = b.stream_id)
  SELECT DISTINCT m.source_id FROM below b JOIN stream p ON p.id = b.stream_id JOIN stream m ON m.id = p.parent_id
  WHERE m.source_id IS NOT NULL ORDER BY m.source_id`;

/** What a measured stream is a part of, by what is read for each part at present. */
export async function readAbove(pool: pg.Pool, streamId: number): Promise<CompositesAbove> {
  const above = new Set<number>();
  const isPartOf = ({ stream }: StoredPart): boolean => stream !== null && (stream.parentId === streamId || above.has(stream.streamId));
  // Parts come first, so that what a composite is put together from has been looked at before it.
  const levels = toLevels(await readComposites(pool)).map((level) => {
    const found = level.filter(({ parts }) => parts.some(isPartOf)).map((composite) => composite.streamId);
    for (const id of found) above.add(id);
    return found;
  });
  if (above.size === 0) return { levels: [], sourceIds: [] };
  const { rows } = await pool.query<{ source_id: string }>(SOURCES, [[...above]]);
  return { levels: levels.filter((ids) => ids.length > 0), sourceIds: rows.map(({ source_id }) => source_id) };
}
