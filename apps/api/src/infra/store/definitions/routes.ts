import type { RouteReader, RouteSubject, RouteWriter, Scope, StoredRoute } from "../../../usecases/notification/route-store.ts";
import { effectiveRouteOf } from "../alerts/effective-route.ts";
import { Prisma } from "../generated/client.ts";
import type { Db } from "./prisma.ts";

interface Row {
  readonly scope: Scope;
  readonly name: string | null;
  readonly page: string[];
  readonly ticket: string[];
  readonly updatedAt: Date;
}

const targetsOf = (severity: "page" | "ticket") => Prisma.sql`
  array(select nt.name from route_target rt join notification_target nt on nt.id = rt.target_id
         where rt.route_id = r.id and rt.severity = ${severity} order by nt.name)`;

const COLUMNS = Prisma.sql`
  r.scope, coalesce(t.name, s.name, o.name) as name, ${targetsOf("page")} as page, ${targetsOf("ticket")} as ticket, r.updated_at as "updatedAt"`;

const SUBJECTS = Prisma.sql`
  left join team t on t.id = r.team_id
  left join service s on s.id = r.service_id
  left join objective o on o.id = r.objective_id`;

const toRoute = ({ updatedAt, ...row }: Row): StoredRoute => ({ ...row, updatedAtMs: updatedAt.getTime() });

/** Which row of the table is a subject's; `r`, `t`, `s` and `o` as above. */
const isRouteOf = ({ scope, name }: RouteSubject): Prisma.Sql =>
  name === null ? Prisma.sql`r.everything = 'all'` : Prisma.sql`r.scope = ${scope} and coalesce(t.name, s.name, o.name) = ${name}`;

export const makeRouteReader = (db: Db): RouteReader => ({
  list: async () => {
    const rows = await db.$queryRaw<Row[]>`
      select ${COLUMNS} from notification_route r ${SUBJECTS}
       order by array_position(array['all', 'team', 'service', 'objective'], r.scope), 2`;
    return rows.map(toRoute);
  },
  find: async (subject) => {
    const [row] = await db.$queryRaw<Row[]>`select ${COLUMNS} from notification_route r ${SUBJECTS} where ${isRouteOf(subject)}`;
    return row === undefined ? null : toRoute(row);
  },
  findEffective: async (objective) => {
    const counts = Prisma.raw(effectiveRouteOf("subject.id"));
    const [row] = await db.$queryRaw<(Row | { readonly scope: null })[]>`
      select ${COLUMNS} from objective subject left join notification_route r on r.id = ${counts} ${SUBJECTS} where subject.name = ${objective}`;
    if (row === undefined) return null;
    return { route: row.scope === null ? null : toRoute(row) };
  },
});

/** Tables are called like scopes, and routes refer to them by `<scope>_id`. */
const SUBJECT_COLUMN: Readonly<Record<Scope, Prisma.Sql>> = {
  all: Prisma.raw("everything"),
  team: Prisma.raw("team_id"),
  service: Prisma.raw("service_id"),
  objective: Prisma.raw("objective_id"),
};

const insertTargets = (
  db: Db,
  routeId: string,
  severity: "page" | "ticket",
  targetIds: readonly string[],
): Promise<number> => db.$executeRaw`
  insert into route_target (route_id, severity, target_id)
  select ${routeId}::uuid, ${severity}, id from unnest(${[...targetIds]}::uuid[]) as id`;

export const makeRouteWriter = (db: Db): RouteWriter => ({
  lockSubject: async (scope, name) => {
    const [row] = await db.$queryRaw<{ id: string }[]>`select id from ${Prisma.raw(scope)} where name = ${name} for key share`;
    return row?.id ?? null;
  },
  lockTargets: async (names) => {
    const rows = await db.$queryRaw<{ id: string; name: string }[]>`
      select id, name from notification_target where name = any(${[...names]}::text[]) order by name for key share`;
    return new Map(rows.map(({ id, name }) => [name, id]));
  },
  put: async ({ scope, subjectId, targets }) => {
    const column = SUBJECT_COLUMN[scope];
    const subject = subjectId === null ? Prisma.sql`'all'` : Prisma.sql`${subjectId}::uuid`;
    // The row stays locked until the end of the transaction: two that put the same route follow each other, whole.
    const [row] = await db.$queryRaw<{ id: string }[]>`
      insert into notification_route (scope, ${column}) values (${scope}, ${subject})
      on conflict (${column}) do update set updated_at = now() returning id`;
    if (row === undefined) throw new Error("the route was neither inserted nor updated");
    await db.$executeRaw`delete from route_target where route_id = ${row.id}::uuid`;
    await insertTargets(db, row.id, "page", targets.page);
    await insertTargets(db, row.id, "ticket", targets.ticket);
  },
  ensureDefault: async (targetId) => {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      insert into notification_route (scope, everything) values ('all', 'all') on conflict (everything) do nothing returning id`;
    if (row === undefined) return;
    await insertTargets(db, row.id, "page", [targetId]);
    await insertTargets(db, row.id, "ticket", [targetId]);
  },
  remove: async (subject) => {
    const removed = await db.$executeRaw`
      delete from notification_route where id in (select r.id from notification_route r ${SUBJECTS} where ${isRouteOf(subject)})`;
    return removed > 0;
  },
});
