import { createHash } from "node:crypto";
import { MINUTES_PER_HOUR, minuteOfMs, type ObjectiveDefinition } from "@solvent/domain";
import type { DefinitionTransaction } from "../definitions/definition-transaction.ts";
import { diffDefinitions } from "./diff-definitions.ts";
import type { DefinitionChange, StoredObjective } from "./objective-store.ts";
import { planBinding, sameStream } from "./plan-binding.ts";
import { type HistoryLimits, historyMinutes, planHistory } from "./plan-history.ts";
import type { StreamCoverage, WantedStream } from "./stream-store.ts";

/** One objective as it shall be, next to what is stored; everything is validated. */
export interface ObjectiveToSave {
  readonly definition: ObjectiveDefinition;
  /** Locked; null when the name is new. */
  readonly stored: StoredObjective | null;
  readonly serviceId: string;
  readonly sourceId: string;
  /** Canonical query text of the source's adapter. */
  readonly query: string;
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
  const changes = item.stored === null ? [] : diffDefinitions(item.stored.definition, item.definition);
  return item.stored !== null && changes.length === 0 ? null : { ...item, changes, wanted: wantedStream(item) };
}

/**
 * Writes objectives: a revision for each that changed, its stream found or created, its history queued. A change of target or
 * window keeps the stream; a change of query starts another one.
 */
export async function saveObjectives(context: SaveContext, items: readonly ObjectiveToSave[]): Promise<readonly SavedObjective[]> {
  const changes = items.map(toChange);
  const wanted = new Map(changes.flatMap((change) => (change === null ? [] : [[keyOf(change.wanted), change.wanted] as const])));
  const streams = await context.tx.streams.ensure([...wanted.values()], currentHour(context.nowMs));
  const streamOf = new Map(streams.map((stream) => [keyOf(stream), stream]));
  const saved: SavedObjective[] = [];
  for (const [index, item] of items.entries()) {
    const change = changes[index] ?? null;
    const stream = change === null ? undefined : streamOf.get(keyOf(change.wanted));
    // One after the other: all of them use the one connection of the transaction.
    saved.push(change === null || stream === undefined ? unchanged(item) : await saveOne(context, change, stream));
  }
  return saved;
}

const unchanged = ({ definition }: ObjectiveToSave): SavedObjective => ({
  name: definition.name,
  action: "unchanged",
  changes: [],
  newStream: false,
});

async function saveOne(context: SaveContext, change: Change, stream: StreamCoverage): Promise<SavedObjective> {
  const { definition, stored, changes, serviceId } = change;
  const newStream = stored === null || !sameStream(headingFor(stored), stream);
  const longer = stored !== null && definition.window.minutes > stored.definition.window.minutes;
  if (newStream || longer) await ensureHistory(context, stream, definition.window.minutes);
  const revision = { definition, changes, author: context.author, serviceId, ...planBinding(stream, stored) };
  if (stored === null) await context.tx.objectives.insert(revision);
  else await context.tx.objectives.revise(stored.id, revision);
  return { name: definition.name, action: stored === null ? "create" : "update", changes, newStream };
}

async function ensureHistory({ tx, nowMs, history }: SaveContext, stream: StreamCoverage, windowMinutes: number): Promise<void> {
  const wantedFrom = currentHour(nowMs) - historyMinutes(windowMinutes, history);
  const unfinished = await tx.streams.lockUnfinished(stream.id);
  const plan = planHistory({ firstMinute: stream.firstMinute, unfinished }, wantedFrom);
  if (plan.kind === "queue") await tx.streams.queueBackfill(stream.id, plan);
  if (plan.kind === "extend") await tx.streams.extendBackfill(plan.id, plan.fromMinute);
}

/** Coverage begins at a whole hour. */
const currentHour = (nowMs: number): number => Math.floor(minuteOfMs(nowMs) / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
