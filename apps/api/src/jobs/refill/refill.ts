import { blockEnd, type Minute, type MissingReason } from "@solvent/domain";
import type { Outcome, ReadValue, SourceFailure } from "@solvent/metric-sources";
import type { MinuteTransaction, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import type { GapRow } from "../shared/gap-row.ts";
import type { GapStore } from "../shared/gap-store.ts";
import { isStatementOfSource } from "../shared/missing-reason.ts";
import { checkStore, MOST_WINDOW_MINUTES, type PastDeps, type PastStep, shortened } from "../shared/past-reading.ts";
import { settleGaps } from "../shared/settle-gaps.ts";
import type { SourceHandle } from "../shared/source-handle.ts";
import { storeApart } from "../shared/store-apart.ts";
import { sliceBlock } from "../tick/stream-write.ts";
import { type DueGap, type GapPart, nextRefillGroup, type RefillGroup } from "./refill-group.ts";

export interface RefillStore {
  /** Sources that answer at present and have a gap whose time has come. */
  sourcesWithDueGaps(nowMs: number): Promise<readonly string[]>;
  /** Due gaps of one source whose streams are read and can be asked, newest first. */
  dueGaps(sourceId: string, nowMs: number, limit: number): Promise<readonly DueGap[]>;
  /** Sets the next try; `retryAtMs` null settles. */
  postpone(
    scope: TransactionScope,
    gaps: readonly { readonly id: bigint; readonly retryAtMs: number | null; readonly attempts: number }[],
  ): Promise<void>;
}

export interface RefilledMarker {
  /** Notes of filled gaps within these stretches that they were filled after the fact. */
  markRefilled(
    scope: TransactionScope,
    stretches: readonly { readonly streamId: number; readonly from: Minute; readonly to: Minute }[],
  ): Promise<void>;
}

export interface RefillDeps extends PastDeps {
  readonly store: RefillStore;
  readonly gaps: GapStore;
  readonly refilled: RefilledMarker;
  readonly metrics: EvaluatorMetrics;
}

const MOST_GAPS = 2_000;
const MINUTE_MS = 60_000;
/** A source that answers well and has nothing for a minute this old is believed: senders with a longer queue are rare. */
const BELIEVED_AFTER_MINUTES = 15;
/** About half a day of tries, after which a stretch that cannot be read stays missing. */
const MOST_ATTEMPTS = 16;
const LONGEST_WAIT_MS = 3_600_000;

const waitMs = (attempts: number): number => Math.min(MINUTE_MS * 2 ** attempts, LONGEST_WAIT_MS);

/** Next try of a minute that is still missing in a successful answer. */
const decideAt =
  (nowMs: number) =>
  (minute: Minute, row: GapRow | null, reason: MissingReason): { retryAtMs: number | null; attempts: number } => {
    const attempts = (row?.attempts ?? 0) + 1;
    if (!isStatementOfSource(reason)) return { retryAtMs: attempts >= MOST_ATTEMPTS ? null : nowMs + waitMs(attempts), attempts };
    const believed = (minute + BELIEVED_AFTER_MINUTES) * MINUTE_MS <= nowMs;
    return { retryAtMs: believed ? null : nowMs + BELIEVED_AFTER_MINUTES * MINUTE_MS, attempts };
  };

interface Answered {
  readonly part: GapPart;
  readonly value: ReadValue;
}
interface Failed {
  readonly gap: DueGap;
  readonly failure: SourceFailure;
}

function sortAnswers(group: RefillGroup, outcomes: readonly Outcome<ReadValue>[]): { answered: Answered[]; failed: Failed[] } {
  const answered: Answered[] = [];
  const failed: Failed[] = [];
  group.parts.forEach((part, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok) answered.push({ part, value: outcome.value });
    else if (outcome !== undefined) failed.push({ gap: part.gap, failure: outcome.failure });
  });
  return { answered, failed };
}

