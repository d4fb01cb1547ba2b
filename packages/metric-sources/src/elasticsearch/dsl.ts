import type { JsonValue } from "@solvent/domain";

/** One query of the query DSL: an object with the name of the query as its only key. */
export type Dsl = { readonly [name: string]: JsonValue };

export const matchAll: Dsl = { match_all: {} };

/** All of them; null is no condition at all. */
export function allOf(conditions: readonly (Dsl | null)[]): Dsl | null {
  const given = conditions.filter((one): one is Dsl => one !== null);
  const [first] = given;
  return given.length < 2 ? (first ?? null) : { bool: { filter: given } };
}

export const anyOf = (conditions: readonly Dsl[]): Dsl => ({ bool: { should: conditions, minimum_should_match: 1 } });

export const noneOf = (condition: Dsl): Dsl => ({ bool: { must_not: [condition] } });

export const exists = (field: string): Dsl => ({ exists: { field } });

/** JSON with its keys in one order: equal for values that say the same. */
export const stableJson = (value: JsonValue): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );

/** Milliseconds of an instant on [fromMs, toMs), whatever the format of the field. */
export const timeRange = (field: string, fromMs: number, toMs: number): Dsl => ({
  range: { [field]: { gte: fromMs, lt: toMs, format: "epoch_millis" } },
});
