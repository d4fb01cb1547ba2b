import type { Summary, SummaryItem } from "../message.ts";
import { baseOf, type JsonObject } from "./data.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { figure, figureOrNull, text } from "./figures.ts";

/** How much is said about each item. */
interface Detail {
  readonly nameBytes: number;
  readonly figures: boolean;
}

/** From the most to the least. With the last one 400 items fit: a name is shortened, never left out. */
const DETAILS: readonly Detail[] = [
  { nameBytes: 256, figures: true },
  { nameBytes: 128, figures: true },
  { nameBytes: 128, figures: false },
  { nameBytes: 64, figures: false },
  { nameBytes: 28, figures: false },
];

const nameOf = (item: SummaryItem): string => ("objective" in item ? item.objective.name : "source" in item ? item.source : "evaluator");

function figuresOf(item: SummaryItem): JsonObject {
  if (item.kind === "burn-fired") return { burnLong: figure(item.rule.burnLong), burnShort: figure(item.rule.burnShort) };
  if (item.kind === "burn-resolved") return { minutes: item.to - item.from, spent: figureOrNull(item.spent) };
  if (item.kind === "condition-fired") return { condition: item.condition.kind, seen: figureOrNull(item.condition.value) };
  return item.kind === "condition-resolved" ? { condition: item.condition.kind, minutes: item.to - item.from } : {};
}

/** Items of one event and severity. */
function groupsOf(items: readonly SummaryItem[], { nameBytes, figures }: Detail): JsonObject[] {
  const groups = new Map<string, { readonly type: string; readonly severity: string | null; readonly items: JsonObject[] }>();
  for (const item of items) {
    const type = EVENT_TYPES[item.kind];
    const severity = "severity" in item ? item.severity : null;
    const key = `${type} ${severity}`;
    const group = groups.get(key) ?? { type, severity, items: [] };
    group.items.push({ name: text(nameOf(item), nameBytes), ...(figures ? figuresOf(item) : {}) });
    groups.set(key, group);
  }
  return [...groups.values()];
}

const dataWith = (message: Summary, items: readonly SummaryItem[], detail: Detail): JsonObject => ({
  count: message.items.length,
  omitted: message.items.length - items.length,
  groups: groupsOf(items, detail),
  ...baseOf(message),
});

/** Everything that happened, from the fullest form to the shortest; only a message of more items than Solvent sends at once omits any. */
export function* summaryForms(message: Summary): Generator<JsonObject> {
  for (const detail of DETAILS) yield dataWith(message, message.items, detail);
  const least: Detail = { nameBytes: 28, figures: false };
  for (let kept = Math.floor(message.items.length / 2); kept > 0; kept = Math.floor(kept / 2))
    yield dataWith(message, message.items.slice(0, kept), least);
  yield dataWith(message, [], least);
}
