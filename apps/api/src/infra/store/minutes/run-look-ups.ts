import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type pg from "pg";
import { arrayBytes, IntArray, toInts, viewOf } from "./array-parameters.ts";
import { MinuteStoreCorruptError } from "./errors.ts";
import { hourOf, type LookUpPlan, positionOf, type ScatteredCell, type SharedLookUps } from "./plan-look-ups.ts";
import type { BinaryTotals, TotalsColumns } from "./totals-table.ts";

/** One sub-select of the statement, and where the rows of its answer belong. */
interface Select {
  readonly sql: string;
  /** Rows that there must be. */
  readonly expected: number;
  /** Adds the answer's rows. `keys` and `minutes` say which rows they are. */
  add(answer: Answer, table: TotalsColumns): void;
}

interface Answer {
  readonly keys: Int32Array;
  readonly minutes: Int32Array;
  readonly totals: BinaryTotals;
}

interface AnswerRow {
  readonly look_up: number;
  readonly keys: Buffer | null;
  readonly minutes: Buffer | null;
  readonly good: Buffer | null;
  readonly total: Buffer | null;
  readonly known: Buffer | null;
  readonly active: Buffer | null;
}

/** Adds what the look-ups find to the cells. One statement, so all is of one moment. Throws MinuteStoreCorruptError for missing rows. */
export async function runLookUps(client: pg.PoolClient, plan: LookUpPlan, table: TotalsColumns): Promise<void> {
  const parameters: unknown[] = [];
  const selects = [
    ...plan.shared.flatMap((shared) => selectShared(shared, parameters)),
    ...(plan.scattered.length > 0 ? selectScattered(plan.scattered, parameters) : []),
  ];
  if (selects.length === 0) return;
  const statement = selects.map(({ sql }, i) => `SELECT ${i} AS look_up, ${sql}`).join(" UNION ALL ");
  const { rows } = await client.query<AnswerRow>(statement, parameters);
  for (const row of rows) {
    const select = selects[row.look_up];
    if (select !== undefined) addRow(select, row, table);
  }
}

function addRow(select: Select, { keys, minutes, good, total, known, active }: AnswerRow, table: TotalsColumns): void {
  const found = toInts(keys);
  if (found.length !== select.expected)
    throw new MinuteStoreCorruptError(`${select.expected - found.length} of ${select.expected} rows of a stream's coverage are not there`);
  if (good === null || total === null || known === null || active === null) return;
  const views = { good: viewOf(good), total: viewOf(total), known: viewOf(known), active: viewOf(active) };
  select.add({ keys: found, minutes: toInts(minutes), totals: { ...views, countsAt: 0, minutesAt: 0 } }, table);
}

const COLUMNS = ["good", "total", "known", "active"] as const;
type Column = (typeof COLUMNS)[number];

const aggregate = (column: (name: Column) => string): string => COLUMNS.map((name) => `${column(name)} AS ${name}`).join(", ");

/* known and active are smallint in an hour. */
const element = (array: string, position: string, name: Column): string =>
  name === "known" || name === "active" ? `${array}.${name}[${position}]::int` : `${array}.${name}[${position}]`;

/** Adds a value to the statement; returns its placeholder. */
function bind(parameters: unknown[], value: number | IntArray): string {
  parameters.push(typeof value === "number" ? value : value.toParameter());
  return `$${parameters.length}::${typeof value === "number" ? "int" : "int[]"}`;
}

/*
 * Hours and minutes are constants, which leaves the planner one partition. The streams come out of a sub-select, because estimating
 * the share of thousands of constants takes it longer than reading their rows.
 */
