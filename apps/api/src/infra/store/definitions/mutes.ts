import type { MuteStore, NewMute, StoredMute } from "../../../usecases/mute/mute-store.ts";
import type { Scope } from "../../../usecases/notification/route-store.ts";
import { Prisma } from "../generated/client.ts";
import type { Db } from "./prisma.ts";

/** More than anybody has; without an end the list could not be answered. */
const MOST_LISTED = 1_000;

interface Row {
  readonly id: string;
  readonly scope: Scope;
  readonly name: string | null;
  readonly reason: string;
  readonly author: string;
  readonly createdAt: Date;
  readonly endsAt: Date;
  readonly endedBy: string | null;
  readonly active: boolean;
}

const MUTES = Prisma.sql`
  select m.id, m.scope, coalesce(t.name, s.name, o.name) as name, m.reason, m.author, m.created_at as "createdAt", m.ends_at as "endsAt",
         m.ended_by as "endedBy", m.ends_at > now() as active
    from mute m
    left join team t on t.id = m.team_id
    left join service s on s.id = m.service_id
    left join objective o on o.id = m.objective_id`;

const toMute = ({ createdAt, endsAt, ...row }: Row): StoredMute => ({
  ...row,
  createdAtMs: createdAt.getTime(),
  endsAtMs: endsAt.getTime(),
});

async function find(db: Db, id: string): Promise<StoredMute | null> {
  const [row] = await db.$queryRaw<Row[]>`${MUTES} where m.id = ${id}::uuid`;
  return row === undefined ? null : toMute(row);
}

/** Where the id of the subject comes from: the table that is called like the scope, or nowhere. */
const SUBJECT = {
  all: { column: Prisma.sql``, id: Prisma.sql``, from: () => Prisma.sql`` },
  team: { column: Prisma.sql`, team_id`, id: Prisma.sql`, x.id`, from: (name: string) => Prisma.sql`from team x where x.name = ${name}` },
  service: {
    column: Prisma.sql`, service_id`,
    id: Prisma.sql`, x.id`,
    from: (name: string) => Prisma.sql`from service x where x.name = ${name}`,
  },
  objective: {
    column: Prisma.sql`, objective_id`,
    id: Prisma.sql`, x.id`,
    from: (name: string) => Prisma.sql`from objective x where x.name = ${name}`,
  },
} as const satisfies Record<Scope, { column: Prisma.Sql; id: Prisma.Sql; from: (name: string) => Prisma.Sql }>;

async function insert(db: Db, { scope, name, reason, minutes, author }: NewMute): Promise<string | null> {
  const { column, id, from } = SUBJECT[scope];
  const [row] = await db.$queryRaw<{ id: string }[]>`
    insert into mute (scope, reason, author, created_at, ends_at ${column})
    select ${scope}, ${reason}, ${author}, now(), now() + make_interval(mins => ${minutes}::int) ${id} ${from(name ?? "")} returning id`;
  return row?.id ?? null;
}

export const makeMuteStore = (db: Db): MuteStore => ({
  list: async () => {
    const rows = await db.$queryRaw<Row[]>`
      ${MUTES} where m.ends_at > now() - interval '30 days' order by active desc, m.created_at desc, m.id limit ${MOST_LISTED}`;
    return rows.map(toMute);
  },
  create: async (mute) => {
    const id = await insert(db, mute);
    return id === null ? null : find(db, id);
  },
  end: async (id, endedBy) => {
    // Rounded down to what the column keeps: it has ended when it is read the next moment.
    await db.$executeRaw`
      update mute set ends_at = greatest(created_at, date_trunc('milliseconds', now())), ended_by = ${endedBy}
       where id = ${id}::uuid and ends_at > now()`;
    return find(db, id);
  },
});
