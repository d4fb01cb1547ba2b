import type { NewRevision, NextRevision } from "../../../usecases/objective/objective-store.ts";
import { attachPolicies } from "./policies.ts";
import { type Db, VanishedError } from "./prisma.ts";

const json = (value: unknown): string => JSON.stringify(value);

interface Written {
  readonly id: string;
  readonly revision: number;
  readonly of: NewRevision;
}

/** A group may have hundreds of objectives: a statement for all of them, instead of some for each. */
async function addRevisions(db: Db, written: readonly Written[]): Promise<void> {
  await db.$executeRaw`
    insert into objective_revision (objective_id, revision, definition, changes, author, created_at)
    select n.id, n.revision, n.definition, n.changes, n.author, clock_timestamp()
      from unnest(${written.map(({ id }) => id)}::uuid[], ${written.map(({ revision }) => revision)}::int[],
                  ${written.map(({ of }) => json(of.definition))}::jsonb[], ${written.map(({ of }) => json(of.changes))}::jsonb[],
                  ${written.map(({ of }) => of.author)}::text[]) as n (id, revision, definition, changes, author)`;
  await attachPolicies(
    db,
    written.map(({ id, of }) => ({ objectiveId: id, names: of.definition.alertPolicies })),
  );
}

const labelsOf = ({ member }: NewRevision): string | null => (member === undefined ? null : json(member.labels));

/** The first revisions of objectives that are not there yet; answers their ids in the same order. */
export async function insertObjectives(db: Db, firsts: readonly NewRevision[]): Promise<string[]> {
  if (firsts.length === 0) return [];
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    insert into objective (name, service_id, revision, stream_id, next_stream_id, slice_key, group_id, group_labels, created_at, updated_at)
    select n.name, n.service_id, 1, n.stream_id, n.next_stream_id, n.slice_key, n.group_id, n.group_labels, clock_timestamp(), clock_timestamp()
      from unnest(${firsts.map(({ definition }) => definition.name)}::text[], ${firsts.map(({ serviceId }) => serviceId)}::uuid[],
                  ${firsts.map(({ streamId }) => streamId)}::int[], ${firsts.map(({ nextStreamId }) => nextStreamId)}::int[],
                  ${firsts.map(({ sliceKey }) => sliceKey)}::text[], ${firsts.map(({ member }) => member?.groupId ?? null)}::uuid[],
                  ${firsts.map(labelsOf)}::jsonb[]) as n (name, service_id, stream_id, next_stream_id, slice_key, group_id, group_labels)
     order by n.name
    returning id, name`;
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  const written = firsts.map((of) => ({ id: ids.get(of.definition.name) ?? "", revision: 1, of }));
  await addRevisions(db, written);
  return written.map(({ id }) => id);
}

/** The next revisions of objectives that are locked. */
export async function reviseObjectives(db: Db, nexts: readonly NextRevision[]): Promise<void> {
  if (nexts.length === 0) return;
  const rows = await db.$queryRaw<{ id: string; revision: number }[]>`
    update objective o
       set service_id = n.service_id, stream_id = n.stream_id, next_stream_id = n.next_stream_id, slice_key = n.slice_key,
           revision = o.revision + 1, updated_at = clock_timestamp()
      from unnest(${nexts.map(({ id }) => id)}::uuid[], ${nexts.map(({ next }) => next.serviceId)}::uuid[],
                  ${nexts.map(({ next }) => next.streamId)}::int[], ${nexts.map(({ next }) => next.nextStreamId)}::int[],
                  ${nexts.map(({ next }) => next.sliceKey)}::text[]) as n (id, service_id, stream_id, next_stream_id, slice_key)
     where o.id = n.id
    returning o.id, o.revision`;
  const revisions = new Map(rows.map(({ id, revision }) => [id, revision]));
  const written = nexts.map(({ id, next }) => {
    const revision = revisions.get(id);
    if (revision === undefined) throw new VanishedError("an objective was deleted while it was changed");
    return { id, revision, of: next };
  });
  await addRevisions(db, written);
}
