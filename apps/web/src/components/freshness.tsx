import { type FreshnessAnswer, freshnessOf } from "../lib/freshness.ts";
import { formatClock, formatZone } from "../lib/time.ts";
import { Icon } from "./icon.tsx";
import { useNow, useZone } from "./use-now.ts";

const NEWEST = "Newest closed minute across all sources";
const LOST = "The stream of changes is cut. Pages ask for new figures at intervals until it is back";

/** How far the data goes: a tick while it is fresh, a dashed ring and the age once it is older than 3 min. */
export function Freshness({ answer }: { answer: FreshnessAnswer }) {
  const nowMs = useNow(5_000);
  const zone = useZone();
  const view = freshnessOf({ ...answer, viewerNowMs: nowMs });
  if (view.kind === "nothing") return null;
  return (
    <span className="fresh" role="status" title={view.kind === "lost" ? LOST : NEWEST}>
      <Icon name={view.kind === "fresh" ? "tick" : "stale"} size={12} />
      {view.kind === "lost" ? (
        <span>
          Live updates stopped <b>{formatClock(view.atMs, zone)}</b>
        </span>
      ) : (
        <span>
          Data to <b>{formatClock(view.toMs, zone)}</b>
          {view.kind === "stale" && <>, {view.age} old</>}
        </span>
      )}
      <span className="fresh-zone">
        {formatZone(nowMs, zone)} · {formatClock(view.toMs, "UTC")} UTC
      </span>
    </span>
  );
}
