import { createHash } from "node:crypto";
import { MINUTES_PER_HOUR, type Minute, minuteOfMs, type ObjectiveDefinition, sliceKey } from "@solvent/domain";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import { replaceBrought } from "../adjustment/replace-brought.ts";
import type { CompositeDefinition } from "../composite/check-composites.ts";
import { ensureComposite, inOrderOfParts } from "../composite/ensure-composite.ts";
import type { DefinitionTransaction } from "../definitions/definition-transaction.ts";
import { diffBrought } from "./diff-brought.ts";
import { diffObjectives } from "./diff-objectives.ts";
import type { DefinitionChange, GroupMembership, NewRevision, StoredObjective } from "./objective-store.ts";
import { type Binding, planBinding, sameStream } from "./plan-binding.ts";
import { type HistoryLimits, historyStart, planHistory } from "./plan-history.ts";
import type { StreamCoverage, WantedSlices, WantedStream } from "./stream-store.ts";

/** One objective as it shall be, next to what is stored; everything is validated. */
export interface ObjectiveToSave {
  readonly definition: ObjectiveDefinition;
  /** Locked; null when the name is new. */
  readonly stored: StoredObjective | null;
  readonly serviceId: string;
  readonly sourceId: string;
  /** Canonical query text of the source's adapter. */
  readonly query: string;
  /** Adjustments that its definition brings along; null: those that it brought before stay. */
  readonly brought: readonly AdjustmentContent[] | null;
  /** Of a new objective of a group. */
  readonly member?: GroupMembership;
}

/** The same of a composite, which reads no data source. */
export type CompositeToSave = Omit<ObjectiveToSave, "definition" | "sourceId" | "query"> & {
  readonly definition: CompositeDefinition;
  readonly sourceId: null;
};

export interface SavedObjective {
  readonly name: string;
  readonly action: "create" | "update" | "unchanged";
  readonly changes: readonly DefinitionChange[];
  /** The query is new for this objective. */
  readonly newStream: boolean;
}

export interface SaveContext {
  readonly tx: DefinitionTransaction;
  readonly author: string;
  readonly nowMs: number;
  readonly history: HistoryLimits;
}

type AnyObjective = ObjectiveToSave | CompositeToSave;
type Changed<Item extends AnyObjective> = Item & { readonly changes: readonly DefinitionChange[] };
type Change = Changed<ObjectiveToSave> & { readonly wanted: WantedStream };

const isComposite = (item: AnyObjective): item is CompositeToSave => item.sourceId === null;

const wantedStream = ({ sourceId, query }: ObjectiveToSave): WantedStream => ({
  sourceId,
  specHash: createHash("sha256").update(query).digest("hex"),
  query,
});

const keyOf = ({ sourceId, specHash }: WantedStream | StreamCoverage): string => `${sourceId} ${specHash}`;

/** The stream that the objective is heading for. */
const headingFor = (stored: StoredObjective) => stored.nextStream ?? stored.stream;

function withChanges<Item extends AnyObjective>(item: Item): Changed<Item> | null {
  const { definition, stored, brought } = item;
  const changes =
    stored === null ? [] : [...diffBrought(stored.brought, brought ?? stored.brought), ...diffObjectives(stored.definition, definition)];
  return stored !== null && changes.length === 0 ? null : { ...item, changes };
}

function toChange(item: ObjectiveToSave): Change | null {
  const changed = withChanges(item);
  return changed === null ? null : { ...changed, wanted: wantedStream(item) };
}

/**
 * Writes objectives: a revision for each that changed, its streams found or created, its history queued. A change of query starts another
 * stream. Any other keeps it: a change of window may read more history, and other slices are judged from what is stored. Composites are written
 * after what they are put together from.
 */
export async function saveObjectives(context: SaveContext, items: readonly AnyObjective[]): Promise<readonly SavedObjective[]> {
  const measured = await saveMeasured(
    context,
    items.filter((item): item is ObjectiveToSave => !isComposite(item)),
  );
  const saved = new Map(measured.map((one) => [one.name, one]));
  for (const item of inOrderOfParts(items.filter(isComposite))) saved.set(item.definition.name, await saveComposite(context, item));
  return items.flatMap(({ definition }) => saved.get(definition.name) ?? []);
}

/** Another way to be put together is another stream. It is read at once: all that it is put together from is stored. */
async function saveComposite(context: SaveContext, item: CompositeToSave): Promise<SavedObjective> {
  const change = withChanges(item);
  if (change === null) return unchanged(item);
  const stream = await ensureComposite(context.tx, change.definition, currentHour(context.nowMs));
  const bound = { change, binding: { streamId: stream.id, nextStreamId: null }, newStream: change.stored?.stream.id !== stream.id };
  await writeRevisions(context, [bound]);
  return savedOf(bound);
}

async function saveMeasured(context: SaveContext, items: readonly ObjectiveToSave[]): Promise<readonly SavedObjective[]> {
  const changes = items.flatMap((item) => toChange(item) ?? []);
  const wanted = new Map(changes.map((change) => [keyOf(change.wanted), change.wanted]));
  const streams = await context.tx.streams.ensure([...wanted.values()], currentHour(context.nowMs));
  const streamOf = new Map(streams.map((stream) => [keyOf(stream), stream]));
  const bound = changes.flatMap((change) => {
    const stream = streamOf.get(keyOf(change.wanted));
    return stream === undefined ? [] : [bind(change, stream)];
  });
  await ensureHistory(context, bound);
  await writeRevisions(context, bound);
  await context.tx.streams.ensureSlices(bound.flatMap(slicesOf));
  const saved = new Map(bound.map((one) => [one.change.definition.name, savedOf(one)]));
  return items.map((item) => saved.get(item.definition.name) ?? unchanged(item));
}

