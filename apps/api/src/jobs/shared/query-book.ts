import type { Indicator } from "@solvent/domain";
import type { SourceFailure, StreamQuery } from "@solvent/metric-sources";
import type { SourceHandle } from "./source-handle.ts";

export interface StreamIndicator {
  readonly streamId: number;
  readonly indicator: Indicator;
}

export interface IndicatorReader {
  /** Indicators in all revisions of the objectives that read these streams, or will. */
  indicatorsOf(streamIds: readonly number[]): Promise<readonly StreamIndicator[]>;
}

/** Something about a stream whose query is known by its canonical text only, as stored. */
interface OfStream {
  readonly streamId: number;
  readonly query: StreamQuery;
}

export interface QueryBook {
  /** The same items with the queries that the adapter has made in this process; those for which there is none are lost. */
  ready<T extends OfStream>(
    handle: SourceHandle,
    items: readonly T[],
  ): Promise<{ readonly ready: readonly T[]; readonly lost: readonly T[] }>;
}

/** Why a lost stream cannot be read: its text was written by a release that read queries in another way. */
export const LOST_QUERY: SourceFailure = {
  class: "bad-query",
  retryable: false,
  message: "The stored query cannot be read by this version of Solvent; save the objective again",
};

/**
 * Queries of streams, by canonical text. A source is asked with what its adapter made of an indicator, not with text, so the
 * indicator of an objective that reads the stream is parsed once; the canonical text tells which of its revisions it was.
 */
export function makeQueryBook(deps: IndicatorReader): QueryBook {
  const known = new Map<string, StreamQuery>();

  async function learn(handle: SourceHandle, unknown: readonly OfStream[]): Promise<void> {
    for (const { indicator } of await deps.indicatorsOf(unknown.map(({ streamId }) => streamId))) {
      // An earlier revision may have been one: it is read from nowhere.
      if (indicator.kind === "composite") continue;
      const parsed = handle.parseIndicator(indicator);
      if (parsed.ok) known.set(parsed.value.canonical, parsed.value);
    }
  }

  return {
    async ready(handle, items) {
      const unknown = items.filter(({ query }) => !known.has(query.canonical));
      if (unknown.length > 0) await learn(handle, unknown);
      const ready = items.flatMap((item) => {
        const query = known.get(item.query.canonical);
        return query === undefined ? [] : [{ ...item, query }];
      });
      return { ready, lost: items.filter(({ query }) => !known.has(query.canonical)) };
    },
  };
}
