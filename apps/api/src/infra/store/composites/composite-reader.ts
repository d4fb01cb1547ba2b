import { COMPOSITE_KINDS, type CompositeKind } from "@solvent/domain";
import type pg from "pg";
import * as z from "zod";
import type { CompositeReader, ReadPart } from "../../../usecases/composite/composite-reader.ts";

const HOW = (alias: string) => `CASE WHEN ${alias}.kind = 'composite' THEN ${alias}.query::jsonb->>'how' END`;

const PARTS = `
  SELECT ${HOW("cs")} AS how, o.name, r.definition->>'displayName' AS display_name, cp.weight, p.id AS slices_id,
    coalesce(p.parent_id, p.id) AS stream_id, p.first_minute, p.watermark, ${HOW("p")} AS part_how
  FROM composite_part cp JOIN stream cs ON cs.id = cp.stream_id JOIN objective o ON o.id = cp.objective_id
  JOIN objective_revision r ON r.objective_id = o.id AND r.revision = o.revision LEFT JOIN stream p ON p.id = cp.part_stream_id
  WHERE cp.stream_id = $1 ORDER BY cp.position`;

const StoredHow: z.ZodType<CompositeKind> = z.enum(COMPOSITE_KINDS);

interface Row {
  readonly how: string;
  readonly name: string;
  readonly display_name: string | null;
  readonly weight: string;
  readonly slices_id: number | null;
  readonly stream_id: number;
  readonly first_minute: number;
  readonly watermark: number;
  readonly part_how: string | null;
}

const toPart = (row: Row): ReadPart => ({
  objective: row.name,
  displayName: row.display_name,
  weight: row.weight,
  streams:
    row.slices_id === null
      ? null
      : {
          streamId: row.stream_id,
          slices: { streamId: row.slices_id, firstMinute: row.first_minute, watermark: row.watermark },
        },
  how: row.part_how === null ? null : StoredHow.parse(row.part_how),
});

export const makeCompositeReader = (pool: Pick<pg.Pool, "query">): CompositeReader => ({
  find: async (streamId) => {
    const { rows } = await pool.query<Row>(PARTS, [streamId]);
    const [first] = rows;
    return first === undefined ? null : { how: StoredHow.parse(first.how), parts: rows.map(toPart) };
  },
});
