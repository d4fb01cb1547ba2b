import type { Correction } from "@solvent/api-contract";
import { isoOfMinute } from "@solvent/domain";
import type { Page, PageRequest } from "../page.ts";
import { toCount } from "../status/figures.ts";
import { findStream } from "./find-stream.ts";
import type { CorrectionFilter, CorrectionReader, MinuteCounts, RefillRequests, StoredCorrection } from "./refill-store.ts";

const toCounts = (counts: MinuteCounts | null): Correction["changes"][number]["old"] =>
  counts === null ? null : { good: toCount(counts.good), total: toCount(counts.total) };

/** What was missing counted nothing. */
const deltaOf = ({ changes }: StoredCorrection, of: keyof MinuteCounts): bigint =>
  changes.reduce((sum, { before, after }) => sum + (after?.[of] ?? 0n) - (before?.[of] ?? 0n), 0n);

const toCorrection = (stored: StoredCorrection): Correction => ({
  id: stored.id,
  stream: stored.streamId,
  at: new Date(stored.atMs).toISOString(),
  cause: stored.cause,
  changes: stored.changes.map(({ minute, before, after }) => ({
    minute: isoOfMinute(minute),
    old: toCounts(before),
    new: toCounts(after),
  })),
  goodDelta: toCount(deltaOf(stored, "good")),
  totalDelta: toCount(deltaOf(stored, "total")),
});

export interface ListCorrectionsDeps {
  readonly refills: Pick<RefillRequests, "findStream">;
  readonly corrections: CorrectionReader;
}

/** Changes of stored minutes of one stream, newest first. Throws `stream.not-found`. */
export const makeListCorrections =
  ({ refills, corrections }: ListCorrectionsDeps) =>
  async (id: string, filter: CorrectionFilter, page: PageRequest): Promise<Page<Correction>> => {
    const { streamId } = await findStream(refills, id);
    const { items, next } = await corrections.list(streamId, filter, page);
    return { items: items.map(toCorrection), next };
  };
