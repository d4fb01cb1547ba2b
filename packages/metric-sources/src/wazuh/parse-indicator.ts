import { type MeasuredIndicator, queriesOf } from "@solvent/domain";
import { narrowSearchIndicator } from "../elasticsearch/narrow.ts";
import type { SearchDefaults } from "../elasticsearch/parse-fields.ts";
import { parseSearchIndicator } from "../elasticsearch/parse-indicator.ts";
import { problem } from "../selectors/indicator-fields.ts";
import type { GroupLabels, Parsed } from "../source.ts";
import { parseManagerIndicator } from "./manager/parse.ts";
import { toManagerQuery, type WazuhQuery } from "./query.ts";

/** Alerts of 4.x and findings of 5.x have the same time field. */
const DEFAULTS: SearchDefaults = { index: null, timeField: "@timestamp" };

const asksManager = (indicator: MeasuredIndicator): boolean => queriesOf(indicator).some(({ query }) => "manager" in query.spec);

/** With `manager` in a query it is about the agents as they are now, else about documents of the indexer. */
export function parseWazuhIndicator(indicator: MeasuredIndicator): Parsed<WazuhQuery> {
  if (!asksManager(indicator)) return parseSearchIndicator(indicator, DEFAULTS);
  const plan = parseManagerIndicator(indicator);
  return plan.ok ? { ok: true, value: toManagerQuery(plan.value) } : plan;
}

/** Only documents have labels. */
export function narrowWazuhIndicator(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  if (!asksManager(indicator)) return narrowSearchIndicator(indicator, labels);
  const named = Object.entries(labels).find(([, value]) => value !== "");
  if (named === undefined) return { ok: true, value: indicator };
  const side = indicator.kind === "ratio" ? "total" : "metric";
  return problem([side, "spec", "manager"], `cannot be narrowed by ${named[0]}: the manager gives numbers without labels; use group or q`);
}
