import {
  type CompiledRule,
  INACTIVE,
  nextRuleState,
  type RuleState,
  totalsBetween,
  type WindowCounts,
  windowCounts,
} from "@solvent/domain";
import type { MinuteTransaction, StreamHead, TotalsTable, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import { groupBy } from "../shared/group-by.ts";
import type { PlannedObjective } from "./plan.ts";
import type { CompiledPolicy, RuleBook } from "./rule-book.ts";
import type { JudgeStreams } from "./store-batch.ts";

/** A rule that fires. A rule without a row is inactive. */
export interface RuleRow {
  readonly objectiveId: string;
  readonly rule: string;
  readonly firingSince: number;
  readonly quietCount: number;
}

/** A verdict on a revision by a stream; it counts only while the objective has both. */
export interface JudgedRule extends RuleRow {
  readonly streamId: number;
  readonly revision: number;
  readonly evaluatedAt: number;
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
}

interface Judged {
  readonly objective: PlannedObjective;
  readonly policy: CompiledPolicy;
}

type CountsOf = (minutes: number) => WindowCounts | null;

/** Counts of one stream's windows before its watermark, each worked out once for all objectives that read it. */
function countsOf(table: TotalsTable, row: number, lengths: readonly number[]): CountsOf {
  const counts = new Map<number, WindowCounts | null>();
  const work = (minutes: number): WindowCounts | null => {
    const end = table.at(row, 0);
    const start = table.at(row, lengths.indexOf(minutes));
    return start === null || end === null ? null : windowCounts(totalsBetween(start, end), minutes);
  };
  return (minutes) => {
    const known = counts.get(minutes);
    if (known !== undefined) return known;
    const made = work(minutes);
    counts.set(minutes, made);
    return made;
  };
}

const toState = (row: RuleRow | undefined): RuleState =>
  row === undefined ? INACTIVE : { kind: "firing", since: row.firingSince, quietCount: row.quietCount };

interface Changes {
  readonly save: JudgedRule[];
  readonly remove: Pick<RuleRow, "objectiveId" | "rule">[];
}

function judgeRule(
  compiled: CompiledRule,
  at: { objective: PlannedObjective; minute: number; counts: CountsOf; row: RuleRow | undefined },
  changes: Changes,
): void {
  const { rule } = compiled;
  const long = at.counts(rule.longMinutes);
  const short = at.counts(rule.shortMinutes);
  if (long === null || short === null) return;
  const before = toState(at.row);
  const { state } = nextRuleState({
    state: before,
    verdict: compiled.condition(long, short),
    at: at.minute,
    resolveAfter: rule.resolveAfter,
  });
  if (state === before) return;
  const { objectiveId, streamId, revision } = at.objective;
  const key = { objectiveId, rule: rule.name };
  if (state.kind === "inactive") changes.remove.push(key);
  else changes.save.push({ ...key, streamId, revision, firingSince: state.since, quietCount: state.quietCount, evaluatedAt: at.minute });
}

/** Rules that a new revision no longer has: nobody would ever resolve them. */
function dropForeignRules({ objective, policy }: Judged, rows: readonly RuleRow[], changes: Changes): void {
  const names = new Set(policy.rules.map(({ rule }) => rule.name));
  for (const row of rows) if (!names.has(row.rule)) changes.remove.push({ objectiveId: objective.objectiveId, rule: row.rule });
}

/** Rules of every objective that reads one of the streams, at the streams' watermarks; only what changed is written. */
export const makeJudge =
  (deps: JudgeDeps) =>
  (objectives: readonly PlannedObjective[]): JudgeStreams => {
    const readers = groupBy(objectives, ({ streamId }) => streamId);
    const judgedOf = (streamId: number): Judged[] =>
      (readers.get(streamId) ?? []).flatMap((objective) => {
        const policy = deps.book.policyOf(objective);
        return policy === null ? [] : [{ objective, policy }];
      });

    async function judgeAt(
      tx: MinuteTransaction,
      at: { minute: number; streams: readonly number[]; rows: ReadonlyMap<string, RuleRow[]> },
    ): Promise<Changes> {
      const changes: Changes = { save: [], remove: [] };
      const judged = at.streams.map(judgedOf);
      const lengths = [0, ...new Set(judged.flat().flatMap(({ policy }) => policy.windows))];
      const table = await tx.totalsAt(
        at.streams,
        lengths.map((length) => at.minute - length),
      );
      judged.forEach((list, row) => {
        const counts = countsOf(table, row, lengths);
        for (const each of list) {
          const rows = at.rows.get(each.objective.objectiveId) ?? [];
          for (const compiled of each.policy.rules) {
            const row = rows.find(({ rule }) => rule === compiled.rule.name);
            judgeRule(compiled, { objective: each.objective, minute: at.minute, counts, row }, changes);
          }
          dropForeignRules(each, rows, changes);
        }
      });
      return changes;
    }

    return async (tx, heads: readonly StreamHead[]) => {
      const read = heads.filter(({ streamId }) => readers.has(streamId));
      if (read.length === 0) return;
      const stored = await deps.rules.rulesOf(
        tx.scope,
        read.map(({ streamId }) => streamId),
      );
      const rows = groupBy(stored, ({ objectiveId }) => objectiveId);
      for (const [minute, group] of groupBy(read, ({ watermark }) => watermark)) {
        const changes = await judgeAt(tx, { minute, streams: group.map(({ streamId }) => streamId), rows });
        if (changes.save.length + changes.remove.length > 0) await deps.rules.changeRules(tx.scope, changes);
      }
    };
  };
