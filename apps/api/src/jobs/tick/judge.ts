import { type AlertSeverity, evaluationInstant, type Minute, type MissingReason } from "@solvent/domain";
import type { AppliedAdjustment } from "../../usecases/adjustment/applied-adjustments.ts";
import type { MinuteTransaction, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { AlertThreads } from "../alerts/alert-threads.ts";
import { groupBy } from "../shared/group-by.ts";
import { readJudgedConditions } from "./judged-conditions.ts";
import { type Judged, readJudgedWindows } from "./judged-windows.ts";
import type { LiveOnly } from "./live-only.ts";
import type { PlannedObjective } from "./plan.ts";
import type { CompiledPolicy, RuleBook } from "./rule-book.ts";
import { stepConditions } from "./step-conditions.ts";
import {
  type Bench,
  type JudgedRule,
  noVerdicts,
  stepBurns,
  stepSilence,
  stillFiring,
  type Verdicts,
  watchBlindness,
} from "./step-rules.ts";
import type { JudgeStreams, MovedHead } from "./store-batch.ts";

/** A rule that fires. A rule without a row is inactive. */
export interface RuleRow {
  readonly objectiveId: string;
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly firingSince: Minute;
  readonly quietCount: number;
}

export interface RuleChanges {
  readonly save: readonly JudgedRule[];
  readonly remove: readonly Pick<RuleRow, "objectiveId" | "rule">[];
}

export interface RuleStateStore {
  /** Rows of the objectives that read one of these streams. */
  rulesOf(scope: TransactionScope, streamIds: readonly number[]): Promise<readonly RuleRow[]>;
  /** Rows of objectives that are gone meanwhile, or read another stream or have another revision by now, are left out. */
  changeRules(scope: TransactionScope, changes: RuleChanges): Promise<void>;
}

export interface JudgeDeps {
  readonly book: RuleBook;
  readonly rules: RuleStateStore;
  readonly threads: AlertThreads;
  readonly liveOnly: LiveOnly;
}

/** What a tick judges, and the adjustments that touch what its rules look at, by objective. */
export interface JudgedPlan {
  readonly objectives: readonly PlannedObjective[];
  readonly adjustments: ReadonlyMap<string, readonly AppliedAdjustment[]>;
}

/**
 * When the rules are evaluated as the watermark moves on: at the watermark, or at the last slice that it closed; null when it closed none, or
 * while the history of slices is still being judged.
 */
function evaluatedAt({ slices }: PlannedObjective, { terms }: CompiledPolicy, { before, watermark }: MovedHead): Minute | null {
  if (terms.slices === null) return watermark;
  const at = evaluationInstant(terms, watermark);
  return slices?.ready === true && at > evaluationInstant(terms, before) ? at : null;
}

/** Everything that is judged at one watermark, with what was stored about it. */
interface Evaluation {
  readonly minute: Minute;
  readonly judged: readonly Judged[];
  readonly rows: ReadonlyMap<string, RuleRow[]>;
  readonly silences: ReadonlyMap<number, MissingReason>;
}

/** Rules of every objective that reads one of the streams, as the streams' watermarks move; only what changed is written. */
export const makeJudge =
  (deps: JudgeDeps) =>
  ({ objectives, adjustments }: JudgedPlan): JudgeStreams => {
    const readers = groupBy(objectives, ({ streamId }) => streamId);
    const judgedOf = (head: MovedHead): Judged[] =>
      (readers.get(head.streamId) ?? []).flatMap((objective) => {
        const policy = deps.book.policyOf(objective);
        if (policy === null) return [];
        const at = evaluatedAt(objective, policy, head);
        return [{ objective, policy, adjustments: adjustments.get(objective.objectiveId) ?? [], at }];
      });

    /** By the minute that they are about: that of a closing may lie before the watermark. */
    async function judgeAll(tx: MinuteTransaction, { minute, judged, rows, silences }: Evaluation): Promise<Map<Minute, Verdicts>> {
      const windows = await readJudgedWindows(tx, minute, judged);
      const conditions = await readJudgedConditions(tx, judged);
      const live = deps.liveOnly(tx);
      const verdicts = new Map([[minute, noVerdicts()]]);
      const verdictsAt = (at: Minute): Verdicts => {
        const found = verdicts.get(at) ?? noVerdicts();
        verdicts.set(at, found);
        return found;
      };
      for (const each of judged) {
        const counted = windows.get(each);
        if (counted === undefined) continue;
        const { objectiveId, streamId } = each.objective;
        const own = { rows: rows.get(objectiveId) ?? [], silence: silences.get(streamId) ?? null };
        const bench: Bench = { ...each, ...own, minute, windows: counted };
        const { at } = each;
        const firing = at === null ? stillFiring(bench) : await stepBurns(bench, { at, live }, verdictsAt(at));
        const readings = conditions.get(each);
        if (at !== null && readings !== undefined)
          await stepConditions(bench, { evaluated: { ...each, at }, readings, live }, verdictsAt(at));
        watchBlindness(bench, firing, verdictsAt(minute));
        stepSilence(bench, verdictsAt(minute));
      }
      return verdicts;
    }

    /** What moved may only be written of objectives that are still what was judged, and their alerts with it. */
    async function write(tx: MinuteTransaction, minute: Minute, verdicts: Verdicts): Promise<void> {
      const { moved, conditions, silences, watched } = verdicts;
      const present = await deps.threads.apply(tx, { minute, burns: moved, conditions, silences, watched });
      const movedIds = new Set([...moved, ...conditions, ...silences].map(({ objective }) => objective.objectiveId));
      const mayWrite = ({ objectiveId }: { readonly objectiveId: string }) => !movedIds.has(objectiveId) || present.has(objectiveId);
      const changes = { save: verdicts.save.filter(mayWrite), remove: verdicts.remove.filter(mayWrite) };
      if (changes.save.length + changes.remove.length > 0) await deps.rules.changeRules(tx.scope, changes);
    }

    return async (tx, heads, silences) => {
      const read = heads.filter(({ streamId }) => readers.has(streamId));
      if (read.length === 0) return;
      const stored = await deps.rules.rulesOf(
        tx.scope,
        read.map(({ streamId }) => streamId),
      );
      const rows = groupBy(stored, ({ objectiveId }) => objectiveId);
      for (const [minute, group] of groupBy(read, ({ watermark }) => watermark)) {
        const verdicts = await judgeAll(tx, { minute, judged: group.flatMap(judgedOf), rows, silences });
        for (const [at, found] of [...verdicts].sort(([a], [b]) => a - b)) await write(tx, at, found);
      }
    };
  };
