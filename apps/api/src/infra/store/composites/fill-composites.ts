import { type CompositeTree, combineTree, compositeMinutes, type MinuteBlock, parseDecimal } from "@solvent/domain";
import type pg from "pg";
import type { CompositeWork, FilledComposite } from "../../../jobs/composites/composite-store.ts";
import type { StreamHead } from "../../../usecases/minutes/minute-store.ts";
import { correctMinutes, type Span } from "../minutes/correct-minutes.ts";
import { extendCoverage } from "../minutes/extend-coverage.ts";
import { type SplitWrite, splitWrite } from "../minutes/split-write.ts";
import { updateHeads } from "../minutes/stream-heads.ts";
import { markStale, writtenSpans } from "./mark-stale.ts";
import { commonCoverage, earlierSpan, newestSpan, staleSpans } from "./plan-spans.ts";
import { readPartSlices } from "./read-part-slices.ts";
import { readComposites, type StoredComposite } from "./stored-composites.ts";

/* Not against the keys that rows of `composite_stale` refer to: a part is written meanwhile. */
const LOCK = "SELECT id FROM stream WHERE id = ANY($1::int[]) AND kind = 'composite' ORDER BY id FOR NO KEY UPDATE";

/* Before anything of the parts is read: what is added later is put together once more. */
const TAKE_STALE = `DELETE FROM composite_stale WHERE stream_id = ANY($1::int[]) RETURNING stream_id, from_minute AS "from", to_minute AS "to"`;

const PUT_BACK = `
  INSERT INTO composite_stale (stream_id, from_minute, to_minute) SELECT * FROM unnest($1::int[], $2::int[], $3::int[])`;

/** A composite under way. */
interface Filling {
  readonly composite: StoredComposite;
  readonly combine: ReturnType<typeof combineTree>;
  /** One after the other, each with the coverage that the ones before have left. */
  readonly spans: readonly Span[];
  readonly later: readonly Span[];
  head: StreamHead;
}

const combineOf = ({ how, slices, parts }: StoredComposite): ReturnType<typeof combineTree> => {
  const tree: CompositeTree = { how, slices, parts: parts.map(({ weight }) => ({ weight: parseDecimal(weight), of: null })) };
  return combineTree(tree);
};

/** What is added at the end of a composite, or before its beginning. */
const growthOf = (composite: StoredComposite, work: CompositeWork): Span | null =>
  work === "again" ? null : (work === "live" ? newestSpan : earlierSpan)(composite);

function toFilling(composite: StoredComposite, stale: readonly Span[], work: CompositeWork): Filling {
  const { streamId, firstMinute, watermark } = composite;
  const { now, later } = staleSpans(composite, stale);
  const growth = growthOf(composite, work);
  const spans = growth === null ? now : [...now, growth];
  return { composite, combine: combineOf(composite), spans, later, head: { streamId, firstMinute, watermark } };
}

async function takeStale(client: pg.PoolClient, streamIds: readonly number[]): Promise<ReadonlyMap<number, Span[]>> {
  const { rows } = await client.query<Span & { readonly stream_id: number }>(TAKE_STALE, [streamIds]);
  const stale = new Map<number, Span[]>();
  for (const { stream_id, from, to } of rows) stale.set(stream_id, [...(stale.get(stream_id) ?? []), { from, to }]);
  return stale;
}

async function putBack(client: pg.PoolClient, fillings: readonly Filling[]): Promise<void> {
  const rows = fillings.flatMap(({ head: { streamId }, later }) => later.map((span) => ({ streamId, ...span })));
  if (rows.length === 0) return;
  await client.query(PUT_BACK, [rows.map(({ streamId }) => streamId), rows.map(({ from }) => from), rows.map(({ to }) => to)]);
}

/** One span of each, put together from what is stored of the parts. */
async function blocksOf(client: pg.PoolClient, work: readonly { filling: Filling; span: Span }[]): Promise<readonly MinuteBlock[]> {
  const requests = work.flatMap(({ filling: { composite }, span }) =>
    composite.parts.map(({ stream }) => ({ stream, ...span, slices: composite.slices })),
  );
  const found = await readPartSlices(client, requests);
  let next = 0;
  return work.map(({ filling: { composite, combine }, span: { from, to } }) => {
    const parts = composite.parts.map(() => found[next++] ?? []);
    const closed = Math.floor((to - from) / composite.slices.minutes);
    const slices = Array.from({ length: closed }, (_, slice) => combine(parts.map((part) => part[slice] ?? "missing")));
    return compositeMinutes({ terms: composite.slices, from, to, slices });
  });
}

async function writeRound(client: pg.PoolClient, work: readonly { filling: Filling; span: Span }[]): Promise<void> {
  const blocks = await blocksOf(client, work);
  const splits = work.flatMap(({ filling, span }, i): SplitWrite[] => {
    const block = blocks[i];
    const { streamId, firstMinute, watermark } = filling.head;
    // A stream that covers nothing begins where its first minutes are.
    const head = firstMinute === watermark ? { streamId, firstMinute: span.from, watermark: span.from } : filling.head;
    return block === undefined ? [] : [splitWrite({ streamId, block }, head)];
  });
  const corrections = await correctMinutes(client, splits);
  await extendCoverage(client, splits, corrections.tails);
  const moved = splits.filter(({ before, after }) => before !== null || after !== null).map(({ newHead }) => newHead);
  await updateHeads(client, moved);
  await markStale(client, writtenSpans(splits, corrections.spans));
  const heads = new Map(moved.map((head) => [head.streamId, head]));
  for (const { filling } of work) filling.head = heads.get(filling.head.streamId) ?? filling.head;
}

function toFilled({ composite, head, later }: Filling, work: CompositeWork): FilledComposite {
  const grown = { ...composite, ...head };
  const current = later.length === 0 && newestSpan(grown) === null && commonCoverage(composite) !== null;
  const more = later.length > 0 || growthOf(grown, work) !== null;
  return { ...head, before: composite.watermark, current, more };
}

/**
 * Puts composites together from the stored slices of their parts. For a writing transaction; none of the composites may be a part of another
 * one of them.
 */
export async function fillComposites(
  client: pg.PoolClient,
  streamIds: readonly number[],
  work: CompositeWork,
): Promise<readonly FilledComposite[]> {
  await client.query(LOCK, [streamIds]);
  const stale = await takeStale(client, streamIds);
  const composites = await readComposites(client, streamIds);
  const fillings = composites.map((composite) => toFilling(composite, stale.get(composite.streamId) ?? [], work));
  const rounds = fillings.reduce((most, { spans }) => Math.max(most, spans.length), 0);
  for (let round = 0; round < rounds; round++) {
    await writeRound(
      client,
      fillings.flatMap((filling) => {
        const span = filling.spans[round];
        return span === undefined ? [] : [{ filling, span }];
      }),
    );
  }
  await putBack(client, fillings);
  return fillings.map((filling) => toFilled(filling, work));
}
