import type { Backtest } from "@solvent/api-contract";
import { definitionTerms, isoOfMinute, MINUTES_PER_DAY, type MinuteInterval, resolvePolicy } from "@solvent/domain";
import { replayNaively } from "../../../../packages/domain/test/properties/naive-replay.ts";
import type { ReplayWeeks } from "../../../../packages/domain/test/properties/replay-weeks.ts";
import { readPolicies } from "../../src/usecases/insight/backtest-rules.ts";
import { POLICIES } from "./policies.ts";

const TERMS = definitionTerms({
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 30 * MINUTES_PER_DAY },
  method: "occurrences",
  slices: null,
  sloStart: null,
});

const shown = (notices: Backtest["policies"][number]["notices"]) =>
  notices.map(({ rule, severity, firedAt, resolvedAt, suppressed }) => [rule, severity, firedAt, resolvedAt, suppressed].join(" "));

/** Whether every policy tells what a walk over the minutes tells. */
export function isAsWalked(answer: Backtest, { block, adjustments }: ReplayWeeks, range: MinuteInterval): boolean {
  return readPolicies(POLICIES, { terms: TERMS, present: resolvePolicy([], TERMS), saved: new Map() }).every(({ rules }, index) => {
    const policy = answer.policies[index];
    const walked = replayNaively({ terms: TERMS, block, adjustments, rules, range }).map((notice) => ({
      ...notice,
      firedAt: isoOfMinute(notice.firedAt),
      resolvedAt: notice.resolvedAt === null ? null : isoOfMinute(notice.resolvedAt),
      episode: null,
    }));
    if (policy === undefined || policy.noticeCount !== walked.length) return false;
    return shown(policy.notices).join("\n") === shown(walked.slice(0, policy.notices.length)).join("\n");
  });
}
