import { type Adjustment, type AlertSeverity, type Minute, type MinuteInterval, objectivePeriod, type WindowCounts } from "@solvent/domain";
import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import { type AlertSubject, type BurnBill, type CloseReason, openKeyOf } from "../../usecases/alert/alert-record.ts";
import { readCounts } from "../../usecases/counts/read-counts.ts";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { AlertStore, AlertTransition, ClosedAlert, NewAlert, OpenAlert } from "./alert-store.ts";
import { burnEvidence, onsetOf, toStoredCounts, toStoredWindow } from "./burn-evidence.ts";
import { LONGEST_RECENT_MINUTES, type MovedWindow, type RecentCounts, readRecent } from "./recent-counts.ts";
import type { BurnMove, MovedObjective } from "./rule-moves.ts";

/** Pages first: a ticket that fires in the same minute already knows of its page. */
const SEVERITIES: readonly AlertSeverity[] = ["page", "ticket"];

/** One severity of one objective: the thread that people are told about. */
interface Lane {
  readonly moved: MovedObjective;
  readonly adjustments: readonly Adjustment[];
  readonly recent: RecentCounts;
  readonly subject: AlertSubject;
  readonly severity: AlertSeverity;
  readonly openKey: string;
  readonly moves: readonly BurnMove[];
  /** The alert that was open before this evaluation. */
  readonly open: OpenAlert | null;
  readonly ticketSince: Minute | null;
}

interface Changes {
  readonly opened: NewAlert[];
  readonly transitions: AlertTransition[];
  readonly closing: { readonly lane: Lane; readonly alert: OpenAlert; readonly since: Minute }[];
}

/** The move that opens a thread: of the first rule of the policy, which is the most severe. */
const openingMove = ({ moves }: Lane): BurnMove | undefined => moves.find(({ to, rule }) => to === "firing" && rule !== null);

function laneChanges(lane: Lane, minute: Minute, changes: Changes): void {
  const { moved, recent, severity, openKey, subject, ticketSince } = lane;
  const opening = lane.open === null ? openingMove(lane) : undefined;
  const onset =
    opening?.rule == null ? null : onsetOf(recent, minute, { factor: opening.rule.factor, budgetRatio: moved.policy.budgetRatio });
  const evidenceOf = (move: BurnMove) =>
    burnEvidence({ moved, move, recent, minute, onset: onset ?? lane.open?.onset ?? null, ticketSince });
  const evidence = opening === undefined ? null : evidenceOf(opening);
  if (opening !== undefined && evidence !== null) {
    const { objectiveId } = moved.objective;
    changes.opened.push({
      kind: "burn",
      severity,
      openKey,
      objectiveId,
      sourceId: null,
      subject,
      onset,
      openedAt: minute,
      evidence,
    });
  }
  // A rule that resolves without an open alert fired before there were alerts: there is no thread to add it to.
  if (lane.open === null && opening === undefined) return;
  for (const move of lane.moves) {
    const subject = `objective/${moved.objective.objectiveId}`;
    changes.transitions.push({ openKey, subject, rule: move.ruleName, to: move.to, minute, evidence: evidenceOf(move) });
  }
  if (lane.open !== null && !moved.firing.has(severity)) {
    changes.closing.push({ lane, alert: lane.open, since: startOf(lane.open) });
  }
}

const startOf = (alert: OpenAlert): Minute => alert.onset ?? alert.openedAt;

async function readDuring(tx: MinuteTransaction, minute: Minute, closing: Changes["closing"]): Promise<readonly WindowCounts[]> {
  const stretches = closing.map(({ since }) => ({ start: since, end: minute }));
  const counted = await readCounts(
    tx,
    closing.map(({ lane: { moved, adjustments } }, i) => ({
      streamId: moved.objective.streamId,
      slicesStreamId: moved.objective.slices?.streamId ?? null,
      terms: moved.policy.terms,
      adjustments,
      intervals: stretches.slice(i, i + 1),
    })),
  );
  return stretches.flatMap((stretch, i) => counted[i]?.(stretch) ?? []);
}

function toBill({ lane, since }: Changes["closing"][number], during: WindowCounts, minute: Minute): BurnBill {
  return {
    kind: "burn",
    from: since,
    to: minute,
    during: toStoredCounts(during),
    window: toStoredWindow(lane.recent),
    missingMinutes: during.missing,
    ticketSince: lane.severity === "page" ? lane.ticketSince : null,
  };
}