function selectShared({ streams, rows, columns }: SharedLookUps, parameters: unknown[]): Select[] {
  const list = `ANY((SELECT ${bind(parameters, new IntArray(streams))})::int[])`;
  const anchors = groupColumns(columns, (minute) => hourOf(minute) * MINUTES_PER_HOUR);
  const hours = groupColumns(new Map([...columns].filter(([minute]) => positionOf(minute) > 0)), hourOf);
  const anchorSelect: Select = {
    sql: `array_send(array_agg(t.stream)) AS keys, array_send(array_agg(t.minute)) AS minutes, ${aggregate((name) => `array_send(array_agg(t.${name}))`)}
      FROM stream_anchor AS t WHERE t.stream = ${list} AND t.minute = ANY(${bind(parameters, new IntArray(anchors.keys()))})`,
    expected: streams.length * anchors.size,
    add({ keys, minutes, totals }, table) {
      keys.forEach((stream, index) => {
        for (const { columns: shown } of anchors.get(minutes[index] ?? 0) ?? [])
          for (const column of shown) table.add(rows.get(stream) ?? 0, column, { answer: totals, index });
      });
    },
  };
  return [anchorSelect, ...[...hours].map(([hour, points]) => selectHour({ hour, points, list, rows }, parameters))];
}

interface Point {
  readonly minute: Minute;
  readonly columns: readonly number[];
}

function groupColumns(columns: ReadonlyMap<Minute, readonly number[]>, keyOf: (minute: Minute) => number): Map<number, Point[]> {
  const groups = new Map<number, Point[]>();
  for (const [minute, shown] of columns) {
    const key = keyOf(minute);
    groups.set(key, [...(groups.get(key) ?? []), { minute, columns: shown }]);
  }
  return groups;
}

interface HourPoints {
  readonly hour: number;
  readonly points: readonly Point[];
  readonly list: string;
  readonly rows: ReadonlyMap<number, number>;
}

/** Several elements of the rows of one hour: their arrays lie behind each other in the answer. */
function selectHour({ hour, points, list, rows }: HourPoints, parameters: unknown[]): Select {
  const positions = points.map(({ minute }) => bind(parameters, positionOf(minute)));
  const values = aggregate((name) => positions.map((position) => `array_send(array_agg(${element("t", position, name)}))`).join(" || "));
  return {
    sql: `array_send(array_agg(t.stream)) AS keys, NULL AS minutes, ${values}
      FROM stream_hour AS t WHERE t.hour = ${bind(parameters, hour)} AND t.stream = ${list}`,
    expected: rows.size,
    add({ keys, totals }, table) {
      points.forEach(({ columns }, i) => {
        const answer = { ...totals, countsAt: i * arrayBytes(keys.length, 8), minutesAt: i * arrayBytes(keys.length, 4) };
        keys.forEach((stream, index) => {
          for (const column of columns) table.add(rows.get(stream) ?? 0, column, { answer, index });
        });
      });
    },
  };
}

function selectScattered(cells: readonly ScatteredCell[], parameters: unknown[]): Select[] {
  const inside = cells.filter(({ minute }) => positionOf(minute) > 0);
  const anchor = "a.good, a.total, a.known, a.active FROM stream_anchor AS a WHERE a.stream = p.stream AND a.minute = p.hour * 60";
  const hour = `${COLUMNS.map((name) => `${element("h", "p.position", name)} AS ${name}`).join(", ")}
    FROM stream_hour AS h WHERE h.stream = p.stream AND h.hour = p.hour`;
  return [toScattered(cells, anchor, parameters), ...(inside.length > 0 ? [toScattered(inside, hour, parameters)] : [])];
}

/* OFFSET 0 keeps the planner from turning the look-ups into a join over all partitions; each look-up visits one. */
function toScattered(cells: readonly ScatteredCell[], found: string, parameters: unknown[]): Select {
  const lists = [cells.map((c) => c.stream), cells.map((c) => hourOf(c.minute)), cells.map((c) => positionOf(c.minute))];
  return {
    sql: `array_send(array_agg(p.ordinal::int)) AS keys, NULL AS minutes, ${aggregate((name) => `array_send(array_agg(r.${name}))`)}
      FROM unnest(${lists.map((list) => bind(parameters, new IntArray(list))).join(", ")}) WITH ORDINALITY AS p(stream, hour, position, ordinal)
      CROSS JOIN LATERAL (SELECT ${found} OFFSET 0) AS r`,
    expected: cells.length,
    add({ keys, totals }, table) {
      keys.forEach((ordinal, index) => {
        const cell = cells[ordinal - 1];
        if (cell !== undefined) table.add(cell.row, cell.column, { answer: totals, index });
      });
    },
  };
}
