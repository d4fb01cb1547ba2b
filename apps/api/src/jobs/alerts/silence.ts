import { type AlertRule, type MissingReason, NO_DATA_AFTER_MINUTES, ONE, type Verdict } from "@solvent/domain";
import type { AlertSubject } from "../../usecases/alert/alert-record.ts";
import { openKeyOf } from "../../usecases/alert/alert-record.ts";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { AlertStore, AlertTransition } from "./alert-store.ts";
import type { CountsOf, SilenceMove } from "./rule-moves.ts";

/** Name of the rule that every objective has beside those of its policy. */
export const NO_DATA_RULE = "no-data";
/** Minutes of data in a row after which a silence is over. */
export const NO_DATA_RESOLVE_AFTER = 3;
const LONGEST_MINUTES = 4320;

/** Windows that the verdict on silence looks at. */
export const SILENCE_WINDOWS: readonly number[] = [NO_DATA_AFTER_MINUTES, LONGEST_MINUTES];

/** Reasons that somebody else answers for: the source has an alert of its own, and Solvent not running is its own trouble. */
const ACCOUNTED_FOR: ReadonlySet<MissingReason> = new Set(["source-down", "source-refused", "not-read"]);

/** Nothing is known of the last ten minutes, and none of them is excluded: of those, nobody expects anything. */
export const isBlind = (countsOf: CountsOf): boolean => countsOf(NO_DATA_AFTER_MINUTES)?.missing === NO_DATA_AFTER_MINUTES;

/**
 * Is this objective silent? True: ten minutes in a row are missing, for a reason of its own, after there has been data. False: the
 * newest minute is known. Null in between, while minutes are excluded, and while the source is down.
 */
export function silenceVerdict(countsOf: CountsOf, reason: MissingReason | null): Verdict {
  if (reason === null) return false;
  if (!isBlind(countsOf) || ACCOUNTED_FOR.has(reason)) return null;
  return (countsOf(LONGEST_MINUTES)?.counted ?? 0) > 0 ? true : null;
}

/** The silence as a rule, so that its state is kept and moves like that of any other. */
export const NO_DATA: AlertRule = {
  name: NO_DATA_RULE,
  severity: "ticket",
  longMinutes: NO_DATA_AFTER_MINUTES,
  shortMinutes: 1,
  factor: ONE,
  budgetShare: null,
  minExcess: 0,
  resolveAfter: NO_DATA_RESOLVE_AFTER,
};

/** Opens and closes "no data" alerts, one per objective. */
export function makeSilenceThreads(deps: { readonly alerts: AlertStore }) {
  return async (
    tx: MinuteTransaction,
    at: { readonly minute: number; readonly moves: readonly SilenceMove[]; readonly subjects: ReadonlyMap<string, AlertSubject> },
  ): Promise<void> => {
    const { alerts } = deps;
    const moves = at.moves.filter(({ objective }) => at.subjects.has(objective.objectiveId));
    if (moves.length === 0) return;
    const keyOf = ({ objective }: SilenceMove) => openKeyOf.noData(objective.objectiveId);
    const open = await alerts.findOpen(tx.scope, moves.map(keyOf));
    const blind = await alerts.openBurns(
      tx.scope,
      moves.map(({ objective }) => objective.objectiveId),
    );
    const fired = moves.filter((move) => move.to === "firing" && !open.has(keyOf(move)));
    const evidenceOf = (move: SilenceMove) =>
      ({ kind: "no-data", since: move.since, reason: move.reason, blind: blind.get(move.objective.objectiveId) ?? [] }) as const;
    await alerts.open(
      tx.scope,
      fired.map((move) => ({
        kind: "no-data",
        severity: "ticket",
        openKey: keyOf(move),
        objectiveId: move.objective.objectiveId,
        sourceId: null,
        subject: at.subjects.get(move.objective.objectiveId) ?? { objective: null, source: null },
        onset: move.since,
        openedAt: at.minute,
        evidence: evidenceOf(move),
      })),
    );
    const threads = moves.filter((move) => move.to === "firing" || open.has(keyOf(move)));
    await alerts.record(
      tx.scope,
      threads.map((move): AlertTransition => {
        const subject = `objective/${move.objective.objectiveId}`;
        const evidence = move.to === "firing" ? evidenceOf(move) : null;
        return { openKey: keyOf(move), subject, rule: NO_DATA_RULE, to: move.to, minute: at.minute, evidence };
      }),
    );
    const ended = threads.flatMap((move) => (move.to === "resolved" ? (open.get(keyOf(move)) ?? []) : []));
    await alerts.close(
      tx.scope,
      ended.map((alert) => ({
        id: alert.id,
        closedAt: at.minute,
        reason: "resolved",
        bill: { kind: "plain", fromMs: (alert.onset ?? alert.openedAt) * 60_000, toMs: at.minute * 60_000 },
      })),
    );
  };
}
