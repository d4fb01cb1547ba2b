import type { StoredTargetHealth, TargetRoute } from "../../../usecases/notification/target-store.ts";
import type { Db } from "./prisma.ts";

interface HealthRow {
  readonly id: string;
  readonly okAt: Date | null;
  readonly failingSince: Date | null;
  readonly failureClass: string | null;
  readonly message: string | null;
  readonly pending: number;
  readonly oldest: Date | null;
  readonly dead: number;
}

/** How deliveries to targets went, and what waits for them, by target id. */
export async function readHealth(db: Db, targetIds: readonly string[]): Promise<ReadonlyMap<string, StoredTargetHealth>> {
  const rows = await db.$queryRaw<HealthRow[]>`
    select t.id, q.ok_at as "okAt", q.failing_since as "failingSince", q.failure_class as "failureClass", q.message,
           waiting.count as pending, waiting.oldest, dead.count as dead
      from unnest(${[...targetIds]}::uuid[]) as t (id)
      left join notification_queue q on q.target_id = t.id
      cross join lateral (
        select count(*)::int, min(n.created_at) as oldest from notification n
         where n.target_id = t.id and n.state in ('pending', 'sending')) waiting
      cross join lateral (
        select count(*)::int from notification n
         where n.target_id = t.id and n.state = 'dead' and n.settled_at > now() - interval '7 days') dead`;
  return new Map(
    rows.map(({ id, okAt, failingSince, oldest, ...row }) => [
      id,
      {
        ...row,
        okAtMs: okAt?.getTime() ?? null,
        failingSinceMs: failingSince?.getTime() ?? null,
        oldestPendingAtMs: oldest?.getTime() ?? null,
      },
    ]),
  );
}

interface RouteRow extends TargetRoute {
  readonly targetId: string;
}

/** Routes that name targets, widest first, by target id. */
export async function readRoutes(db: Db, targetIds: readonly string[]): Promise<ReadonlyMap<string, readonly TargetRoute[]>> {
  const rows = await db.$queryRaw<RouteRow[]>`
    select rt.target_id as "targetId", r.scope, coalesce(t.name, s.name, o.name) as name,
           array_agg(rt.severity order by rt.severity) as severities
      from route_target rt
      join notification_route r on r.id = rt.route_id
      left join team t on t.id = r.team_id
      left join service s on s.id = r.service_id
      left join objective o on o.id = r.objective_id
     where rt.target_id = any(${[...targetIds]}::uuid[])
     group by rt.target_id, r.id, r.scope, coalesce(t.name, s.name, o.name)
     order by array_position(array['all', 'team', 'service', 'objective'], r.scope), 3`;
  const routes = new Map<string, TargetRoute[]>();
  for (const { targetId, ...route } of rows) routes.set(targetId, [...(routes.get(targetId) ?? []), route]);
  return routes;
}
