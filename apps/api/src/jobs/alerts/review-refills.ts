import { type Adjustment, type Minute, objectivePeriod } from "@solvent/domain";
import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import type { BurnBill } from "../../usecases/alert/alert-record.ts";
import type { CountsIn } from "../../usecases/counts/count-reader.ts";
import type { MinuteReader, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { PlannedObjective, PlanReader } from "../tick/plan.ts";
import { type CompiledPolicy, compilePolicy } from "../tick/rule-book.ts";
import type { AlertStore, PastAlert } from "./alert-store.ts";
import { burnEvidence, toStoredCounts, toStoredWindow } from "./burn-evidence.ts";
import { type PastBreach, replayBreaches } from "./past-breaches.ts";
import { readPastCounts } from "./past-counts.ts";
import { LONGEST_RECENT_MINUTES, recentOf } from "./recent-counts.ts";
import type { MovedObjective } from "./rule-moves.ts";

/** A filled gap in which nobody has looked for breaches yet. */
export interface RefilledGap {
  readonly ids: readonly bigint[];
  readonly streamId: number;
  readonly from: Minute;
  readonly to: Minute;
  readonly watermark: Minute;
  readonly firstMinute: Minute;
  readonly readers: readonly PlannedObjective[];
}

export interface ReviewStore {
  sourcesWithUnreviewed(): Promise<readonly string[]>;
  /** Unreviewed refilled gaps of one source, joined per stream; a gap that is still being filled waits. At most `limit` streams. */
  unreviewed(sourceId: string, limit: number): Promise<readonly RefilledGap[]>;
  markReviewed(scope: TransactionScope, ids: readonly bigint[]): Promise<void>;
  /**
   * Stores alerts that were over before anybody knew. One that overlaps an alert of the same objective and severity is left out when
   * that alert was live (people were told), and takes the place of one that was found by an earlier review.
   */
  addPast(scope: TransactionScope, alerts: readonly PastAlert[]): Promise<void>;
}

export interface ReviewDeps {
  readonly writer: FencedWriter;
  readonly store: ReviewStore;
  readonly alerts: AlertStore;
  readonly plans: Pick<PlanReader, "terms">;
  readonly minutes: Pick<MinuteReader, "series">;
  readonly adjustments: AppliedAdjustments;
}

const MOST_STREAMS = 20;
/** Longer stretches are replayed in pieces of their newest days only: older breaches are in the ledger, not in the list of alerts. */
const LONGEST_REPLAY_MINUTES = 3 * 1440;
const LONGEST_SHORT_WINDOW = 360;

interface Found {
  readonly objective: PlannedObjective;
  readonly breach: PastBreach;
  readonly past: Omit<PastAlert, "subject">;
}

/** What one objective's breaches are told from. */
interface Review {
  readonly objective: PlannedObjective;
  readonly policy: CompiledPolicy;
  readonly adjustments: readonly Adjustment[];
  readonly countsIn: CountsIn;
}

function toPast({ objective, policy, adjustments, countsIn }: Review, breach: PastBreach): Found {
  const { openedAt, closedAt, severity } = breach;
  const rule = policy.rules.find((each) => each.rule.name === breach.rule)?.rule ?? null;
  const moved: MovedObjective = {
    objective,
    policy,
    countsOf: (minutes) => countsIn({ start: openedAt - minutes, end: openedAt }),
    moves: [],
    firing: new Set([severity]),
  };
  const windowed = { moved, adjustments };
  const move = { objective, severity, ruleName: breach.rule, rule, to: "firing" as const };
  const recent = recentOf(windowed, openedAt, countsIn);
  const evidence = burnEvidence({ moved, move, recent, minute: openedAt, onset: null, ticketSince: null });
  if (evidence === null) throw new Error(`the policy has no rule ${breach.rule}`);
  const during = countsIn({ start: openedAt, end: closedAt });
  const bill: BurnBill = {
    kind: "burn",
    from: openedAt,
    to: closedAt,
    during: toStoredCounts(during),
    window: toStoredWindow(recentOf(windowed, closedAt, countsIn)),
    missingMinutes: during.missing,
    ticketSince: null,
  };
  const past = { kind: "burn" as const, severity, objectiveId: objective.objectiveId, onset: null, openedAt, closedAt, evidence, bill };
  return { objective, breach, past };
}

/**
 * Looks for breaches in minutes that were filled in after the fact, and records them as history: alerts that are over, of which nobody
 * is told. One step takes a few streams; what was reviewed is noted with what was found, in one transaction.
 */
export function makeReviewRefills(deps: ReviewDeps): (sourceId: string, signal: AbortSignal) => Promise<boolean> {
  async function reviewFor(gap: RefilledGap, objective: PlannedObjective, policy: CompiledPolicy): Promise<readonly Found[]> {
    const to = Math.min(gap.watermark, gap.to + LONGEST_SHORT_WINDOW);
    const from = Math.max(gap.from, gap.to - LONGEST_REPLAY_MINUTES);
    const { start, periodEnd } = objectivePeriod(policy.terms, to);
    const earliest = from - Math.max(to - start, LONGEST_RECENT_MINUTES, ...policy.windows);
    const applied = await deps.adjustments.within({ start: earliest, end: Math.max(to, periodEnd) }, [objective.objectiveId]);
    const adjustments = applied.get(objective.objectiveId) ?? [];
    const common = { objective, terms: policy.terms, adjustments, to };
    const read = (first: Minute) => readPastCounts(deps.minutes, { ...common, from: Math.max(gap.firstMinute, first) });
    const countsIn = await read(from - Math.max(...policy.windows));
    const breaches = replayBreaches({ policy, countsIn, from, to, beginBefore: gap.to + 1 });
    if (breaches.length === 0) return [];
    // Budgets look further back than rules; most reviews find nothing and need not.
    const whole = { objective, policy, adjustments, countsIn: await read(earliest) };
    return breaches.map((breach) => toPast(whole, breach));
  }

  async function review(gap: RefilledGap): Promise<readonly Found[]> {
    const terms = await deps.plans.terms(gap.readers);
    const found: Found[] = [];
    for (const objective of gap.readers) {
      const own = terms.find(({ objectiveId, revision }) => objectiveId === objective.objectiveId && revision === objective.revision);
      const policy = own === undefined || own.terms === null ? null : compilePolicy(own.terms, own.policies);
      if (policy !== null && policy.rules.length > 0) found.push(...(await reviewFor(gap, objective, policy)));
    }
    return found;
  }

  return async (sourceId, signal) => {
    const writer = deps.writer.inThisTerm();
    const gaps = await deps.store.unreviewed(sourceId, MOST_STREAMS);
    for (const gap of gaps) {
      if (signal.aborted) return false;
      const found = await review(gap);
      await writer.write("background", async (tx) => {
        const subjects = await deps.alerts.presentSubjects(
          tx.scope,
          found.map(({ objective }) => objective),
        );
        const past = found.flatMap(({ objective, past: each }) => {
          const subject = subjects.get(objective.objectiveId);
          return subject === undefined ? [] : [{ ...each, subject }];
        });
        await deps.store.addPast(tx.scope, past);
        await deps.store.markReviewed(tx.scope, gap.ids);
      });
    }
    return gaps.length === MOST_STREAMS;
  };
}
