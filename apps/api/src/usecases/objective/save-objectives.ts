import { createHash } from "node:crypto";
import { MINUTES_PER_HOUR, type Minute, minuteOfMs, type ObjectiveDefinition, sliceKey } from "@solvent/domain";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import { replaceBrought } from "../adjustment/replace-brought.ts";
import type { DefinitionTransaction } from "../definitions/definition-transaction.ts";
import { diffBrought } from "./diff-brought.ts";
import { diffObjectives } from "./diff-objectives.ts";
import type { DefinitionChange, NewRevision, StoredObjective } from "./objective-store.ts";
import { planBinding, sameStream } from "./plan-binding.ts";
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
}

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

interface Change extends ObjectiveToSave {
  readonly changes: readonly DefinitionChange[];
  readonly wanted: WantedStream;
}

const wantedStream = ({ sourceId, query }: ObjectiveToSave): WantedStream => ({
  sourceId,
  specHash: createHash("sha256").update(query).digest("hex"),
  query,
});

const keyOf = ({ sourceId, specHash }: WantedStream | StreamCoverage): string => `${sourceId} ${specHash}`;

/** The stream that the objective is heading for. */
const headingFor = (stored: StoredObjective) => stored.nextStream ?? stored.stream;

function toChange(item: ObjectiveToSave): Change | null {
  const { definition, stored, brought } = item;
  const changes =
    stored === null ? [] : [...diffBrought(stored.brought, brought ?? stored.brought), ...diffObjectives(stored.definition, definition)];
  return stored !== null && changes.length === 0 ? null : { ...item, changes, wanted: wantedStream(item) };
}

/**
 * Writes objectives: a revision for each that changed, its streams found or created, its history queued. A change of query starts another
 * stream. Any other keeps it: a change of window may read more history, and other slices are judged from what is stored.
 */
export async function saveObjectives(context: SaveContext, items: readonly ObjectiveToSave[]): Promise<readonly SavedObjective[]> {
  const changes = items.map(toChange);
  const wanted = new Map(changes.flatMap((change) => (change === null ? [] : [[keyOf(change.wanted), change.wanted] as const])));
  const streams = await context.tx.streams.ensure([...wanted.values()], currentHour(context.nowMs));
  const streamOf = new Map(streams.map((stream) => [keyOf(stream), stream]));
  const saved: SavedObjective[] = [];
  const slices: WantedSlices[] = [];
  for (const [index, item] of items.entries()) {
    const change = changes[index] ?? null;
    const stream = change === null ? undefined : streamOf.get(keyOf(change.wanted));
    // One after the other: all of them use the one connection of the transaction.
    const written = change === null || stream === undefined ? null : await saveOne(context, change, stream);
    saved.push(written?.saved ?? unchanged(item));
    slices.push(...(written?.slices ?? []));
  }
  await context.tx.streams.ensureSlices(slices);
  return saved;
}

const unchanged = ({ definition }: ObjectiveToSave): SavedObjective => ({
  name: definition.name,
  action: "unchanged",
  changes: [],
  newStream: false,
});

interface Written {
  readonly saved: SavedObjective;
  /** Of what it reads now, and of what it reads next. */
  readonly slices: readonly WantedSlices[];
}

const sliceKeyOf = ({ method, slices }: ObjectiveDefinition): string | null =>
  method === "occurrences" || slices === null ? null : sliceKey({ method, slices });

async function saveOne(context: SaveContext, change: Change, stream: StreamCoverage): Promise<Written> {
  const { definition, stored, changes, serviceId } = change;
  const newStream = stored === null || !sameStream(headingFor(stored), stream);
  const wantedFrom = historyFrom(context, definition);
  if (newStream || wantedFrom < historyFrom(context, stored.definition)) await ensureHistory(context, stream, wantedFrom);
  const binding = planBinding(stream, stored);
  const key = sliceKeyOf(definition);
  const revision = { definition, changes, author: context.author, serviceId, ...binding, sliceKey: key };
  await saveAdjustments(
    context,
    change,
    stored === null ? await context.tx.objectives.insert(revision) : await revise(context, stored, revision),
  );
  const action = stored === null ? "create" : "update";
  const parents = [binding.streamId, binding.nextStreamId].filter((id) => id !== null);
  const slices = key === null ? [] : parents.map((parentId) => ({ parentId, sliceKey: key }));
  return { saved: { name: definition.name, action, changes, newStream }, slices };
}

async function revise({ tx }: SaveContext, { id }: StoredObjective, revision: NewRevision): Promise<string> {
  await tx.objectives.revise(id, revision);
  return id;
}

async function saveAdjustments({ tx, author }: SaveContext, { definition, stored, brought }: Change, id: string): Promise<void> {
  if (brought === null || diffBrought(stored?.brought ?? [], brought).length === 0) return;
  await replaceBrought(tx, { objective: { id, name: definition.name }, adjustments: brought, author });
}

const historyFrom = ({ nowMs, history }: SaveContext, { window }: ObjectiveDefinition): Minute =>
  historyStart(window, currentHour(nowMs), history);

async function ensureHistory({ tx }: SaveContext, stream: StreamCoverage, wantedFrom: Minute): Promise<void> {
  const unfinished = await tx.streams.lockUnfinished(stream.id);
  const plan = planHistory({ firstMinute: stream.firstMinute, unfinished }, wantedFrom);
  if (plan.kind === "queue") await tx.streams.queueBackfill(stream.id, plan);
  if (plan.kind === "extend") await tx.streams.extendBackfill(plan.id, plan.fromMinute);
}

/** Coverage begins at a whole hour. */
const currentHour = (nowMs: number): number => Math.floor(minuteOfMs(nowMs) / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
