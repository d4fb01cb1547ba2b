import type { SimulatedDocument } from "../document.ts";
import { parsingError } from "../server-error.ts";
import { isObject, type RunInner, runDateHistogram, runFilter, runFilters, runTerms } from "./buckets.ts";
import { runComposite } from "./composite.ts";
import type { Body, Context } from "./context.ts";
import { isMetric, runMetric } from "./metrics.ts";

type RunBuckets = (body: Body, documents: readonly SimulatedDocument[], context: Context, inner: RunInner) => Body;

const BUCKETS: Readonly<Record<string, RunBuckets>> = {
  filter: runFilter,
  filters: runFilters,
  date_histogram: runDateHistogram,
  terms: runTerms,
  composite: runComposite,
};

function runOne(name: string, written: unknown, documents: readonly SimulatedDocument[], context: Context): unknown {
  const { aggs, aggregations, meta: _meta, ...kinds } = isObject(written) ? written : {};
  const [kind, ...more] = Object.keys(kinds);
  if (kind === undefined || more.length > 0) throw parsingError(`Found two aggregation type definitions in [${name}]`);
  const body = kinds[kind];
  if (!isObject(body)) throw parsingError(`Expected [START_OBJECT] under [${kind}]`);
  if (isMetric(kind)) return runMetric(kind, body, documents, context);
  const run = Object.hasOwn(BUCKETS, kind) ? BUCKETS[kind] : undefined;
  if (run === undefined) throw parsingError(`Unknown aggregation type [${kind}]`);
  return run(body, documents, context, (inside) => runAggregations(aggs ?? aggregations, inside, context));
}

/** Answers a tree of aggregations over these documents. */
export function runAggregations(written: unknown, documents: readonly SimulatedDocument[], context: Context): Body {
  if (written === undefined) return {};
  if (!isObject(written)) throw parsingError("Expected [START_OBJECT] under [aggs]");
  return Object.fromEntries(Object.entries(written).map(([name, one]) => [name, runOne(name, one, documents, context)]));
}