async function storeAnswers(deps: RefillDeps, tx: MinuteTransaction, answered: readonly Answered[]): Promise<number> {
  const stored = answered
    .map(({ part, value }) => ({ streamId: part.gap.streamId, block: sliceBlock(value.block, part.from, part.to) }))
    .sort((a, b) => a.streamId - b.streamId);
  const receipt = await tx.writeMinutes(stored, "refill");
  await deps.refilled.markRefilled(
    tx.scope,
    stored.map(({ streamId, block }) => ({ streamId, from: block.from, to: blockEnd(block) })),
  );
  const nowMs = deps.databaseNowMs();
  await settleGaps(deps.gaps, tx.scope, stored, { nowMs, uncovered: "leave", decide: decideAt(nowMs) });
  return receipt.corrected.reduce((sum, { minutes }) => sum + minutes, 0);
}

/** Next try of a gap that could not be read; `failure` null: or not be stored. */
function later({ gap, failure }: { gap: DueGap; failure: SourceFailure | null }, nowMs: number) {
  const attempts = gap.attempts + 1;
  const asked = (failure?.retryAfterSeconds ?? 0) * 1000;
  return { id: gap.id, attempts, retryAtMs: attempts >= MOST_ATTEMPTS ? null : nowMs + Math.max(asked, waitMs(attempts)) };
}

/**
 * Asks again for minutes that are stored as missing and writes what comes as corrections. Rules are not judged: a past that
 * has become known never pages. Returns whether there may be more to do at once.
 */
export function makeRefill(deps: RefillDeps): (sourceId: string, signal: AbortSignal) => Promise<boolean> {
  async function read(handle: SourceHandle, group: RefillGroup, signal: AbortSignal) {
    const items = group.parts.map(({ gap }) => ({ query: gap.query, probe: gap.probe }));
    return sortAnswers(group, await handle.source.read({ items, from: group.from, to: group.to, purpose: "refill" }, signal));
  }

  /** Stores what was read; minutes that cannot be stored are left over and hold up no others. */
  async function storeAll({ writer }: PastStep, answered: readonly Answered[]): Promise<DueGap[]> {
    const refused = await storeApart(answered, {
      store: async (some) => deps.metrics.corrections(await writer.write("background", (tx) => storeAnswers(deps, tx, some))),
      checkStore: () => checkStore({ writer }),
    });
    for (const { error } of refused) deps.onError(error);
    return refused.map(({ item }) => item.part.gap);
  }

  async function fill(step: PastStep, group: RefillGroup, signal: AbortSignal): Promise<boolean> {
    const { sourceId, handle } = step;
    const { answered, failed } = await read(handle, group, signal);
    if (signal.aborted) return false;
    const failures = failed.map(({ failure }) => failure);
    const isShortened = shortened(deps, { sourceId, minutes: group.to - group.from }, failures);
    if (failed.length === 0) deps.limit.managed(sourceId);
    const refused = await storeAll(step, answered);
    const put = [...(isShortened ? [] : failed), ...refused.map((gap) => ({ gap, failure: null }))];
    const nowMs = deps.databaseNowMs();
    const rows = put.map((each) => later(each, nowMs));
    if (rows.length > 0) await step.writer.write("background", (tx) => deps.store.postpone(tx.scope, rows));
    return answered.length > refused.length || isShortened;
  }

  return async (sourceId, signal) => {
    const connection = await deps.handles.get(sourceId);
    if (!connection.ok) return false;
    const handle = connection.value;
    const step = { sourceId, handle, writer: deps.writer.inThisTerm() };
    const { ready: gaps } = await deps.queries.ready(handle, await deps.store.dueGaps(sourceId, deps.databaseNowMs(), MOST_GAPS));
    const chunk = Math.min(MOST_WINDOW_MINUTES, ...gaps.map((gap) => handle.backfillChunkMinutes(gap.probe)));
    const windowMinutes = deps.limit.limited(sourceId, Math.max(1, chunk));
    const group = nextRefillGroup(gaps, { windowMinutes, settleMinutes: handle.settleMinutes });
    return group === null ? false : fill(step, group, signal);
  };
}
