import type { MetricSource } from "../source.ts";
import { makeSearchApi, type SearchAddress } from "./api.ts";
import { makeFirstMinuteFinder } from "./first-document.ts";
import { listGroups } from "./groups.ts";
import { checkHealth } from "./health.ts";
import { lookUpNames } from "./look-up.ts";
import { makeDocumentCounts } from "./probe/document-counts.ts";
import { makePlaceLooks } from "./probe/place-look.ts";
import { probeQuery } from "./probe/probe.ts";
import { makeLongSearchFinder } from "./product.ts";
import { planOf, toOwnQuery } from "./query.ts";
import { readItems } from "./read.ts";
import { makeRefusals } from "./refusals.ts";

export interface SearchOptions extends SearchAddress {
  /** Seconds after a minute's end before it is read: what comes later than that is warned of. */
  readonly delaySeconds: number;
}

/** A search server, whatever kind of source it is to people: reads what `parseSearchIndicator` made. */
export function connectSearch(options: SearchOptions): Required<Omit<MetricSource, "joinsProbes">> {
  const { now, redact } = options;
  const api = makeSearchApi(options);
  const refusals = makeRefusals(now);
  const counts = makeDocumentCounts(api, now);
  const looks = makePlaceLooks({ api, now, delaySeconds: options.delaySeconds });
  const searchesLong = makeLongSearchFinder({ api, redact }, now);
  const findFirstMinute = makeFirstMinuteFinder(api, now);
  return {
    check: (signal) => checkHealth({ api, redact, now }, signal),
    async probe(query, signal) {
      const outcome = await probeQuery({ api, counts, looks }, toOwnQuery(query), signal);
      if (outcome.ok) refusals.forget(query.canonical);
      return outcome;
    },
    read(request, signal) {
      counts.note(request.items.map(({ query }) => toOwnQuery(query)));
      return readItems({ api, refusals, searchesLong, findFirstMinute }, request, signal);
    },
    groups: (query, labels, signal) => listGroups(api, { plan: planOf(query), labels, nowMs: now() }, signal),
    lookUp: (ask, signal) => lookUpNames(api, ask, signal),
  };
}
