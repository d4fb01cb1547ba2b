import { formatAge, msOfIso } from "./time.ts";

/** look 9: older than this, the tick becomes a dashed ring with the age. */
const STALE_AFTER_MS = 3 * 60_000;

export interface FreshnessAnswer {
  /** Newest watermark; null without any stream. */
  readonly dataTo: string | null;
  /** The server's clock when it answered. */
  readonly now: string;
  /** The viewer's clock when the answer came. */
  readonly receivedAtMs: number;
  /** The last attempt to ask again failed. */
  readonly failing: boolean;
  /** Since when the stream of changes is lost, on the viewer's clock; null: it is not. */
  readonly lostSinceMs: number | null;
}

export type Freshness =
  | { readonly kind: "nothing" }
  | { readonly kind: "fresh"; readonly toMs: number }
  | { readonly kind: "stale"; readonly toMs: number; readonly age: string }
  | { readonly kind: "lost"; readonly toMs: number; readonly atMs: number };

/** Of the viewer's clock only the time since the answer is used, so a wrong clock does no harm. */
export function freshnessOf(input: FreshnessAnswer & { readonly viewerNowMs: number }): Freshness {
  if (input.dataTo === null) return { kind: "nothing" };
  const toMs = msOfIso(input.dataTo);
  if (input.failing) return { kind: "lost", toMs, atMs: input.receivedAtMs };
  if (input.lostSinceMs !== null) return { kind: "lost", toMs, atMs: input.lostSinceMs };
  const ageMs = msOfIso(input.now) + Math.max(0, input.viewerNowMs - input.receivedAtMs) - toMs;
  return ageMs > STALE_AFTER_MS ? { kind: "stale", toMs, age: formatAge(ageMs) } : { kind: "fresh", toMs };
}
