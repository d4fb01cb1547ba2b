import { type SimulatedDocument, type Source, toMillis, valuesOf } from "./document.ts";
import { backingName, type SimulatedIndex } from "./simulated-index.ts";
import type { StoreDeps } from "./store.ts";

const MINUTE_MS = 60_000;
/** A month of the access log that is simulated, 45,000 minutes of 16 documents, with room to spare: some 200 bytes each. */
const MOST_KEPT = 1_000_000;

/** What is remembered of a minute; the rest of a document is made of it whenever a search sees it. */
interface MadeMinute {
  readonly sources: readonly Source[];
  readonly visibleMs: readonly number[];
}

/** The first refresh at or after an instant; never where there is none by itself. */
export const nextRefresh = (ms: number, refreshSeconds: number | null): number =>
  refreshSeconds === null ? Number.POSITIVE_INFINITY : Math.ceil(ms / (refreshSeconds * 1000)) * refreshSeconds * 1000;

/** Remembers minutes up to so many documents; the minute that was made first is forgotten first. A minute counts for one more than it holds. */
function makeMemory(mostKept: number, make: (minute: number) => MadeMinute): (minute: number) => MadeMinute {
  const kept = new Map<number, MadeMinute>();
  let size = 0;
  const sizeOf = ({ sources }: MadeMinute): number => sources.length + 1;
  return (minute) => {
    const known = kept.get(minute);
    if (known !== undefined) return known;
    const made = make(minute);
    kept.set(minute, made);
    size += sizeOf(made);
    for (const [oldest, forgotten] of kept) {
      if (size <= mostKept) break;
      kept.delete(oldest);
      size -= sizeOf(forgotten);
    }
    return made;
  };
}

/** The documents of a minute that a search may see now. They are a function of the minute, so each is made once, as long as it is remembered. */
export function makeGenerated(
  index: SimulatedIndex,
  { now, isHeld, mostKept = MOST_KEPT }: StoreDeps,
): (minute: number) => readonly SimulatedDocument[] {
  const { timeField = "@timestamp", refreshSeconds = 1 } = index;
  const name = backingName(index);
  const visibleAt = (source: Source, minute: number): number => {
    const [arrival = minute * MINUTE_MS] = [...valuesOf({ source }, "event.ingested"), ...valuesOf({ source }, timeField)];
    return nextRefresh(toMillis(arrival), refreshSeconds);
  };
  const madeOf = makeMemory(mostKept, (minute) => {
    const sources = index.documentsOf(minute);
    return { sources, visibleMs: sources.map((source) => visibleAt(source, minute)) };
  });
  return (minute) => {
    if (isHeld(minute)) return [];
    const [{ sources, visibleMs }, nowMs] = [madeOf(minute), now()];
    return sources.flatMap((source, place): SimulatedDocument[] => {
      const seenMs = visibleMs[place] ?? Number.POSITIVE_INFINITY;
      return seenMs <= nowMs ? [{ id: `${minute}-${place}`, index: name, source, visibleMs: seenMs }] : [];
    });
  };
}
