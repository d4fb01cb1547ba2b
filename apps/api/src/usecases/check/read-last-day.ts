import { MINUTE_MS, MINUTES_PER_DAY, type MinuteBlock } from "@solvent/domain";
import type { MetricSource, Outcome, QueryProbe, StreamQuery, Timing } from "@solvent/metric-sources";
import type { AnySourceKind } from "../source/source-kinds.ts";

export interface LastDay {
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly MinuteBlock[];
}

/** A query with what it is asked of, and when that may be asked. */
export interface ReadableQuery {
  readonly kind: AnySourceKind;
  readonly timing: Timing;
  readonly query: StreamQuery;
  readonly source: MetricSource;
}

/** Reads the last 24 closed hours the way history is read: newest first, in chunks that the kind allows. */
export async function readLastDay(
  of: ReadableQuery & { readonly probe: QueryProbe },
  at: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Outcome<LastDay>> {
  const to = Math.floor((at.nowMs - of.timing.ingestDelaySeconds * 1000) / MINUTE_MS);
  const from = to - MINUTES_PER_DAY;
  const chunk = of.kind.backfillChunkMinutes(of.probe);
  const blocks: MinuteBlock[] = [];
  for (let end = to; end > from; end -= chunk) {
    const request = {
      items: [{ query: of.query, probe: of.probe }],
      from: Math.max(from, end - chunk),
      to: end,
      purpose: "backfill",
    } as const;
    const [outcome] = await of.source.read(request, at.signal);
    if (outcome === undefined) throw new Error("a source answered fewer items than it was asked for");
    if (!outcome.ok) return outcome;
    blocks.push(outcome.value.block);
  }
  return { ok: true, value: { from, to, blocks } };
}
