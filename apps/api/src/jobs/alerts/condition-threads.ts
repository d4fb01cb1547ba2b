import {
  type BudgetCondition,
  budgetInterval,
  type ConditionReading,
  conditionStretch,
  type Fraction,
  fractionToText,
  MINUTE_MS,
  type Minute,
  type MinuteInterval,
  objectivePeriod,
} from "@solvent/domain";
import {
  type AlertSubject,
  type CloseReason,
  type ConditionEvidence,
  openKeyOf,
  type StoredStretch,
  type StoredWindow,
} from "../../usecases/alert/alert-record.ts";
import type { CountRequest } from "../../usecases/counts/count-reader.ts";
import { readCounts } from "../../usecases/counts/read-counts.ts";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { AlertStore, AlertTransition, ClosedAlert, NewAlert, OpenAlert } from "./alert-store.ts";
import { toStoredCounts, toStoredWindow } from "./burn-evidence.ts";
import { excludedAhead } from "./recent-counts.ts";
import type { ConditionMove } from "./rule-moves.ts";

/** A move with what was counted around it. */
interface Counted {
  readonly move: ConditionMove;
  readonly openKey: string;
  readonly window: StoredWindow;
  readonly stretch: StoredStretch | null;
}

const keyOf = ({ kind, objective, name }: ConditionMove): string => openKeyOf.condition(kind, objective.objectiveId, name);

const subjectOf = ({ policy: { terms }, adjustments, at }: ConditionMove) => ({ terms, adjustments, at });

function stretchOf(move: ConditionMove): MinuteInterval | null {
  if (move.condition === null) return null;
  const stretch = conditionStretch(move.condition, subjectOf(move));
  return stretch === null || stretch.start >= stretch.end ? null : stretch;
}

/** The window as the method counts it, and what the condition is about: of no traffic its events. */
function requestsOf(move: ConditionMove): readonly [CountRequest, CountRequest] {
  const { objective, policy, adjustments, kind } = move;
  const { terms } = policy;
  const judged = { streamId: objective.streamId, slicesStreamId: objective.slices?.streamId ?? null, terms, adjustments };
  const events = { ...judged, slicesStreamId: null, terms: { method: "occurrences" as const, slices: null, sloStart: terms.sloStart } };
  const stretch = stretchOf(move);
  return [
    { ...judged, intervals: [budgetInterval(subjectOf(move))] },
    { ...(kind === "no-traffic" ? events : judged), intervals: stretch === null ? [] : [stretch] },
  ];
}

async function count(tx: MinuteTransaction, moves: readonly ConditionMove[]): Promise<readonly Counted[]> {
  const counted = await readCounts(tx, moves.flatMap(requestsOf));
  return moves.flatMap((move, index): Counted[] => {
    const [windowIn, stretchIn] = [counted[2 * index], counted[2 * index + 1]];
    if (windowIn === undefined || stretchIn === undefined) return [];
    const { policy, adjustments, at } = move;
    const window = windowIn(budgetInterval(subjectOf(move)));
    const ahead = excludedAhead(policy.terms, objectivePeriod(policy.terms, at), adjustments);
    const stretch = stretchOf(move);
    return [
      {
        move,
        openKey: keyOf(move),
        window: toStoredWindow({ window, excludedAhead: ahead }),
        stretch: stretch === null ? null : { ...stretch, counts: toStoredCounts(stretchIn(stretch)) },
      },
    ];
  });
}

const textOrNull = (value: Fraction | null): string | null => (value === null ? null : fractionToText(value));

function evidenceOf(counted: Counted, condition: BudgetCondition, reading: ConditionReading): ConditionEvidence {
  const { move, window, stretch } = counted;
  const slicesStreamId = move.objective.slices?.streamId ?? null;
  return {
    kind: "condition",
    rule: move.name,
    condition,
    value: textOrNull(reading.value),
    limit: fractionToText(reading.limit),
    usual: textOrNull(reading.usual),
    stretch,
    window,
    streamId: move.objective.streamId,
    ...(slicesStreamId === null ? {} : { slicesStreamId }),
    revision: move.objective.revision,
  };
}

