import { AppError } from "../../../errors/app-error.ts";
import type { NameSpace } from "../../../usecases/definitions/name-space.ts";
import type { Db } from "./prisma.ts";

/*
 * Objectives and groups share their names, but each has a unique index of its own. Whoever adds a group is alone with that until its end:
 * objectives are added by any number of transactions at a time, as their own index keeps them apart.
 */
const LOCK_KEY = 4_600_002;

/** To be called before objectives are added. */
export async function refuseNamesOfGroups(db: Db, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await db.$executeRaw`select pg_advisory_xact_lock_shared(${LOCK_KEY})`;
  const [found] = await db.$queryRaw<{ name: string }[]>`
    select name from objective_group where name = any(${[...names]}::text[]) order by name limit 1`;
  if (found === undefined) return;
  throw new AppError("objective.name-taken", `There is already a group "${found.name}": groups and objectives share names`);
}

/** To be called before a group is added. */
export async function refuseNameOfObjective(db: Db, name: string): Promise<void> {
  await db.$executeRaw`select pg_advisory_xact_lock(${LOCK_KEY})`;
  const [found] = await db.$queryRaw<unknown[]>`select 1 from objective where name = ${name}`;
  if (found !== undefined)
    throw new AppError("group.name-taken", `There is already an objective "${name}": groups and objectives share names`);
}

/** Which of these names are those of objectives or groups. */
export async function takenNames(db: Db, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    select name from objective where name = any(${[...names]}::text[])
    union select name from objective_group where name = any(${[...names]}::text[])`;
  return new Set(rows.map(({ name }) => name));
}

export const makeNameSpace = (db: Db): NameSpace => ({
  taken: (names) => takenNames(db, names),
  async keep(names) {
    await db.$executeRaw`select pg_advisory_xact_lock_shared(${LOCK_KEY})`;
    return takenNames(db, names);
  },
});
