import { COUNT_SCALE, parseSliceKey, RATIO_SCALE } from "@solvent/domain";
import * as z from "zod";
import type { CompositeWriter } from "../../../usecases/composite/composite-writer.ts";
import type { StreamCoverage } from "../../../usecases/objective/stream-store.ts";
import { type Db, VanishedError } from "../definitions/prisma.ts";

const StoredKey = z.object({ sliceKey: z.string() });
const keyIn = (query: string): string => StoredKey.parse(JSON.parse(query)).sliceKey;

export const makeCompositeWriter = (db: Db): CompositeWriter => ({
  lockAll: async () => {
    // Two changes that are right on their own could make a circle together. The number is only unique among Solvent's advisory locks.
    await db.$executeRaw`select pg_advisory_xact_lock(7205759403792802)`;
    const rows = await db.$queryRaw<{ name: string; query: string; parts: string[] }[]>`
      select o.name, cs.query, array_agg(po.name order by cp.position) as parts
        from objective o
        join stream cs on cs.id = o.stream_id and cs.kind = 'composite'
        join composite_part cp on cp.stream_id = cs.id
        join objective po on po.id = cp.objective_id
       group by o.name, cs.query order by o.name`;
    return rows.map(({ name, query, parts }) => ({ name, parts, sliceMinutes: parseSliceKey(keyIn(query)).slices.minutes }));
  },
  idsOf: async (names) => {
    // None of them can be deleted before the end of the transaction.
    const rows = await db.$queryRaw<{ id: string; name: string }[]>`
      select id, name from objective where name = any(${[...names]}::text[]) order by name for key share`;
    return new Map(rows.map(({ id, name }) => [name, id]));
  },
  ensure: async ({ specHash, query, parts }, startMinute) => {
    const scale = keyIn(query).startsWith("ratio_timeslices/") ? RATIO_SCALE : COUNT_SCALE;
    const columns = [specHash, query, BigInt(scale)] as const;
    await db.$executeRaw`
      insert into stream (spec_hash, labels, kind, query, scale, first_minute, watermark)
      values (${columns[0]}, '{}', 'composite', ${columns[1]}, ${columns[2]}, ${startMinute}::int, ${startMinute}::int)
          on conflict (spec_hash) where kind = 'composite' do nothing`;
    const [stream] = await db.$queryRaw<StreamCoverage[]>`
      select id, source_id as "sourceId", spec_hash as "specHash", first_minute as "firstMinute", watermark
        from stream where kind = 'composite' and spec_hash = ${specHash} for key share`;
    if (stream === undefined) throw new VanishedError("a stream was deleted while it was looked up");
    await db.$executeRaw`
      insert into composite_part (stream_id, position, objective_id, weight)
      select ${stream.id}::int, p.position - 1, p.objective_id, p.weight
        from unnest(${parts.map(({ objectiveId }) => objectiveId)}::uuid[], ${parts.map(({ weight }) => weight)}::text[])
          with ordinality as p (objective_id, weight, position)
          on conflict do nothing`;
    const measured = await db.$queryRaw<{ id: number }[]>`
      select distinct s.id from objective o join stream s on s.id in (o.stream_id, o.next_stream_id)
       where o.id = any(${parts.map(({ objectiveId }) => objectiveId)}::uuid[]) and s.kind = 'measured' order by s.id`;
    return { stream, measured: measured.map(({ id }) => id) };
  },
});
