import type { Minute } from "@solvent/domain";
import type pg from "pg";
import type { TotalsTable } from "../../../usecases/minutes/minute-store.ts";
import { askPrepared, type Prepared } from "../prepared.ts";
import { IntArray, toInts, viewOf } from "./array-parameters.ts";
import { anchorPartitions, dayOf, hourPartition, type Partition } from "./calendar-partitions.ts";
import { sqlState } from "./fence.ts";
import { FROM_ALL, makeFewTotalsStatements } from "./few-totals-statement.ts";
import type { PartitionKeeper } from "./partition-keeper.ts";
import { hourOf, positionOf } from "./plan-look-ups.ts";
import { startOfHour } from "./split-write.ts";
import { TotalsColumns } from "./totals-table.ts";

/** Questions up to this size are one statement with a plan that the connection keeps: planning the large one takes longer than reading. */
const FEW_STREAMS = 8;
const FEW_CELLS = 2_048;

export const isFew = (streamIds: readonly number[], instants: readonly Minute[]): boolean =>
  streamIds.length > 0 && instants.length > 0 && streamIds.length <= FEW_STREAMS && streamIds.length * instants.length <= FEW_CELLS;

interface FewRow {
  readonly cells: Buffer | null;
  /** Start of the hour whose totals a cell shows instead; -1: its own. */
  readonly floor: Buffer | null;
  readonly kept_from: Buffer | null;
  readonly good: Buffer | null;
  readonly total: Buffer | null;
  readonly known: Buffer | null;
  readonly active: Buffer | null;
}

interface Asked {
  readonly streamIds: readonly number[];
  /** Each once. */
  readonly streams: readonly number[];
  readonly instants: readonly Minute[];
}

/**
 * As `readTotals`, for a question that `isFew`, in one statement. Null when not every cell is found where the instants let expect it: a
 * stream does not exist or holds nothing, or an instant lies where minutes are not kept any more and that was not known. Then
 * `readTotals` knows more.
 */
export type ReadFewTotals = (streamIds: readonly number[], instants: readonly Minute[]) => Promise<TotalsTable | null>;

const UNDEFINED_TABLE = "42P01";

export function makeReadFewTotals(pool: pg.Pool, partitions: Pick<PartitionKeeper, "existing" | "forget">): ReadFewTotals {
  const statements = makeFewTotalsStatements();

  async function ask(statement: Prepared, asked: Asked, lists: Lists): Promise<TotalsTable | null> {
    const { rows } = await askPrepared<FewRow>(pool, statement, parametersOf(asked, lists));
    return rows[0] === undefined ? null : toTable(rows[0], asked);
  }

  async function askSome(statement: Prepared, asked: Asked, lists: Lists): Promise<TotalsTable | null> {
    try {
      return await ask(statement, asked, lists);
    } catch (error) {
      if (sqlState(error) !== UNDEFINED_TABLE) throw error;
      // Dropped a moment ago.
      partitions.forget();
      return null;
    }
  }

  return async (streamIds, instants) => {
    const asked = { streamIds, streams: [...new Set(streamIds)], instants };
    const existing = await partitions.existing(wantedPartitions(instants));
    const lists = toLists(instants, new Set(existing.map(({ name }) => name)));
    const statement = statements.from(existing);
    const some = statement === null ? null : await askSome(statement, asked, lists);
    if (some !== null) return some;
    const all = await ask(FROM_ALL, asked, lists);
    // Another process has made a partition.
    if (statement !== null && all !== null) partitions.forget();
    return all;
  };
}

/** Partitions where totals at the instants are found. A coverage begins at a whole hour, so what is cut to it needs an anchor only. */
function wantedPartitions(instants: readonly Minute[]): readonly Partition[] {
  const days = new Set(instants.filter((instant) => positionOf(instant) > 0).map(dayOf));
  return [...[...days].map(hourPartition), ...anchorPartitions(Math.min(...instants), Math.max(...instants))];
}

/** What is read besides the bounds of coverages. */
interface Lists {
  readonly hours: readonly number[];
  readonly anchors: readonly Minute[];
  /** Instants inside an hour of a day that is not kept: there may be an anchor at the minute itself. */
  readonly own: readonly Minute[];
}

function toLists(instants: readonly Minute[], existing: ReadonlySet<string>): Lists {
  const inside = instants.filter((instant) => positionOf(instant) > 0);
  const kept = new Map([...new Set(inside.map(dayOf))].map((day) => [day, existing.has(hourPartition(day).name)]));
  const own = inside.filter((instant) => kept.get(dayOf(instant)) === false);
  return { hours: [...new Set(inside.map(hourOf))], anchors: [...new Set([...instants.map(startOfHour), ...own])], own };
}

const parametersOf = ({ streams, instants }: Asked, { hours, anchors, own }: Lists): Buffer[] =>
  [streams, instants, hours, anchors, own].map((values) => new IntArray(values).toParameter());

function toTable({ cells, floor, kept_from, good, total, known, active }: FewRow, asked: Asked): TotalsTable | null {
  const { streamIds, streams, instants } = asked;
  const found = toInts(cells);
  if (found.length !== streams.length * instants.length) return null;
  if (good === null || total === null || known === null || active === null) return null;
  const table = new TotalsColumns(
    Int32Array.from(streamIds, (id) => streams.indexOf(id)),
    { streams: streams.length, instants: instants.length },
  );
  const answer = { good: viewOf(good), total: viewOf(total), known: viewOf(known), active: viewOf(active), countsAt: 0, minutesAt: 0 };
  const [floors, keptFrom] = [toInts(floor), toInts(kept_from)];
  found.forEach((cell, index) => {
    const [row, column] = [Math.floor(cell / instants.length), cell % instants.length];
    table.add(row, column, { answer, index });
    const from = keptFrom[index] ?? 0;
    const start = floors[index] ?? 0;
    if ((instants[column] ?? 0) < from) table.lieBeyond(row, column, { minutesFrom: from, floor: start < 0 ? null : start });
  });
  return table;
}
