import { blockEnd, type Minute, type MinuteBlock, type MissingReason } from "@solvent/domain";
import type { GapPiece, GapRevision, GapRow } from "./gap-row.ts";

/** What becomes of a minute that the block says is missing: when to ask again, null = never. */
export type RetryDecision = (minute: Minute, row: GapRow | null, reason: MissingReason) => Pick<GapPiece, "retryAtMs" | "attempts">;

export interface GapQuestion {
  readonly streamId: number;
  /** Unfilled rows of the stream that overlap or touch the block. */
  readonly rows: readonly GapRow[];
  /** The minutes as they are stored now. */
  readonly block: MinuteBlock;
  readonly nowMs: number;
  /** Minutes outside every row that are missing: `open` makes a gap of them, `leave` expects the caller to. */
  readonly uncovered: "open" | "leave";
  readonly decide: RetryDecision;
}

type MinuteState = Omit<GapPiece, "from" | "to" | "streamId">;

const sameState = (a: MinuteState, b: MinuteState): boolean =>
  a.reason === b.reason && a.retryAtMs === b.retryAtMs && a.attempts === b.attempts;

/** Settled neighbours may differ in when they were opened: the earlier one speaks for both. */
const joins = (a: MinuteState, b: MinuteState): boolean => sameState(a, b) && (a.openedAtMs === b.openedAtMs || a.retryAtMs === null);

function stateInsideBlock(question: GapQuestion, minute: Minute, row: GapRow | null, reason: MissingReason | null): MinuteState | null {
  if (reason === null || (row === null && question.uncovered === "leave")) return null;
  const openedAtMs = row?.openedAtMs ?? question.nowMs;
  return { reason, openedAtMs, ...question.decide(minute, row, reason) };
}

const stateOf = (row: GapRow): MinuteState => ({
  reason: row.reason,
  openedAtMs: row.openedAtMs,
  retryAtMs: row.retryAtMs,
  attempts: row.attempts,
});

interface Stretch {
  readonly from: Minute;
  readonly to: Minute;
  /** Null: no row needed. */
  readonly state: MinuteState | null;
}

/** Stretches of rows before or after the block stay as they are. */
const outsideStretches = (rows: readonly GapRow[], from: Minute, to: Minute): Stretch[] =>
  rows
    .map((row) => ({ from: Math.max(row.from, from), to: Math.min(row.to, to), state: stateOf(row) }))
    .filter((stretch) => stretch.from < stretch.to);

function insideStretches(question: GapQuestion, rows: readonly GapRow[]): Stretch[] {
  const { block } = question;
  let next = 0;
  return block.missing.map((reason, i) => {
    const minute = block.from + i;
    while ((rows[next]?.to ?? Number.POSITIVE_INFINITY) <= minute) next++;
    const candidate = rows[next];
    const row = candidate !== undefined && candidate.from <= minute ? candidate : null;
    return { from: minute, to: minute + 1, state: stateInsideBlock(question, minute, row, reason) };
  });
}

function toPieces(streamId: number, stretches: readonly Stretch[]): GapPiece[] {
  const pieces: GapPiece[] = [];
  for (const { from, to, state } of stretches) {
    const last = pieces.at(-1);
    if (state === null) continue;
    if (last !== undefined && last.to === from && joins(last, state)) pieces[pieces.length - 1] = { ...last, to };
    else pieces.push({ streamId, from, to, ...state });
  }
  return pieces;
}

const isUnchanged = (rows: readonly GapRow[], pieces: readonly GapPiece[]): boolean =>
  rows.length === pieces.length &&
  rows.every((row, i) => {
    const piece = pieces[i];
    return piece !== undefined && row.from === piece.from && row.to === piece.to && sameState(stateOf(row), piece);
  });

/**
 * The gap rows of one stream after a block was stored: missing minutes have the reason of the answer and the next try
 * that was decided, known ones need no row, stretches outside the block stay as they are. Null when nothing changes, which is the usual case.
 */
export function reviseGaps(question: GapQuestion): GapRevision | null {
  const { block, streamId } = question;
  const rows = [...question.rows].sort((a, b) => a.from - b.from);
  const pieces = toPieces(streamId, [
    ...outsideStretches(rows, Number.NEGATIVE_INFINITY, block.from),
    ...insideStretches(question, rows),
    ...outsideStretches(rows, blockEnd(block), Number.POSITIVE_INFINITY),
  ]);
  return isUnchanged(rows, pieces) ? null : { remove: rows.map((row) => row.id), insert: pieces };
}