/** Why it is over: because the definition or a policy changed, because minutes were filled in meanwhile, or because it stopped burning. */
function closeReason({ lane, alert }: Changes["closing"][number], refilled: boolean): CloseReason {
  if (alert.revision !== lane.moved.objective.revision || lane.moves.some(({ rule }) => rule === null)) return "revised";
  return refilled ? "corrected" : "resolved";
}

async function toClosed(
  deps: { readonly alerts: AlertStore },
  tx: MinuteTransaction,
  { closing, minute }: { closing: Changes["closing"]; minute: Minute },
): Promise<readonly ClosedAlert[]> {
  if (closing.length === 0) return [];
  const during = await readDuring(tx, minute, closing);
  const stretches = closing.map(({ lane, since }) => ({ streamId: lane.moved.objective.streamId, from: since, to: minute }));
  const refilled = await deps.alerts.wereRefilled(tx.scope, stretches);
  return closing.flatMap((each, i) => {
    const counts = during[i];
    if (counts === undefined) return [];
    return [{ id: each.alert.id, closedAt: minute, reason: closeReason(each, refilled[i] ?? false), bill: toBill(each, counts, minute) }];
  });
}

function lanesOf(common: Pick<Lane, "moved" | "adjustments" | "recent" | "subject">, open: ReadonlyMap<string, OpenAlert>): Lane[] {
  const { moved } = common;
  const { objectiveId } = moved.objective;
  const ticket = open.get(openKeyOf.burn(objectiveId, "ticket"));
  const ticketSince = ticket !== undefined && moved.firing.has("ticket") ? ticket.openedAt : null;
  return SEVERITIES.flatMap((severity) => {
    const moves = moved.moves.filter((move) => move.severity === severity);
    const openKey = openKeyOf.burn(objectiveId, severity);
    return moves.length === 0 ? [] : [{ ...common, severity, openKey, moves, open: open.get(openKey) ?? null, ticketSince }];
  });
}

/** Everything that evidence and bills look at: from the earliest start to the end of the latest calendar period. */
function rangeOf(moved: readonly MovedObjective[], at: { minute: Minute; open: ReadonlyMap<string, OpenAlert> }): MinuteInterval {
  const periods = moved.map(({ policy }) => objectivePeriod(policy.terms, at.minute));
  const starts = [...periods.map(({ start }) => start), ...[...at.open.values()].map(startOf)];
  return {
    start: starts.reduce((a, b) => Math.min(a, b), at.minute - LONGEST_RECENT_MINUTES),
    end: periods.reduce((latest, { periodEnd }) => Math.max(latest, periodEnd), at.minute),
  };
}

/**
 * Turns what the rules did into alerts: one thread per objective and severity, which opens with the first rule of that severity and
 * closes when none of them fires any more. Everything is written in the transaction that moved the watermark.
 */
export function makeBurnThreads(deps: { readonly alerts: AlertStore; readonly adjustments: AppliedAdjustments }) {
  async function withAdjustments(
    moved: readonly MovedObjective[],
    at: { minute: Minute; open: ReadonlyMap<string, OpenAlert> },
  ): Promise<readonly MovedWindow[]> {
    const ids = moved.map(({ objective }) => objective.objectiveId);
    const found = await deps.adjustments.within(rangeOf(moved, at), ids);
    return moved.map((each) => ({ moved: each, adjustments: found.get(each.objective.objectiveId) ?? [] }));
  }

  return async (
    tx: MinuteTransaction,
    at: { readonly minute: Minute; readonly moved: readonly MovedObjective[]; readonly subjects: ReadonlyMap<string, AlertSubject> },
  ): Promise<void> => {
    const { minute } = at;
    const moved = at.moved.filter(({ objective }) => at.subjects.has(objective.objectiveId));
    if (moved.length === 0) return;
    const keys = moved.flatMap(({ objective }) => SEVERITIES.map((severity) => openKeyOf.burn(objective.objectiveId, severity)));
    const open = await deps.alerts.findOpen(tx.scope, keys);
    const windows = await withAdjustments(moved, { minute, open });
    const recents = await readRecent(tx, minute, windows);
    const changes: Changes = { opened: [], transitions: [], closing: [] };
    moved.forEach((each, i) => {
      const [recent, subject] = [recents[i], at.subjects.get(each.objective.objectiveId)];
      if (recent === undefined || subject === undefined) return;
      const adjustments = windows[i]?.adjustments ?? [];
      for (const lane of lanesOf({ moved: each, adjustments, recent, subject }, open)) laneChanges(lane, minute, changes);
    });
    await deps.alerts.open(tx.scope, changes.opened);
    await deps.alerts.record(tx.scope, changes.transitions);
    await deps.alerts.close(tx.scope, await toClosed(deps, tx, { closing: changes.closing, minute }));
  };
}
