import {
  COMPOSITE_KINDS,
  type CompositeKind,
  type CompositeTree,
  type CompositeTreePart,
  MINUTES_PER_HOUR,
  parseDecimal,
  type SliceTerms,
} from "@solvent/domain";
import type pg from "pg";
import * as z from "zod";
import type { StreamHead } from "../../../usecases/minutes/minute-store.ts";
import { sliceTermsOf } from "../minutes/slices/slice-terms.ts";

/** The slices that a composite `cs` puts together are judged by this key; the cast is for composites alone. */
export const PART_KEY = "CASE WHEN cs.kind = 'composite' THEN cs.query::jsonb->>'sliceKey' END";

/** The stream that a part `cp` of the composite `cs` reads now, from its objective `po` and that one's stream `ps`: its slices, or the composite that it is. */
export const WANTED_PART = `
  CASE WHEN ps.kind = 'composite' THEN ps.id
    ELSE (SELECT sl.id FROM stream sl WHERE sl.parent_id = ps.id AND sl.slice_key = ${PART_KEY}) END`;

const StoredQuery = z.object({ how: z.enum(COMPOSITE_KINDS), sliceKey: z.string() });

/** What a part is read from. */
export interface StoredPart {
  readonly weight: string;
  readonly objectiveId: string;
  /** Its objective is not judged any more: it does not hold back the others. */
  readonly archived: boolean;
  /** Null: there is none yet. */
  readonly stream: (StreamHead & { readonly kind: "slices" | "composite"; readonly parentId: number | null }) | null;
}

export interface StoredComposite extends StreamHead {
  readonly how: CompositeKind;
  readonly slices: SliceTerms;
  readonly parts: readonly StoredPart[];
  /** Minutes before this one are not kept: nothing can be put together from there. */
  readonly keptFrom: number;
  /** Some of it must be put together again. */
  readonly stale: boolean;
}

/* Minutes that are kept as hourly totals alone cannot be put together. */
const FIRST = (alias: string) =>
  `greatest(${alias}.first_minute, ceil(coalesce(${alias}.minutes_from, 0)::numeric / ${MINUTES_PER_HOUR})::int * ${MINUTES_PER_HOUR})`;

const PARTS = `
  SELECT cp.stream_id, cs.query, cs.first_minute AS own_first, ${FIRST("cs")} AS kept_from, cs.watermark AS own_watermark, cp.weight, cp.objective_id,
    po.archived_at IS NOT NULL AS archived, p.id, p.kind, p.parent_id, ${FIRST("p")} AS first_minute, p.watermark,
    EXISTS (SELECT 1 FROM composite_stale st WHERE st.stream_id = cp.stream_id) AS stale
  FROM composite_part cp JOIN stream cs ON cs.id = cp.stream_id JOIN objective po ON po.id = cp.objective_id
  LEFT JOIN stream p ON p.id = cp.part_stream_id`;

const ALL = `${PARTS} ORDER BY cp.stream_id, cp.position`;
const SOME = `${PARTS} WHERE cp.stream_id = ANY($1::int[]) ORDER BY cp.stream_id, cp.position`;

interface Row {
  readonly stream_id: number;
  readonly query: string;
  readonly own_first: number;
  readonly kept_from: number;
  readonly own_watermark: number;
  readonly weight: string;
  readonly objective_id: string;
  readonly archived: boolean;
  readonly id: number | null;
  readonly kind: "slices" | "composite";
  readonly parent_id: number | null;
  readonly first_minute: number;
  readonly watermark: number;
  readonly stale: boolean;
}

const toPart = ({ weight, objective_id, archived, id, kind, parent_id, first_minute, watermark }: Row): StoredPart => ({
  weight,
  objectiveId: objective_id,
  archived,
  stream: id === null ? null : { streamId: id, kind, parentId: parent_id, firstMinute: Math.min(first_minute, watermark), watermark },
});

function toComposite(row: Row, rows: readonly Row[]): StoredComposite {
  const { how, sliceKey } = StoredQuery.parse(JSON.parse(row.query));
  return {
    streamId: row.stream_id,
    firstMinute: row.own_first,
    watermark: row.own_watermark,
    how,
    slices: sliceTermsOf(sliceKey),
    parts: rows.map(toPart),
    keptFrom: row.kept_from,
    stale: row.stale,
  };
}

/** All composite streams, or those asked for, with their parts in order. */
export async function readComposites(client: pg.Pool | pg.PoolClient, streamIds?: readonly number[]): Promise<readonly StoredComposite[]> {
  const { rows } = streamIds === undefined ? await client.query<Row>(ALL) : await client.query<Row>(SOME, [streamIds]);
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.stream_id);
    if (group === undefined) groups.set(row.stream_id, [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap((group) => (group[0] === undefined ? [] : [toComposite(group[0], group)]));
}

/** Deeper than any composite that can be saved; a cycle cannot be saved at all. */
const MOST_LEVELS = 100;

/** How each composite is put together, down to the measured streams. */
function treesOf(composites: readonly StoredComposite[]): ReadonlyMap<number, CompositeTree> {
  const byId = new Map(composites.map((composite) => [composite.streamId, composite]));
  const trees = new Map<number, CompositeTree>();

  const partOf = ({ weight, stream }: StoredPart, level: number): CompositeTreePart => ({
    weight: parseDecimal(weight),
    of: stream === null ? null : stream.kind === "composite" ? treeOf(stream.streamId, level + 1) : stream.parentId,
  });

  function treeOf(streamId: number, level: number): CompositeTree | null {
    const composite = byId.get(streamId);
    if (composite === undefined || level > MOST_LEVELS) return null;
    const { how, slices, parts } = composite;
    const known = trees.get(streamId);
    if (known !== undefined) return known;
    const tree = { how, slices, parts: parts.map((part) => partOf(part, level)) };
    trees.set(streamId, tree);
    return tree;
  }

  for (const { streamId } of composites) treeOf(streamId, 0);
  return trees;
}

/** How these streams are put together; those that are no composites are left out. */
export async function readTrees(
  client: pg.Pool | pg.PoolClient,
  streamIds: readonly number[],
): Promise<ReadonlyMap<number, CompositeTree>> {
  const trees = treesOf(await readComposites(client));
  return new Map(
    streamIds.flatMap((id) => {
      const tree = trees.get(id);
      return tree === undefined ? [] : [[id, tree] as const];
    }),
  );
}
