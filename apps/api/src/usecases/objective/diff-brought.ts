import { isoOfMinute } from "@solvent/domain";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import { sameJson } from "./diff-definitions.ts";
import type { DefinitionChange } from "./objective-store.ts";

/** As a definition says it, fields in one order. */
const readable = ({ from, to, mode, recurrence, category, reason }: AdjustmentContent) => ({
  from: isoOfMinute(from),
  to: isoOfMinute(to),
  mode,
  ...(recurrence === null ? {} : { rule: recurrence.rule, zone: recurrence.zone }),
  category,
  reason,
});

/** Their order says nothing. */
const sorted = (adjustments: readonly AdjustmentContent[]) =>
  adjustments
    .map(readable)
    .map((one) => ({ one, key: JSON.stringify(one) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ one }) => one);

/** The change of what an objective's definition brings along, as one list before and after; none when it brings the same. */
export function diffBrought(before: readonly AdjustmentContent[], after: readonly AdjustmentContent[]): DefinitionChange[] {
  const [old, now] = [sorted(before), sorted(after)];
  return sameJson(old, now) ? [] : [{ path: "adjustments", before: old, after: now }];
}
