import { MINUTES_PER_HOUR, type Totals, totalsBetween, ZERO_TOTALS } from "@solvent/domain";
import type pg from "pg";
import { AnchorRows, readAnchors } from "./anchors.ts";
import { MinuteStoreCorruptError } from "./errors.ts";
import { HourRows, pushMinutes } from "./hour-rows.ts";
import { readHourSlices } from "./hour-slices.ts";
import { type Piece, type SplitWrite, startOfHour } from "./split-write.ts";
import { addTotals, Tally } from "./tally.ts";

/** Rows held in memory before they are sent: about 1.4 kB each. */
const FLUSH_ROWS = 12_000;

const isEmpty = ({ head }: SplitWrite): boolean => head.firstMinute === head.watermark;

interface Target {
  readonly client: pg.PoolClient;
  appended: HourRows;
  inserted: HourRows;
  anchors: AnchorRows;
}

/**
 * Stores the minutes of the splits that lie outside their coverage. `tails` has totals within the hour at the watermark where the
 * caller knows them already; they are read otherwise. Corrections inside the coverage must be stored before.
 */
export async function extendCoverage(
  client: pg.PoolClient,
  splits: readonly SplitWrite[],
  tails: ReadonlyMap<number, Tally>,
): Promise<void> {
  const target: Target = { client, appended: new HourRows(), inserted: new HourRows(), anchors: new AnchorRows() };
  await appendPieces(target, splits, tails);
  await prependPieces(target, splits);
  await flush(target);
}

async function appendPieces(target: Target, splits: readonly SplitWrite[], tails: ReadonlyMap<number, Tally>): Promise<void> {
  const growing = splits.filter((split) => split.after !== null);
  const starts = await readTails(target.client, growing, tails);
  const bases = await readBases(
    target.client,
    growing.filter((split) => !isEmpty(split) && reachesAnchor(split)),
  );
  for (const split of growing) {
    const { streamId } = split.head;
    if (split.after === null) continue;
    const base = bases.get(streamId) ?? ZERO_TOTALS;
    if (isEmpty(split)) target.anchors.push(streamId, split.head.firstMinute, ZERO_TOTALS);
    appendPiece(target, split.after, { tally: starts.get(streamId) ?? new Tally(), base });
    if (target.inserted.length + target.appended.length > FLUSH_ROWS) await flush(target);
  }
}

/** Whether the appended minutes end an hour, so that a new anchor follows. */
const reachesAnchor = ({ head, newHead }: SplitWrite): boolean => startOfHour(newHead.watermark) > head.watermark;

function appendPiece({ appended, inserted, anchors }: Target, piece: Piece, { tally, base }: { tally: Tally; base: Totals }): void {
  const running = new Tally();
  running.copy(tally);
  let anchor = base;
  for (let from = piece.from; from < piece.to; from = startOfHour(from) + MINUTES_PER_HOUR) {
    const hourEnd = startOfHour(from) + MINUTES_PER_HOUR;
    if (from % MINUTES_PER_HOUR === 0) running.copy(ZERO_TALLY);
    const rows = from % MINUTES_PER_HOUR === 0 ? inserted : appended;
    rows.open(startOfHour(from) / MINUTES_PER_HOUR, piece.streamId);
    pushMinutes(rows, running, { block: piece.block, from, to: Math.min(hourEnd, piece.to) });
    if (hourEnd > piece.to) break;
    anchor = addTotals(anchor, running.toTotals());
    anchors.push(piece.streamId, hourEnd, anchor);
  }
}

const ZERO_TALLY = new Tally();

/** Totals within the hour at the watermarks that lie inside an hour. */
async function readTails(client: pg.PoolClient, splits: readonly SplitWrite[], known: ReadonlyMap<number, Tally>) {
  const tails = new Map(known);
  const wanted = splits.filter(
    ({ head }) => head.watermark % MINUTES_PER_HOUR > 0 && head.firstMinute < head.watermark && !known.has(head.streamId),
  );
  const slices = await readHourSlices(
    client,
    wanted.map(({ head: { streamId, watermark } }) => {
      const position = watermark % MINUTES_PER_HOUR;
      return { hour: startOfHour(watermark) / MINUTES_PER_HOUR, streamId, first: position, last: position };
    }),
  );
  wanted.forEach(({ head }, i) => {
    const slice = slices[i];
    if (slice?.length !== 1)
      throw new MinuteStoreCorruptError(`stream ${head.streamId} has no minutes before its watermark ${head.watermark}`);
    const tail = new Tally();
    slice.read(0, tail);
    tails.set(head.streamId, tail);
  });
  return tails;
}

async function readBases(client: pg.PoolClient, splits: readonly SplitWrite[]): Promise<Map<number, Totals>> {
  const wanted = splits.map(({ head }) => ({ streamId: head.streamId, minute: startOfHour(head.watermark) }));
  const anchors = await readAnchors(client, wanted);
  return new Map(wanted.map(({ streamId }, i) => [streamId, anchors[i] ?? ZERO_TOTALS]));
}

async function prependPieces(target: Target, splits: readonly SplitWrite[]): Promise<void> {
  const pieces = splits.flatMap(({ before }) => before ?? []);
  const bases = await readAnchors(
    target.client,
    pieces.map(({ streamId, to }) => ({ streamId, minute: to })),
  );
  for (const [i, piece] of pieces.entries()) {
    prependPiece(target, piece, bases[i] ?? ZERO_TOTALS);
    if (target.inserted.length + target.appended.length > FLUSH_ROWS) await flush(target);
  }
}

/** Whole hours in front of `base`, the totals at the end of the piece: their anchors are what is left after taking the hours off. */
function prependPiece({ inserted, anchors }: Target, piece: Piece, base: Totals): void {
  const hours: Totals[] = [];
  for (let from = piece.from; from < piece.to; from += MINUTES_PER_HOUR) {
    const running = new Tally();
    inserted.open(from / MINUTES_PER_HOUR, piece.streamId);
    pushMinutes(inserted, running, { block: piece.block, from, to: from + MINUTES_PER_HOUR });
    hours.push(running.toTotals());
  }
  let anchor = base;
  for (const [i, hour] of [...hours.entries()].reverse()) {
    anchor = totalsBetween(hour, anchor);
    anchors.push(piece.streamId, piece.from + i * MINUTES_PER_HOUR, anchor);
  }
}

async function flush(target: Target): Promise<void> {
  const { client, appended, inserted, anchors } = target;
  await appended.append(client);
  await inserted.insert(client);
  await anchors.insert(client);
  target.appended = new HourRows();
  target.inserted = new HourRows();
  target.anchors = new AnchorRows();
}