/** Null for a condition that is gone: nothing was looked for. */
const evidenceOrNull = (counted: Counted): ConditionEvidence | null =>
  counted.move.condition === null || counted.move.reading === null
    ? null
    : evidenceOf(counted, counted.move.condition, counted.move.reading);

function toOpened(counted: Counted, subject: AlertSubject, minute: Minute): NewAlert[] {
  const { move, openKey, stretch } = counted;
  const evidence = evidenceOrNull(counted);
  if (evidence === null) return [];
  return [
    {
      kind: move.kind,
      severity: evidence.condition.severity,
      openKey,
      objectiveId: move.objective.objectiveId,
      sourceId: null,
      subject,
      // A silence begins where its stretch does; when a budget began to be spent is not for a condition to say.
      onset: move.kind === "no-traffic" ? (stretch?.start ?? null) : null,
      openedAt: minute,
      evidence,
    },
  ];
}

const startOf = (alert: OpenAlert): Minute => alert.onset ?? alert.openedAt;

interface Closing {
  readonly counted: Counted;
  readonly alert: OpenAlert;
}

/** A consumed budget lasts for weeks, in which some minutes are always filled in: that is not why it is over. */
function closeReason({ counted: { move }, alert }: Closing, refilled: boolean): CloseReason {
  if (move.condition === null || alert.revision !== move.objective.revision) return "revised";
  return refilled && move.kind !== "budget-consumed" ? "corrected" : "resolved";
}

async function toClosed(
  alerts: AlertStore,
  tx: MinuteTransaction,
  at: { closing: readonly Closing[]; minute: Minute },
): Promise<readonly ClosedAlert[]> {
  const { closing, minute } = at;
  if (closing.length === 0) return [];
  const stretches = closing.map(({ counted, alert }) => ({ streamId: counted.move.objective.streamId, from: startOf(alert), to: minute }));
  const refilled = await alerts.wereRefilled(tx.scope, stretches);
  return closing.map((each, index) => ({
    id: each.alert.id,
    closedAt: minute,
    reason: closeReason(each, refilled[index] ?? false),
    bill: { kind: "plain", fromMs: startOf(each.alert) * MINUTE_MS, toMs: minute * MINUTE_MS, window: each.counted.window },
  }));
}

/**
 * Turns what conditions beyond burn rules did into alerts: one thread per objective and condition (docs/adr/0011). Everything is written in the
 * transaction that moved the watermark.
 */
export function makeConditionThreads({ alerts }: { readonly alerts: AlertStore }) {
  return async (
    tx: MinuteTransaction,
    at: { readonly minute: Minute; readonly moves: readonly ConditionMove[]; readonly subjects: ReadonlyMap<string, AlertSubject> },
  ): Promise<void> => {
    const { minute, subjects } = at;
    const moves = at.moves.filter(({ objective }) => subjects.has(objective.objectiveId));
    if (moves.length === 0) return;
    const open = await alerts.findOpen(tx.scope, moves.map(keyOf));
    // What resolves without an open alert has no thread to be added to.
    const threads = moves.filter((move) => move.to === "firing" || open.has(keyOf(move)));
    const counted = await count(tx, threads);
    const fired = counted.filter(({ move, openKey }) => move.to === "firing" && !open.has(openKey));
    const subjectFor = ({ move }: Counted): AlertSubject => subjects.get(move.objective.objectiveId) ?? { objective: null, source: null };
    await alerts.open(
      tx.scope,
      fired.flatMap((each) => toOpened(each, subjectFor(each), minute)),
    );
    await alerts.record(
      tx.scope,
      counted.map((each): AlertTransition => {
        const { move, openKey } = each;
        const subject = `objective/${move.objective.objectiveId}`;
        return { openKey, subject, rule: move.name, to: move.to, minute, evidence: evidenceOrNull(each) };
      }),
    );
    const closing = counted.flatMap((each): Closing[] => {
      const alert = open.get(each.openKey);
      return each.move.to === "resolved" && alert !== undefined ? [{ counted: each, alert }] : [];
    });
    await alerts.close(tx.scope, await toClosed(alerts, tx, { closing, minute }));
  };
}
