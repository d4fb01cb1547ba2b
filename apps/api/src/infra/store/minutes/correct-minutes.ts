import { MINUTES_PER_HOUR, type Minute, type Totals, totalsBetween, ZERO_TOTALS } from "@solvent/domain";
import type pg from "pg";
import { type AnchorShift, shiftAnchors } from "./anchors.ts";
import type { CorrectionLog, LoggedCounts } from "./correction-log.ts";
import { MinuteStoreCorruptError } from "./errors.ts";
import { HourRows } from "./hour-rows.ts";
import { type HourSlice, readHourSlices, type SliceRequest } from "./hour-slices.ts";
import { type Piece, type SplitWrite, startOfHour } from "./split-write.ts";
import { addTotals, exactGoodBetween, exactTotalBetween, goodBetween, isZero, Tally, totalBetween } from "./tally.ts";

/** Minutes [from, to) of a stream that were missing and are known now. */
export interface Fill {
  readonly streamId: number;
  readonly from: Minute;
  readonly to: Minute;
}

export interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

export interface Corrections {
  /** Changed minutes by stream. */
  readonly minutes: Map<number, number>;
  /** From the first changed minute of a stream to the end of the last one. */
  readonly spans: Map<number, Span>;
  readonly fills: Fill[];
  /** Totals within the hour at the watermark, of streams whose piece ends there inside an hour. */
  readonly tails: Map<number, Tally>;
  /** Takes every changed minute with what it was and is; null: nobody wants to know. */
  readonly log: CorrectionLog | null;
}

/** The part of a piece that lies in one hour. */
interface HourPart {
  readonly split: SplitWrite;
  readonly piece: Piece;
  readonly hour: number;
  /** Elements of the row, from 1, inclusive. */
  readonly first: number;
  readonly last: number;
}

/** Rows looked at together, 2 kB each while they are. */
const CHUNK_ROWS = 8_000;

/**
 * Brings minutes inside the coverage to what their blocks say: rewrites the rows of hours that differ and moves the later anchors.
 * Writes nothing for minutes that are as they were.
 */
export async function correctMinutes(
  client: pg.PoolClient,
  splits: readonly SplitWrite[],
  log: CorrectionLog | null = null,
): Promise<Corrections> {
  const corrections: Corrections = { minutes: new Map(), spans: new Map(), fills: [], tails: new Map(), log };
  let chunk: HourPart[] = [];
  for (const split of splits) {
    chunk.push(...hourParts(split));
    if (chunk.length < CHUNK_ROWS) continue;
    await correctParts(client, chunk, corrections);
    chunk = [];
  }
  await correctParts(client, chunk, corrections);
  return corrections;
}

function hourParts(split: SplitWrite): HourPart[] {
  const parts: HourPart[] = [];
  const piece = split.inside;
  if (piece === null) return parts;
  for (let from = piece.from; from < piece.to; from = startOfHour(from) + MINUTES_PER_HOUR) {
    const start = startOfHour(from);
    const last = Math.min(piece.to - start, MINUTES_PER_HOUR);
    parts.push({ split, piece, hour: start / MINUTES_PER_HOUR, first: from - start + 1, last });
  }
  return parts;
}

async function correctParts(client: pg.PoolClient, parts: readonly HourPart[], corrections: Corrections): Promise<void> {
  const slices = await readHourSlices(client, parts.map(toSliceRequest));
  const changed = parts
    .map((part, i) => ({ part, slice: getRow(part, slices[i]) }))
    .filter(({ part, slice }) => differs(part, slice, corrections));
  if (changed.length === 0) return;
  const rows = await readWholeRows(client, changed);
  const replaced = new HourRows();
  const shifts: AnchorShift[] = [];
  for (const { part, slice } of changed) {
    const { end, delta } = rewriteHour(replaced, part, rows.get(part) ?? slice);
    addShift(shifts, part, delta);
    if (isTail(part)) corrections.tails.set(part.piece.streamId, end);
  }
  await replaced.replace(client);
  await shiftAnchors(
    client,
    shifts.filter(({ first, last, by }) => first <= last && !isZero(by)),
  );
}

/** The rows of parts that do not show all of their row already. */
async function readWholeRows(client: pg.PoolClient, changed: readonly { readonly part: HourPart }[]): Promise<Map<HourPart, HourSlice>> {
  const partial = changed.map(({ part }) => part).filter(({ first, last }) => first > 1 || last < MINUTES_PER_HOUR);
  const rows = await readHourSlices(
    client,
    partial.map(({ hour, piece }) => ({ hour, streamId: piece.streamId, first: 1, last: MINUTES_PER_HOUR })),
  );
  return new Map(partial.map((part, i) => [part, getRow(part, rows[i])]));
}

/** One element more in front, to take differences from. */
const toSliceRequest = ({ hour, piece, first, last }: HourPart): SliceRequest => ({
  hour,
  streamId: piece.streamId,
  first: Math.max(1, first - 1),
  last,
});

