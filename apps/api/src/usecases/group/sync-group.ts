import type { LabelCombination } from "@solvent/domain";
import { memberName } from "@solvent/domain";
import type { Outcome } from "@solvent/metric-sources";
import type { DefinitionTransaction, InTransaction } from "../definitions/definition-transaction.ts";
import type { HistoryLimits } from "../objective/plan-history.ts";
import { type ObjectiveToSave, saveObjectives } from "../objective/save-objectives.ts";
import { checkNamed } from "../policy/check-policy.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import { checkGroup } from "./check-group.ts";
import type { StoredGroup } from "./group-store.ts";
import { narrowMember, wordsOfCombination } from "./narrow-member.ts";
import { selectMembers } from "./select-members.ts";

/** What a source answered when it was asked for the combinations of a group. */
export interface GroupListing {
  readonly name: string;
  /** Of the definition that it was asked by. */
  readonly revision: number;
  /** When it was asked. */
  readonly askedAtMs: number;
  readonly answer: Outcome<readonly LabelCombination[]>;
}

/** `outdated`: the group changed, or was listed by somebody else, after the source was asked: nothing was written. */
export type SyncedGroup =
  | { readonly kind: "outdated" | "failed" }
  | { readonly kind: "synced"; readonly created: number; readonly restored: number };

export interface SyncGroupDeps {
  readonly inTransaction: InTransaction;
  readonly kinds: SourceKinds;
  readonly history: HistoryLimits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Reading {
  readonly serviceId: string;
  readonly sourceId: string;
  readonly kind: Parameters<typeof narrowMember>[0]["kind"];
}

/** Where the objectives of a stored group belong, locked; or why they cannot be made any more. */
async function lockReading({ kinds }: SyncGroupDeps, tx: DefinitionTransaction, { definition }: StoredGroup): Promise<Reading | string> {
  const { service, indicator, alertPolicies } = definition.objective;
  const stored = await tx.services.lock(service);
  const name = indicator.kind === "ratio" ? indicator.part.source : indicator.kind === "threshold" ? indicator.metric.source : "";
  const source = await tx.sources.lock(name);
  if (stored === null || source === null) return `the service "${service}" or the data source "${name}" was deleted`;
  const unattachable = checkNamed(definition.objective, await tx.policies.keep(alertPolicies));
  if (unattachable[0] !== undefined) return unattachable[0].message;
  const known = new Map([[name, source.definition]]);
  const checked = checkGroup(definition, known, { kinds });
  return checked.ok
    ? { serviceId: stored.id, sourceId: source.id, kind: checked.kind }
    : (checked.problems[0]?.message ?? "the definition is not valid");
}

const isOutdated = (stored: StoredGroup, { revision, askedAtMs }: GroupListing): boolean =>
  stored.revision !== revision || (stored.listedAtMs !== null && stored.listedAtMs >= askedAtMs);

/** Names that may be taken: each combination asks for the plain one, or for one with a hash. */
async function nameAll(
  tx: DefinitionTransaction,
  group: StoredGroup,
  combinations: readonly LabelCombination[],
): Promise<readonly string[]> {
  const { objective, groupBy } = group.definition;
  const nameOf = (labels: LabelCombination, isTaken: (name: string) => boolean) =>
    memberName({ group: objective.name, groupBy, labels, isTaken });
  const wished = combinations.flatMap((labels) => {
    const plain = nameOf(labels, () => false);
    return [plain, nameOf(labels, (name) => name === plain)];
  });
  const taken = new Set([...(await tx.names.keep(wished)), objective.name]);
  return combinations.map((labels) => {
    const name = nameOf(labels, (one) => taken.has(one));
    taken.add(name);
    return name;
  });
}

interface Prepared {
  readonly items: readonly ObjectiveToSave[];
  /** Of combinations of which no objective can be made. */
  readonly troubles: readonly string[];
}

async function prepare(
  tx: DefinitionTransaction,
  group: StoredGroup,
  { reading, create }: { readonly reading: Reading; readonly create: readonly LabelCombination[] },
): Promise<Prepared> {
  const names = await nameAll(tx, group, create);
  const { kind, serviceId, sourceId } = reading;
  const items: ObjectiveToSave[] = [];
  const troubles: string[] = [];
  for (const [index, labels] of create.entries()) {
    const narrowed = narrowMember({ kind, group: group.definition, name: names[index] ?? "", labels });
    if (narrowed.ok)
      items.push({ ...narrowed.value, stored: null, serviceId, sourceId, brought: null, member: { groupId: group.id, labels } });
    else troubles.push(wordsOfCombination(labels, narrowed.problems));
  }
  return { items, troubles };
}

const MOST_TROUBLES = 3;
const GONE = "the group was made anew while the source was asked";

function toTrouble(troubles: readonly string[]): string | null {
  if (troubles.length === 0) return null;
  const more = troubles.length > MOST_TROUBLES ? ` and ${troubles.length - MOST_TROUBLES} more` : "";
  return `cannot be measured: ${troubles.slice(0, MOST_TROUBLES).join("; ")}${more}`;
}

interface Growth {
  readonly asked: StoredGroup;
  readonly reading: Reading;
  readonly found: readonly LabelCombination[];
  readonly askedAtMs: number;
}

async function growGroup(deps: SyncGroupDeps, tx: DefinitionTransaction, { asked, reading, found, askedAtMs }: Growth) {
  const members = (await tx.groups.lockMembers(asked.id)).map(({ stored, labels }) => ({
    id: stored.id,
    labels,
    archived: stored.archivedAtMs !== null,
  }));
  const { groupBy, cap } = asked.definition;
  const { create, restore, leftOut } = selectMembers({ groupBy, cap, members, found });
  const { items, troubles } = await prepare(tx, asked, { reading, create });
  await saveObjectives({ tx, author: asked.author, nowMs: deps.now(), history: deps.history }, items);
  if (restore.length > 0) await tx.listings.restore(restore.map(({ id }) => id));
  await tx.listings.noteExtent(asked.id, { found: found.length, leftOut, listedAtMs: askedAtMs, trouble: toTrouble(troubles) });
  return { created: items.length, restored: restore.length };
}

async function writeListing(deps: SyncGroupDeps, tx: DefinitionTransaction, listing: GroupListing): Promise<SyncedGroup> {
  // Services and sources are locked before groups.
  const seen = await tx.groups.find(listing.name);
  const reading = seen === null || !listing.answer.ok ? null : await lockReading(deps, tx, seen);
  const asked = await tx.groups.lock(listing.name);
  if (asked === null || isOutdated(asked, listing)) return { kind: "outdated" };
  const trouble = listing.answer.ok ? reading : listing.answer.failure.message;
  if (!listing.answer.ok || reading === null || typeof reading === "string") {
    await tx.listings.noteTrouble(asked.id, typeof trouble === "string" ? trouble : GONE);
    return { kind: "failed" };
  }
  return { kind: "synced", ...(await growGroup(deps, tx, { asked, reading, found: listing.answer.value, askedAtMs: listing.askedAtMs })) };
}

/**
 * Makes the objectives of a group what its source says: new combinations become objectives, archived ones that are back become ordinary again. None is
 * taken away. When the source failed, only its words are kept. Doing it twice is doing it once.
 */
export const makeSyncGroup =
  (deps: SyncGroupDeps) =>
  (listing: GroupListing): Promise<SyncedGroup> =>
    deps.inTransaction((tx) => writeListing(deps, tx, listing));
export type SyncGroup = ReturnType<typeof makeSyncGroup>;
