import { succeeded } from "../../failure.ts";
import type { Outcome } from "../../source.ts";
import type { SearchApi } from "../api.ts";
import { placeKey, type SearchPlace } from "../query.ts";
import { askFieldTypes, type FieldTypes } from "./field-types.ts";
import { ARRIVAL_FIELD, askLateReport, lateWarnings } from "./late-report.ts";
import { askRefreshWarnings } from "./refresh.ts";

/** What an index pattern says of itself. */
export interface PlaceLook {
  readonly types: FieldTypes;
  /** What a person should know of all queries of this place. */
  readonly warnings: readonly string[];
}

export interface PlaceLooks {
  /** `fields`: those that a query uses beside the time. */
  at(place: SearchPlace, fields: readonly string[], signal: AbortSignal): Promise<Outcome<PlaceLook>>;
}

interface LookDeps {
  readonly api: SearchApi;
  readonly now: () => number;
  readonly delaySeconds: number;
}

const MEMORY_MS = 600_000;
const MAX_REMEMBERED = 1000;

/** What can be said without the privilege for it, and without documents that say when they came, is nothing. */
async function placeWarnings(
  { api, now, delaySeconds }: LookDeps,
  place: SearchPlace,
  types: FieldTypes,
  signal: AbortSignal,
): Promise<string[]> {
  if (!types.hasIndices) return [];
  const refresh = await askRefreshWarnings(api, place.index, delaySeconds, signal);
  const hasArrival = (types.types.get(ARRIVAL_FIELD) ?? []).length > 0;
  const late = hasArrival ? await askLateReport(api, place, now(), signal) : succeeded(null);
  return [...(refresh.ok ? refresh.value : []), ...(late.ok ? lateWarnings(late.value, delaySeconds) : [])];
}

/** Looks at each place and its fields once in ten minutes, however many queries ask. */
export function makePlaceLooks(deps: LookDeps): PlaceLooks {
  const known = new Map<string, { readonly look: PlaceLook; readonly untilMs: number }>();
  const warnings = new Map<string, { readonly texts: readonly string[]; readonly untilMs: number }>();

  async function warningsOf(place: SearchPlace, types: FieldTypes, signal: AbortSignal): Promise<readonly string[]> {
    const kept = warnings.get(placeKey(place));
    if (kept !== undefined && kept.untilMs > deps.now()) return kept.texts;
    const texts = await placeWarnings(deps, place, types, signal);
    if (!signal.aborted) warnings.set(placeKey(place), { texts, untilMs: deps.now() + MEMORY_MS });
    return texts;
  }

  return {
    async at(place, fields, signal) {
      const wanted = [...new Set([place.timeField, ARRIVAL_FIELD, ...fields])].sort();
      const key = JSON.stringify([placeKey(place), wanted]);
      const kept = known.get(key);
      if (kept !== undefined && kept.untilMs > deps.now()) return succeeded(kept.look);
      const types = await askFieldTypes(deps.api, place.index, wanted, signal);
      if (!types.ok) return types;
      const look = { types: types.value, warnings: await warningsOf(place, types.value, signal) };
      if (known.size >= MAX_REMEMBERED) known.clear();
      if (warnings.size >= MAX_REMEMBERED) warnings.clear();
      if (!signal.aborted && types.value.hasIndices) known.set(key, { look, untilMs: deps.now() + MEMORY_MS });
      return succeeded(look);
    },
  };
}
