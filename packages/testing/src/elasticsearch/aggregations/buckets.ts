import { type Scalar, type SimulatedDocument, toMillis, valuesOf } from "../document.ts";
import { illegalArgument, parsingError } from "../server-error.ts";
import { type Body, type Context, fieldIn } from "./context.ts";

type Documents = readonly SimulatedDocument[];
/** Answers the aggregations below a bucket. */
export type RunInner = (documents: Documents) => Body;

export const isObject = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);

export const runFilter = (body: Body, documents: Documents, context: Context, inner: RunInner): Body => {
  const matching = documents.filter(context.checkOf(body));
  return { doc_count: matching.length, ...inner(matching) };
};

export function runFilters(body: Body, documents: Documents, context: Context, inner: RunInner): Body {
  const filters = isObject(body.filters) ? body.filters : {};
  const buckets = Object.entries(filters).map(([name, filter]) => [name, runFilter(filter as Body, documents, context, inner)]);
  context.addBuckets(buckets.length);
  return { buckets: Object.fromEntries(buckets) };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function intervalOf(body: Body): number {
  const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(String(body.fixed_interval ?? "")) ?? [];
  const interval = Number(amount) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (!(interval > 0)) throw parsingError("Required one of fields [interval, calendar_interval, fixed_interval], but none were specified");
  return interval;
}

const offsetOf = ({ offset }: Body): number => {
  const [, sign, amount, unit] = /^([+-]?)(\d+)(ms|s|m|h|d)$/.exec(String(offset ?? "0ms")) ?? [];
  return Number(amount) * (UNITS[unit ?? ""] ?? 0) * (sign === "-" ? -1 : 1);
};

interface Bounds {
  readonly min: number;
  readonly max: number;
}
function boundsOf(value: unknown): Bounds | null {
  if (!isObject(value)) return null;
  return { min: toMillis(value.min as Scalar), max: toMillis(value.max as Scalar) };
}

export function runDateHistogram(body: Body, documents: Documents, context: Context, inner: RunInner): Body {
  const field = fieldIn(body, "date_histogram");
  const type = context.mapping.get(field);
  if (type !== undefined && type !== "date")
    throw illegalArgument(`Field [${field}] of type [${type}] is not supported for aggregation [date_histogram]`);
  const [interval, offset, hard, extended] = [intervalOf(body), offsetOf(body), boundsOf(body.hard_bounds), boundsOf(body.extended_bounds)];
  const keyOf = (millis: number): number => Math.floor((millis - offset) / interval) * interval + offset;
  const found = new Map<number, SimulatedDocument[]>();
  for (const document of documents) {
    for (const value of valuesOf(document, field)) {
      const millis = toMillis(value);
      if (hard !== null && (millis < hard.min || millis > hard.max)) continue;
      const list = found.get(keyOf(millis));
      if (list === undefined) found.set(keyOf(millis), [document]);
      else list.push(document);
    }
  }
  if ((body.min_doc_count ?? 0) === 0)
    fillGaps(found, interval, extended === null ? null : { min: keyOf(extended.min), max: keyOf(extended.max) }, context);
  context.addBuckets(found.size);
  const keys = [...found.keys()].sort((left, right) => left - right);
  const keyText = (key: number): string => (body.format === "epoch_millis" ? String(key) : new Date(key).toISOString());
  return {
    buckets: keys.map((key) => {
      const inBucket = found.get(key) ?? [];
      return { key_as_string: keyText(key), key, doc_count: inBucket.length, ...inner(inBucket) };
    }),
  };
}

function fillGaps(found: Map<number, SimulatedDocument[]>, interval: number, extended: Bounds | null, context: Context): void {
  const keys = [...found.keys(), ...(extended === null ? [] : [extended.min, extended.max])];
  if (keys.length === 0) return;
  const [least, most] = [Math.min(...keys), Math.max(...keys)];
  context.addBuckets(Math.max(0, (most - least) / interval + 1 - 65_536));
  for (let key = least; key <= most; key += interval) if (!found.has(key)) found.set(key, []);
}

export function runTerms(body: Body, documents: Documents, context: Context, inner: RunInner): Body {
  const field = fieldIn(body, "terms");
  context.refuseText(field);
  const found = new Map<Scalar, SimulatedDocument[]>();
  for (const document of documents)
    for (const value of new Set(valuesOf(document, field))) {
      const list = found.get(value);
      if (list === undefined) found.set(value, [document]);
      else list.push(document);
    }
  const sorted = [...found].sort(([left, some], [right, others]) => others.length - some.length || (left < right ? -1 : 1));
  const size = Number(body.size ?? 10);
  context.addBuckets(Math.min(size, sorted.length));
  const rest = sorted.slice(size).reduce((sum, [, list]) => sum + list.length, 0);
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: rest,
    buckets: sorted.slice(0, size).map(([key, list]) => ({ key, doc_count: list.length, ...inner(list) })),
  };
}
