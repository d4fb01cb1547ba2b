import type { AdjustmentMode } from "@solvent/domain";
import type { StoredAdjustment } from "../../../usecases/adjustment/adjustment-store.ts";
import type { Scope } from "../../../usecases/notification/route-store.ts";
import { Prisma } from "../generated/client.ts";

export interface AdjustmentDbRow {
  readonly id: string;
  readonly version: number;
  readonly scope: Scope;
  readonly name: string | null;
  readonly mode: AdjustmentMode;
  readonly from: number;
  readonly to: number;
  readonly rule: string | null;
  readonly zone: string | null;
  readonly category: string;
  readonly reason: string;
  readonly author: string;
  readonly removed: boolean;
  readonly broughtBy: string | null;
  readonly createdAt: Date;
}

/** Every version `a` with the name of what it is for. */
export const VERSIONS = Prisma.sql`
  select a.adjustment_id as id, a.version, a.scope, coalesce(t.name, s.name, o.name) as name, a.mode, a.from_minute as "from",
         a.to_minute as "to", a.rule, a.zone, a.category, a.reason, a.author, a.removed, a.brought_by as "broughtBy", a.created_at as "createdAt"
    from adjustment_version a
    left join team t on t.id = a.team_id
    left join service s on s.id = a.service_id
    left join objective o on o.id = a.objective_id`;

export const toStoredAdjustment = ({ rule, zone, createdAt, ...row }: AdjustmentDbRow): StoredAdjustment => ({
  ...row,
  recurrence: rule === null || zone === null ? null : { rule, zone },
  createdAtMs: createdAt.getTime(),
});
