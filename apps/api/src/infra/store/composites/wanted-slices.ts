import { PART_KEY } from "./stored-composites.ts";

/** Parents and keys of the slices that composites `cs` which an objective reads are put together from, now or once a part reads its next stream. */
export const WANTED_BY_COMPOSITES = `
  SELECT reads.stream_id AS parent_id, ${PART_KEY} AS slice_key
  FROM composite_part cp JOIN stream cs ON cs.id = cp.stream_id JOIN objective po ON po.id = cp.objective_id
  CROSS JOIN LATERAL (VALUES (po.stream_id), (po.next_stream_id)) AS reads (stream_id)
  WHERE reads.stream_id IS NOT NULL AND EXISTS (SELECT 1 FROM objective o WHERE o.stream_id = cs.id)`;
