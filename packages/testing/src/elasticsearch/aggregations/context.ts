import { type Check, compile } from "../conditions.ts";
import type { Mapping } from "../document.ts";
import { illegalArgument, parsingError } from "../server-error.ts";

export type Body = Readonly<Record<string, unknown>>;

/** What all aggregations of one search share. */
export interface Context {
  readonly mapping: Mapping;
  /** The check of a query, made once however many buckets ask. */
  checkOf(query: object): Check;
  /** Counts buckets; throws when there are more than the cluster allows. */
  addBuckets(count: number): void;
  refuseText(field: string): void;
  refuseWords(field: string, kind: string): void;
}

export function fieldIn(body: Body, kind: string): string {
  if (typeof body.field === "string") return body.field;
  throw parsingError(`Required one of fields [field, script], but none were specified for aggregation [${kind}]`);
}

const tooManyBuckets = (limit: number): Error => {
  const error = illegalArgument(
    `Trying to create too many buckets. Must be less than or equal to: [${limit}] but this number of buckets was exceeded. This limit can be set by changing the [search.max_buckets] cluster level setting.`,
  );
  return Object.assign(error, { type: "too_many_buckets_exception" });
};

export function makeContext(mapping: Mapping, maxBuckets: number): Context {
  let buckets = 0;
  const checks = new WeakMap<object, Check>();
  return {
    mapping,
    checkOf(query) {
      const check = checks.get(query) ?? compile(query, mapping);
      checks.set(query, check);
      return check;
    },
    addBuckets(count) {
      buckets += count;
      if (buckets > maxBuckets) throw tooManyBuckets(maxBuckets);
    },
    refuseText(field) {
      if (mapping.get(field) !== "text") return;
      throw illegalArgument(
        `Fielddata is disabled on [${field}] in [simulated]. Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [${field}] in order to load field data by uninverting the inverted index.`,
      );
    },
    refuseWords(field, kind) {
      if (mapping.get(field) === "keyword")
        throw illegalArgument(`Field [${field}] of type [keyword] is not supported for aggregation [${kind}]`);
    },
  };
}
