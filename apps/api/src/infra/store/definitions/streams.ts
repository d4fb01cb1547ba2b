import { COUNT_SCALE, MINUTES_PER_HOUR, RATIO_SCALE } from "@solvent/domain";
import type { StreamCoverage, StreamWriter, UnfinishedBackfill } from "../../../usecases/objective/stream-store.ts";
import { type Db, VanishedError } from "./prisma.ts";

const keyOf = (key: { readonly sourceId: string | null; readonly specHash: string }): string => `${key.sourceId} ${key.specHash}`;

/** Streams of whole sources have no group labels. */
const NO_LABELS = {};

export const makeStreamWriter = (db: Db): StreamWriter => ({
  ensure: async (wanted, startMinute) => {
    if (wanted.length === 0) return [];
    const sorted = [...wanted].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const data = sorted.map((one) => ({ ...one, labels: NO_LABELS, firstMinute: startMinute, watermark: startMinute }));
    await db.stream.createMany({ data, skipDuplicates: true });
    // KEY SHARE is what the foreign key of an objective takes anyway; taking all of them at once in this order avoids deadlocks.
    const rows = await db.$queryRaw<StreamCoverage[]>`
      select s.id, s.source_id as "sourceId", s.spec_hash as "specHash", s.first_minute as "firstMinute", s.watermark
        from stream s
        join unnest(${sorted.map((one) => one.sourceId)}::uuid[], ${sorted.map((one) => one.specHash)}::text[]) as w (source_id, spec_hash)
          on w.source_id = s.source_id and w.spec_hash = s.spec_hash
       where s.labels = '{}'::jsonb order by s.id for key share of s`;
    const found = new Map(rows.map((row) => [keyOf(row), row]));
    return wanted.map((one) => {
      const stream = found.get(keyOf(one));
      if (stream === undefined) throw new VanishedError("a stream was deleted while it was looked up");
      return stream;
    });
  },
  ensureSlices: async (wanted) => {
    if (wanted.length === 0) return;
    // In one order, so that two transactions never wait for each other's rows.
    const sorted = [...wanted].sort((a, b) => a.parentId - b.parentId || (a.sliceKey < b.sliceKey ? -1 : 1));
    await db.$executeRaw`
      insert into stream (source_id, spec_hash, labels, kind, parent_id, slice_key, query, scale, first_minute, watermark)
      select p.source_id, 'slices:' || p.id || ':' || w.slice_key, '{}', 'slices', p.id, w.slice_key, w.slice_key,
             case when w.slice_key like 'ratio_timeslices/%' then ${RATIO_SCALE}::bigint else ${COUNT_SCALE}::bigint end,
             p.watermark - p.watermark % ${MINUTES_PER_HOUR}::int, p.watermark - p.watermark % ${MINUTES_PER_HOUR}::int
        from unnest(${sorted.map((one) => one.parentId)}::int[], ${sorted.map((one) => one.sliceKey)}::text[]) as w (parent_id, slice_key)
        join stream p on p.id = w.parent_id
       order by w.parent_id, w.slice_key
          on conflict do nothing`;
  },
  lockUnfinished: async (streamIds) => {
    const rows = await db.$queryRaw<(UnfinishedBackfill & { readonly streamId: number })[]>`
      select id, stream_id as "streamId", from_minute as "fromMinute" from backfill
       where stream_id = any(${[...streamIds]}::int[]) and state <> 'done' order by id for update`;
    return new Map(rows.map(({ streamId, ...unfinished }) => [streamId, unfinished]));
  },
  queueBackfills: async (ranges) => {
    await db.backfill.createMany({ data: ranges.map((range) => ({ ...range, cursor: range.toMinute })) });
  },
  extendBackfills: async (backfills) => {
    await db.$executeRaw`
      update backfill b
         set from_minute = e.from_minute,
             state = case when b.state in ('cancelled', 'failed') then 'queued' else b.state end,
             message = null, retry_at = null, attempts = 0, ended_at = null
        from unnest(${backfills.map(({ id }) => id)}::int8[], ${backfills.map(({ fromMinute }) => fromMinute)}::int[]) as e (id, from_minute)
       where b.id = e.id`;
  },
});
