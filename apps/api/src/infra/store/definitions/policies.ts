import { AppError } from "../../../errors/app-error.ts";
import { toPage } from "../../../usecases/page.ts";
import type { Attachment, NewPolicyRevision, PolicyReader, PolicyWriter, StoredPolicy } from "../../../usecases/policy/policy-store.ts";
import { Prisma } from "../generated/client.ts";
import { type Db, toJsonArray, toJsonObject, VanishedError } from "./prisma.ts";
import { StoredTerms } from "./stored-json.ts";
import { StoredPolicyDefinition } from "./stored-policy.ts";
import { isReferredTo } from "./teams.ts";

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly author: string;
  readonly definition: unknown;
  readonly objectives: string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const toPolicy = (row: Row): StoredPolicy => ({
  id: row.id,
  definition: StoredPolicyDefinition.parse(row.definition),
  revision: row.revision,
  author: row.author,
  objectives: row.objectives,
  createdAtMs: row.createdAt.getTime(),
  updatedAtMs: row.updatedAt.getTime(),
});

const policiesWhere = (condition: Prisma.Sql, limit: number): Prisma.Sql => Prisma.sql`
    select p.id, p.revision, r.author, r.definition, p.created_at as "createdAt", p.updated_at as "updatedAt",
           array(select o.name from objective_policy op join objective o on o.id = op.objective_id
                  where op.policy_id = p.id and o.archived_at is null order by o.name) as objectives
      from alert_policy p join alert_policy_revision r on r.policy_id = p.id and r.revision = p.revision
     where ${condition} order by p.name limit ${limit}`;

async function find(db: Db, name: string): Promise<StoredPolicy | null> {
  const [row] = await db.$queryRaw<Row[]>(policiesWhere(Prisma.sql`p.name = ${name}`, 1));
  return row === undefined ? null : toPolicy(row);
}

const isAfter = (after: string | null): Prisma.Sql => (after === null ? Prisma.sql`true` : Prisma.sql`p.name > ${after}`);

const isOf = (objective: string | null): Prisma.Sql =>
  objective === null
    ? Prisma.sql`true`
    : Prisma.sql`exists (select 1 from objective_policy op join objective o on o.id = op.objective_id
        where op.policy_id = p.id and o.name = ${objective})`;

export const makePolicyReader = (db: Db): PolicyReader => ({
  find: (name) => find(db, name),
  list: async ({ limit, after, objective }) => {
    const rows = await db.$queryRaw<Row[]>(policiesWhere(Prisma.sql`${isAfter(after)} and ${isOf(objective)}`, limit + 1));
    return toPage(rows.map(toPolicy), limit, ({ definition }) => definition.name);
  },
});

/** Groups say which policies their objectives have, also while there are none. */
async function findAttachments(db: Db, name: string): Promise<Attachment[]> {
  const rows = await db.$queryRaw<{ name: string; group: string | null; definition: unknown }[]>`
    select o.name, g.name as "group", r.definition
      from alert_policy p join objective_policy op on op.policy_id = p.id join objective o on o.id = op.objective_id
      join objective_revision r on r.objective_id = o.id and r.revision = o.revision
      left join objective_group g on g.id = o.group_id
     where p.name = ${name}
    union all
    select g.name, null, r.definition->'objective'
      from objective_group g join objective_group_revision r on r.group_id = g.id and r.revision = g.revision
     where jsonb_exists(r.definition->'objective'->'alertPolicies', ${name})
     order by 1`;
  return rows.map(({ definition, ...rest }) => ({ ...rest, terms: StoredTerms.parse(definition) }));
}

const toRevision = ({ definition, changes, author }: NewPolicyRevision, revision: number) => ({
  revision,
  definition: toJsonObject(definition),
  changes: toJsonArray(changes),
  author,
});

export const makePolicyWriter = (db: Db): PolicyWriter => ({
  lock: async (name) => {
    await db.$queryRaw`select id from alert_policy where name = ${name} for no key update`;
    return find(db, name);
  },
  keep: async (names) => {
    if (names.length === 0) return new Map();
    const kept = [...names];
    await db.$queryRaw`select id from alert_policy where name = any(${kept}::text[]) order by name for share`;
    const rows = await db.$queryRaw<Row[]>(policiesWhere(Prisma.sql`p.name = any(${kept}::text[])`, kept.length));
    return new Map(rows.map(toPolicy).map(({ definition }) => [definition.name, definition]));
  },
  attachments: (name) => findAttachments(db, name),
  insert: async (first) => {
    const { id } = await db.alertPolicy.create({ data: { name: first.definition.name, revision: 1 }, select: { id: true } });
    await db.alertPolicyRevision.create({ data: { policyId: id, ...toRevision(first, 1) } });
  },
  revise: async (id, next) => {
    const { revision } = await db.alertPolicy.update({ where: { id }, data: { revision: { increment: 1 } }, select: { revision: true } });
    await db.alertPolicyRevision.create({ data: { policyId: id, ...toRevision(next, revision) } });
  },
  remove: async (id) => {
    try {
      await db.alertPolicy.delete({ where: { id } });
    } catch (error) {
      if (isReferredTo(error)) throw new AppError("policy.in-use", "An objective was attached to the alert policy just now");
      throw error;
    }
  },
});

/** Attaches objectives to these policies, each in its order, and to no others. One that vanished since it was looked at makes the work start anew. */
export async function attachPolicies(
  db: Db,
  objectives: readonly { readonly objectiveId: string; readonly names: readonly string[] }[],
): Promise<void> {
  await db.$executeRaw`delete from objective_policy where objective_id = any(${objectives.map(({ objectiveId }) => objectiveId)}::uuid[])`;
  const asked = objectives.flatMap(({ objectiveId, names }) => names.map((name, position) => ({ objectiveId, name, position })));
  if (asked.length === 0) return;
  const attached = await db.$executeRaw`
    insert into objective_policy (objective_id, policy_id, position)
    select asked.objective_id, p.id, asked.position
      from unnest(${asked.map(({ objectiveId }) => objectiveId)}::uuid[], ${asked.map(({ name }) => name)}::text[],
                  ${asked.map(({ position }) => position)}::smallint[]) as asked (objective_id, name, position)
      join alert_policy p on p.name = asked.name`;
  if (attached !== asked.length) throw new VanishedError("an alert policy was deleted");
}
