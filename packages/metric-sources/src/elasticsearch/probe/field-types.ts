import { failed, succeeded } from "../../failure.ts";
import type { Outcome } from "../../source.ts";
import type { SearchApi } from "../api.ts";
import { ANY_INDEX, indexPath } from "../paths.ts";
import { isRecord } from "../search-answer.ts";

/** What the mappings of an index pattern say of some fields. */
export interface FieldTypes {
  /** Whether any index matches at all. */
  readonly hasIndices: boolean;
  /** Types of each field over the indices, sorted; none when no index has it. */
  readonly types: ReadonlyMap<string, readonly string[]>;
}

export async function askFieldTypes(
  api: SearchApi,
  index: string,
  fields: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<FieldTypes>> {
  const names = [...new Set(fields)].map(encodeURIComponent).join(",");
  const answer = await api.ask(`${indexPath(index)}/_field_caps?fields=${names}&${ANY_INDEX}`, signal);
  if (!answer.ok) {
    const isMissing = answer.failure.class === "not-found" && answer.failure.message.includes("index_not_found_exception");
    return isMissing ? succeeded({ hasIndices: false, types: new Map() }) : answer;
  }
  const { indices, fields: found } = answer.value;
  if (!isRecord(found)) return failed("bad-answer", "the answer has no fields");
  const types = Object.entries(found).map(([name, caps]): [string, string[]] => [
    name,
    isRecord(caps)
      ? Object.keys(caps)
          .filter((type) => type !== "unmapped")
          .sort()
      : [],
  ]);
  return succeeded({ hasIndices: !Array.isArray(indices) || indices.length > 0, types: new Map(types) });
}

const DATES = new Set(["date", "date_nanos"]);
const NUMBERS = new Set([
  "long",
  "integer",
  "short",
  "byte",
  "double",
  "float",
  "half_float",
  "scaled_float",
  "unsigned_long",
  "aggregate_metric_double",
  "boolean",
  ...DATES,
]);

/** Why a field cannot be what it is used as, in words; null when it can. */
function against(types: FieldTypes, field: string, allowed: ReadonlySet<string>, what: string): string | null {
  const found = types.types.get(field) ?? [];
  if (found.length === 0) return `no index of the pattern has the field ${field}`;
  const wrong = found.filter((type) => !allowed.has(type));
  return wrong.length === 0 ? null : `${field} must be ${what}, and is of the type ${wrong.join(", ")}`;
}

export const againstTime = (types: FieldTypes, field: string): string | null => against(types, field, DATES, "a date");
export const againstNumber = (types: FieldTypes, field: string): string | null => against(types, field, NUMBERS, "a number");