const unchanged = ({ definition }: AnyObjective): SavedObjective => ({
  name: definition.name,
  action: "unchanged",
  changes: [],
  newStream: false,
});

/** A change with what it reads from now on. */
interface Bound<Item extends AnyObjective> {
  readonly change: Changed<Item>;
  readonly binding: Binding;
  readonly newStream: boolean;
}
type BoundStream = Bound<ObjectiveToSave> & { readonly stream: StreamCoverage };

const sliceKeyOf = ({ method, slices }: ObjectiveDefinition): string | null =>
  method === "occurrences" || slices === null ? null : sliceKey({ method, slices });

function bind(change: Change, stream: StreamCoverage): BoundStream {
  const { stored } = change;
  // What was a composite has nothing that the new stream would have to know first.
  const binding = planBinding(stream, stored?.stream.sourceId === null ? null : stored);
  return { change, binding, stream, newStream: stored === null || !sameStream(headingFor(stored), stream) };
}

/** Of what it reads now, and of what it reads next. */
function slicesOf({ change, binding }: BoundStream): WantedSlices[] {
  const key = sliceKeyOf(change.definition);
  const parents = [binding.streamId, binding.nextStreamId].filter((id) => id !== null);
  return key === null ? [] : parents.map((parentId) => ({ parentId, sliceKey: key }));
}

const savedOf = ({ change, newStream }: Bound<AnyObjective>): SavedObjective => ({
  name: change.definition.name,
  action: change.stored === null ? "create" : "update",
  changes: change.changes,
  newStream,
});

const toRevision = ({ author }: SaveContext, { change, binding }: Bound<AnyObjective>): NewRevision => {
  const { definition, changes, serviceId, member } = change;
  return { definition, changes, author, serviceId, ...binding, sliceKey: sliceKeyOf(definition), member };
};

/** The next revisions, with what their definitions bring along. */
async function writeRevisions(context: SaveContext, bound: readonly Bound<AnyObjective>[]): Promise<void> {
  const { objectives } = context.tx;
  const fresh = bound.filter(({ change }) => change.stored === null);
  const ids = await objectives.insert(fresh.map((one) => toRevision(context, one)));
  const idOf = new Map(fresh.map((one, index) => [one, ids[index]]));
  await objectives.revise(
    bound.flatMap((one) => (one.change.stored === null ? [] : [{ id: one.change.stored.id, next: toRevision(context, one) }])),
  );
  // One after the other: all of them use the one connection of the transaction.
  for (const one of bound) await saveAdjustments(context, one.change, one.change.stored?.id ?? idOf.get(one) ?? "");
}

async function saveAdjustments({ tx, author }: SaveContext, { definition, stored, brought }: AnyObjective, id: string): Promise<void> {
  if (brought === null || diffBrought(stored?.brought ?? [], brought).length === 0) return;
  await replaceBrought(tx, { objective: { id, name: definition.name }, adjustments: brought, author });
}

const historyFrom = ({ nowMs, history }: SaveContext, { window }: ObjectiveDefinition): Minute =>
  historyStart(window, currentHour(nowMs), history);

/** From where each stream is wanted that is new for an objective, or that one wants more of than before. */
function wantedHistory(context: SaveContext, bound: readonly BoundStream[]): ReadonlyMap<StreamCoverage, Minute> {
  const wanted = new Map<StreamCoverage, Minute>();
  for (const { change, stream, newStream } of bound) {
    const from = historyFrom(context, change.definition);
    const wantsMore = newStream || change.stored === null || from < historyFrom(context, change.stored.definition);
    if (wantsMore) wanted.set(stream, Math.min(from, wanted.get(stream) ?? from));
  }
  return wanted;
}

async function ensureHistory(context: SaveContext, bound: readonly BoundStream[]): Promise<void> {
  const { streams } = context.tx;
  const wanted = wantedHistory(context, bound);
  if (wanted.size === 0) return;
  const unfinished = await streams.lockUnfinished([...wanted.keys()].map(({ id }) => id));
  const plans = [...wanted].map(([{ id, firstMinute }, from]) => ({
    streamId: id,
    plan: planHistory({ firstMinute, unfinished: unfinished.get(id) ?? null }, from),
  }));
  const queued = plans.flatMap(({ streamId, plan }) =>
    plan.kind === "queue" ? [{ streamId, fromMinute: plan.fromMinute, toMinute: plan.toMinute }] : [],
  );
  if (queued.length > 0) await streams.queueBackfills(queued);
  const extended = plans.flatMap(({ plan }) => (plan.kind === "extend" ? [{ id: plan.id, fromMinute: plan.fromMinute }] : []));
  if (extended.length > 0) await streams.extendBackfills(extended);
}

/** Coverage begins at a whole hour. */
const currentHour = (nowMs: number): number => Math.floor(minuteOfMs(nowMs) / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
