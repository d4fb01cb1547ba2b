import type pg from "pg";
import type { AnnotationReader, AnnotationStore, NewAnnotation, StoredAnnotation } from "../../../usecases/annotation/annotation-store.ts";
import type { Scope } from "../../../usecases/notification/route-store.ts";

const COLUMNS = `a.id::text AS id, a.scope, coalesce(t.name, s.name, o.name) AS name, a.kind, a.title, a.url, a.from_minute, a.to_minute, a.author,
  (extract(epoch FROM a.created_at) * 1000)::float8 AS created_ms`;
const FROM = `FROM annotation a LEFT JOIN team t ON t.id = a.team_id LEFT JOIN service s ON s.id = a.service_id LEFT JOIN objective o ON o.id = a.objective_id`;

const LIST = `SELECT ${COLUMNS} ${FROM} WHERE a.from_minute < $2 AND a.to_minute > $1 ORDER BY a.from_minute DESC, a.id LIMIT $3`;
const FIND = `SELECT ${COLUMNS} ${FROM} WHERE a.id = $1`;
const REMOVE = `DELETE FROM annotation WHERE id = $1`;

const ABOUT = `
  SELECT subject.id AS objective_id, ${COLUMNS} ${FROM}
    JOIN objective subject ON subject.id = ANY($1::uuid[])
    JOIN service its ON its.id = subject.service_id
   WHERE a.from_minute < $3 AND a.to_minute > $2
     AND (a.scope = 'all' OR a.objective_id = subject.id OR a.service_id = its.id OR a.team_id = its.team_id)
   ORDER BY a.from_minute, a.id`;

/* The subject's table is called like the scope; nothing is inserted where it has no row of that name. */
const insertFor = (scope: Scope): string => {
  const [column, id, source] =
    scope === "all" ? ["", "", ""] : [`, ${scope}_id`, ", subject.id", ` FROM ${scope} subject WHERE subject.name = $8 FOR KEY SHARE`];
  return `INSERT INTO annotation (scope, kind, title, url, from_minute, to_minute, author${column}) SELECT $1, $2, $3, $4, $5::int, $6::int, $7${id}${source} RETURNING id::text AS id`;
};
const INSERT: Readonly<Record<Scope, string>> = {
  all: insertFor("all"),
  team: insertFor("team"),
  service: insertFor("service"),
  objective: insertFor("objective"),
};

interface Row extends Omit<StoredAnnotation, "from" | "to" | "createdAtMs"> {
  readonly from_minute: number;
  readonly to_minute: number;
  readonly created_ms: number;
}

const toStored = ({ id, scope, name, kind, title, url, author, from_minute, to_minute, created_ms }: Row): StoredAnnotation => ({
  id,
  scope,
  name,
  kind,
  title,
  url,
  from: from_minute,
  to: to_minute,
  author,
  createdAtMs: created_ms,
});

async function create(pool: pg.Pool, { scope, name, kind, title, url, from, to, author }: NewAnnotation): Promise<StoredAnnotation | null> {
  const values = [scope, kind, title, url, from, to, author];
  const { rows } = await pool.query<{ id: string }>(INSERT[scope], name === null ? values : [...values, name]);
  const [inserted] = rows;
  if (inserted === undefined) return null;
  const found = await pool.query<Row>(FIND, [inserted.id]);
  return found.rows[0] === undefined ? null : toStored(found.rows[0]);
}

export const makeAnnotationStore = (pool: pg.Pool): AnnotationStore & AnnotationReader => ({
  list: async ({ start, end }, limit) => (await pool.query<Row>(LIST, [start, end, limit])).rows.map(toStored),
  about: async (objectiveIds, { start, end }) => {
    const { rows } = await pool.query<Row & { objective_id: string }>(ABOUT, [objectiveIds, start, end]);
    const found = new Map<string, StoredAnnotation[]>();
    for (const row of rows) found.set(row.objective_id, [...(found.get(row.objective_id) ?? []), toStored(row)]);
    return found;
  },
  create: (annotation) => create(pool, annotation),
  remove: async (id) => ((await pool.query(REMOVE, [id])).rowCount ?? 0) > 0,
});
