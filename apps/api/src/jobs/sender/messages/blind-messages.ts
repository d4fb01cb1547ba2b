import { MINUTE_MS, type MissingReason } from "@solvent/domain";
import type { EvaluatorBehind, EvaluatorCaughtUp, NoDataFired, NoDataResolved, SourceBack, SourceDown } from "@solvent/notifiers";
import type { EvaluatorBehindEvidence, NoDataEvidence, SourceDownEvidence } from "../../../usecases/alert/alert-record.ts";
import type { ClaimedItem, StoredAlert } from "../outbox-store.ts";
import { baseOf, type MessageContext, objectiveOf, objectiveUrl } from "./message-context.ts";

const REASONS: Readonly<Record<MissingReason, string>> = {
  "no-series": "the query matches no series",
  "no-sample": "the series have no sample",
  "no-boundary": "there is no sample to count from",
  "counter-fell": "a counter fell without a restart",
  "partial-answer": "the source's answer is incomplete",
  "source-down": "the source does not answer",
  "source-refused": "the source refuses access",
  "query-failed": "the source rejects the query",
  "too-many-series": "the query matches too many series",
  "not-read": "it was not read in time",
};
const inWords = (reason: string): string => (Object.hasOwn(REASONS, reason) ? REASONS[reason as MissingReason] : reason);

/** From when to when it lasted, in milliseconds; `sinceMs` is what the evidence says. */
function spanOf({ bill, closedAt, openedAt }: StoredAlert, sinceMs: number): { readonly fromMs: number; readonly toMs: number } {
  if (bill?.kind === "plain") return { fromMs: bill.fromMs, toMs: bill.toMs };
  return { fromMs: sinceMs, toMs: Math.max(sinceMs, (closedAt ?? openedAt) * MINUTE_MS) };
}

export function noDataMessage(claimed: ClaimedItem, evidence: NoDataEvidence, context: MessageContext): NoDataFired | NoDataResolved {
  const { alert, item } = claimed;
  const common = { ...baseOf(claimed, context), objective: objectiveOf(alert, context), source: alert.subject.source ?? "" };
  if (item.says === "fired") {
    const blindAlerts = evidence.blind.map(({ severity }) => severity);
    return { ...common, kind: "no-data-fired", since: evidence.since, reason: inWords(evidence.reason), blindAlerts };
  }
  const { fromMs, toMs } = spanOf(alert, evidence.since * MINUTE_MS);
  const [from, to] = [Math.floor(fromMs / MINUTE_MS), Math.floor(toMs / MINUTE_MS)];
  return { ...common, kind: "no-data-resolved", from, to, firstNotice: item.firstNotice };
}

export function sourceMessage(claimed: ClaimedItem, evidence: SourceDownEvidence, context: MessageContext): SourceDown | SourceBack {
  const { alert, item } = claimed;
  const common = { ...baseOf(claimed, context), source: alert.subject.source ?? "" };
  if (item.says === "fired") {
    const { sinceMs, reason, objectives, blind } = evidence;
    const blindAlerts = blind.map(({ objective, title, severity }) => ({
      title,
      severity,
      url: objectiveUrl(context.publicUrl, objective),
    }));
    return { ...common, kind: "source-down", sinceMs, reason, objectives, blindAlerts };
  }
  return { ...common, kind: "source-back", ...spanOf(alert, evidence.sinceMs), firstNotice: item.firstNotice };
}

export function evaluatorMessage(
  claimed: ClaimedItem,
  { sinceMs, objectives }: EvaluatorBehindEvidence,
  context: MessageContext,
): EvaluatorBehind | EvaluatorCaughtUp {
  const base = baseOf(claimed, context);
  if (claimed.item.says === "fired") return { ...base, kind: "evaluator-behind", sinceMs, objectives };
  return { ...base, kind: "evaluator-caught-up", ...spanOf(claimed.alert, sinceMs), firstNotice: claimed.item.firstNotice };
}
