import {
  type AlertSeverity,
  type CompiledRule,
  INACTIVE,
  type Minute,
  type MissingReason,
  NO_DATA_AFTER_MINUTES,
  nextRuleState,
  type RuleState,
  totalsBetween,
  type Verdict,
  windowCounts,
} from "@solvent/domain";
import type { MinuteTransaction, StreamHead, TotalsTable, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { AlertThreads } from "../alerts/alert-threads.ts";
import type { BurnMove, CountsOf, MovedObjective, SilenceMove } from "../alerts/rule-moves.ts";
import { isBlind, NO_DATA, NO_DATA_RULE, SILENCE_WINDOWS, silenceVerdict } from "../alerts/silence.ts";
import { groupBy } from "../shared/group-by.ts";
import type { LiveOnly } from "./live-only.ts";
import type { PlannedObjective } from "./plan.ts";
import type { CompiledPolicy, RuleBook } from "./rule-book.ts";
import type { JudgeStreams } from "./store-batch.ts";

/** A rule that fires. A rule without a row is inactive. */
export interface RuleRow {
  readonly objectiveId: string;
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly firingSince: Minute;
  readonly quietCount: number;
}

/** A verdict on a revision by a stream; it counts only while the objective has both. */
export interface JudgedRule extends RuleRow {
  readonly streamId: number;
  readonly revision: number;
  readonly evaluatedAt: Minute;
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

interface Judged {
  readonly objective: PlannedObjective;
  readonly policy: CompiledPolicy;
}

/** Counts of one stream's windows before its watermark, each worked out once for all objectives that read it. */
function countsOf(table: TotalsTable, row: number, lengths: readonly number[]): CountsOf {
  const counts = new Map<number, ReturnType<CountsOf>>();
  const work = (minutes: number): ReturnType<CountsOf> => {
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

/** One objective at one evaluation. */
interface Bench extends Judged {
  readonly minute: Minute;
  readonly countsOf: CountsOf;
  readonly rows: readonly RuleRow[];
  /** Why the newest minute is missing; null when it is known. */
  readonly silence: MissingReason | null;
}

interface Verdicts {
  readonly save: JudgedRule[];
  readonly remove: Pick<RuleRow, "objectiveId" | "rule">[];
  readonly moved: MovedObjective[];
  readonly silences: SilenceMove[];
  readonly watched: { objectiveId: string; blindSince: Minute | null }[];
}

type Move = "firing" | "resolved" | null;

/** Moves one rule by one evaluation and notes what changed of it. */
function step(
  rule: CompiledRule["rule"],
  { bench, verdict }: { bench: Bench; verdict: Verdict },
  verdicts: Verdicts,
): { readonly move: Move; readonly fires: boolean; readonly since: Minute } {
  const row = bench.rows.find((each) => each.rule === rule.name);
  const before = toState(row);
  const { state, transition } = nextRuleState({ state: before, verdict, at: bench.minute, resolveAfter: rule.resolveAfter });
  const since = state.kind === "firing" ? state.since : (row?.firingSince ?? bench.minute);
  if (state !== before) {
    const { objectiveId, streamId, revision } = bench.objective;
    const key = { objectiveId, rule: rule.name };
    if (state.kind === "inactive") verdicts.remove.push(key);
    else {
      const { severity } = rule;
      verdicts.save.push({
        ...key,
        severity,
        streamId,
        revision,
        firingSince: since,
        quietCount: state.quietCount,
        evaluatedAt: bench.minute,
      });
    }
  }
  return { move: transition, fires: state.kind === "firing", since };
}

/** Rules that a new revision no longer has: nobody would ever resolve them. */
function dropForeignRules(bench: Bench, verdicts: Verdicts): BurnMove[] {
  const names = new Set([NO_DATA_RULE, ...bench.policy.rules.map(({ rule }) => rule.name)]);
  return bench.rows.flatMap(({ objectiveId, rule, severity }) => {
    if (names.has(rule)) return [];
    verdicts.remove.push({ objectiveId, rule });
    return [{ objective: bench.objective, severity, ruleName: rule, rule: null, to: "resolved" as const }];
  });
}

function judgeSilence(bench: Bench, verdicts: Verdicts): void {
  const { countsOf, minute, objective, silence } = bench;
  const { move, since } = step(NO_DATA, { bench, verdict: silenceVerdict(countsOf, silence) }, verdicts);
  if (move === "firing") {
    verdicts.silences.push({ objective, to: "firing", since: minute - NO_DATA_AFTER_MINUTES, reason: silence ?? "no-sample" });
  } else if (move === "resolved") verdicts.silences.push({ objective, to: "resolved", since, reason: "" });
}

async function judgeBurns(bench: Bench, deps: { readonly holds: ReturnType<LiveOnly> }, verdicts: Verdicts): Promise<void> {
  const moves: BurnMove[] = [];
  const firing = new Set<AlertSeverity>();
  for (const compiled of bench.policy.rules) {
    const { rule } = compiled;
    const long = bench.countsOf(rule.longMinutes);
    const short = bench.countsOf(rule.shortMinutes);
    if (long === null || short === null) continue;
    const begins = bench.rows.every((row) => row.rule !== rule.name) && compiled.condition(long, short) === true;
    const verdict = begins ? await deps.holds(bench, compiled) : compiled.condition(long, short);
    const { move, fires } = step(rule, { bench, verdict }, verdicts);
    if (fires) firing.add(rule.severity);
    if (move !== null) moves.push({ objective: bench.objective, severity: rule.severity, ruleName: rule.name, rule, to: move });
  }
  moves.push(...dropForeignRules(bench, verdicts));
  const { objective, policy, countsOf, minute } = bench;
  if (moves.length > 0) {
    const { windowMinutes, budgetRatio } = policy;
    verdicts.moved.push({ objective, windowMinutes, budgetRatio, countsOf, moves, firing });
  }
  if (firing.size > 0)
    verdicts.watched.push({ objectiveId: objective.objectiveId, blindSince: isBlind(countsOf) ? minute - NO_DATA_AFTER_MINUTES : null });
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
      at: {
        minute: Minute;
        streams: readonly number[];
        rows: ReadonlyMap<string, RuleRow[]>;
        silences: ReadonlyMap<number, MissingReason>;
      },
    ): Promise<Verdicts> {
      const verdicts: Verdicts = { save: [], remove: [], moved: [], silences: [], watched: [] };
      const judged = at.streams.map(judgedOf);
      const lengths = [...new Set([0, ...SILENCE_WINDOWS, ...judged.flat().flatMap(({ policy }) => policy.windows)])];
      const table = await tx.totalsAt(
        at.streams,
        lengths.map((length) => at.minute - length),
      );
      const holds = deps.liveOnly(tx);
      for (const [row, list] of judged.entries()) {
        const counts = countsOf(table, row, lengths);
        const silence = at.silences.get(at.streams[row] ?? -1) ?? null;
        for (const each of list) {
          const rows = at.rows.get(each.objective.objectiveId) ?? [];
          const bench: Bench = { ...each, minute: at.minute, countsOf: counts, rows, silence };
          await judgeBurns(bench, { holds }, verdicts);
          judgeSilence(bench, verdicts);
        }
      }
      return verdicts;
    }

    /** What moved may only be written of objectives that are still what was judged, and their alerts with it. */
    async function write(tx: MinuteTransaction, minute: Minute, verdicts: Verdicts): Promise<void> {
      const { moved, silences, watched } = verdicts;
      const present = await deps.threads.apply(tx, { minute, burns: moved, silences, watched });
      const movedIds = new Set([...moved, ...silences].map(({ objective }) => objective.objectiveId));
      const mayWrite = ({ objectiveId }: { readonly objectiveId: string }) => !movedIds.has(objectiveId) || present.has(objectiveId);
      const changes = { save: verdicts.save.filter(mayWrite), remove: verdicts.remove.filter(mayWrite) };
      if (changes.save.length + changes.remove.length > 0) await deps.rules.changeRules(tx.scope, changes);
    }

    return async (tx, heads: readonly StreamHead[], silences) => {
      const read = heads.filter(({ streamId }) => readers.has(streamId));
      if (read.length === 0) return;
      const stored = await deps.rules.rulesOf(
        tx.scope,
        read.map(({ streamId }) => streamId),
      );
      const rows = groupBy(stored, ({ objectiveId }) => objectiveId);
      for (const [minute, group] of groupBy(read, ({ watermark }) => watermark)) {
        const streams = group.map(({ streamId }) => streamId);
        await write(tx, minute, await judgeAt(tx, { minute, streams, rows, silences }));
      }
    };
  };