function getRow({ hour, piece }: HourPart, row: HourSlice | null | undefined): HourSlice {
  if (row) return row;
  throw new MinuteStoreCorruptError(`stream ${piece.streamId} has no row for hour ${hour}, which lies in its coverage`);
}

/** Whether the part ends at the watermark, inside an hour. */
const isTail = ({ split, hour, last }: HourPart): boolean =>
  last < MINUTES_PER_HOUR && hour * MINUTES_PER_HOUR + last === split.head.watermark;

/** Counts as they are in a block: exact, and a bigint where a number would not be. */
type WrittenCount = number | bigint | undefined;

const isCount = (stored: number, exact: () => bigint, written: WrittenCount): boolean =>
  typeof written === "bigint" ? exact() === written : stored === written;

/** Whether the minute between two totals is what element `i` of the block says. */
function isAsWritten({ block }: Piece, i: number, { before, after }: { before: Tally; after: Tally }): boolean {
  if (after.known === before.known) return block.missing[i] !== null;
  return (
    block.missing[i] === null &&
    isCount(goodBetween(before, after), () => exactGoodBetween(before, after), block.good[i]) &&
    isCount(totalBetween(before, after), () => exactTotalBetween(before, after), block.total[i])
  );
}

const storedCounts = (before: Tally, after: Tally): LoggedCounts | null =>
  after.known > before.known ? { good: exactGoodBetween(before, after), total: exactTotalBetween(before, after) } : null;

const writtenCounts = ({ block }: Piece, i: number): LoggedCounts | null =>
  block.missing[i] === null ? { good: BigInt(block.good[i] ?? 0), total: BigInt(block.total[i] ?? 0) } : null;

/** Compares the stored minutes of a part with its block and notes what it finds. */
function differs({ split, piece, hour, first, last }: HourPart, stored: HourSlice, corrections: Corrections): boolean {
  const { streamId, block } = piece;
  const offset = first === 1 ? 1 : first - 1;
  let [before, after] = [new Tally(), new Tally()];
  if (first > 1) stored.read(0, before);
  let changes = 0;
  for (let element = first; element <= last; element += 1) {
    stored.read(element - offset, after);
    const minute = hour * MINUTES_PER_HOUR + element - 1;
    const i = minute - block.from;
    if (!isAsWritten(piece, i, { before, after })) {
      changes += 1;
      widen(corrections.spans, streamId, minute);
      if (block.missing[i] === null && after.known === before.known) addFill(corrections.fills, streamId, minute);
      corrections.log?.note({ streamId, hour, minute: element - 1 }, storedCounts(before, after), writtenCounts(piece, i));
    }
    [before, after] = [after, before];
  }
  if (changes > 0) corrections.minutes.set(streamId, (corrections.minutes.get(streamId) ?? 0) + changes);
  if (isTail({ split, piece, hour, first, last })) corrections.tails.set(streamId, before);
  return changes > 0;
}

/** Minutes of a stream come in their order. */
function widen(spans: Map<number, Span>, streamId: number, minute: Minute): void {
  spans.set(streamId, { from: spans.get(streamId)?.from ?? minute, to: minute + 1 });
}

function addFill(fills: Fill[], streamId: number, minute: Minute): void {
  const last = fills.at(-1);
  if (last?.streamId === streamId && last.to === minute) fills[fills.length - 1] = { ...last, to: minute + 1 };
  else fills.push({ streamId, from: minute, to: minute + 1 });
}

/** Writes the row anew with the minutes of the part; says where its totals end now and by how much that differs. */
function rewriteHour(rows: HourRows, { piece, hour, first, last }: HourPart, stored: HourSlice): { end: Tally; delta: Totals } {
  const { block, streamId } = piece;
  const shift = hour * MINUTES_PER_HOUR - 1 - block.from;
  const end = new Tally();
  let [before, after] = [new Tally(), new Tally()];
  rows.open(hour, streamId);
  for (let element = 1; element <= stored.length; element += 1) {
    stored.read(element - 1, after);
    if (element >= first && element <= last) {
      const i = element + shift;
      if (block.missing[i] === null) end.add(block.good[i] ?? 0, block.total[i] ?? 0);
    } else if (after.known > before.known) end.add(goodBetween(before, after), totalBetween(before, after));
    rows.push(end);
    [before, after] = [after, before];
  }
  return { end, delta: totalsBetween(before.toTotals(), end.toTotals()) };
}

/** Moves the anchors behind an hour. Parts come in the order of hours: an earlier shift of the stream ends where this one begins. */
function addShift(shifts: AnchorShift[], { split, piece, hour }: HourPart, delta: Totals): void {
  const previous = shifts.at(-1);
  const start = hour * MINUTES_PER_HOUR;
  const earlier = previous?.streamId === piece.streamId ? previous : undefined;
  if (earlier !== undefined) shifts[shifts.length - 1] = { ...earlier, last: start };
  shifts.push({
    streamId: piece.streamId,
    first: start + MINUTES_PER_HOUR,
    last: startOfHour(split.head.watermark),
    by: addTotals(earlier?.by ?? ZERO_TOTALS, delta),
  });
}
