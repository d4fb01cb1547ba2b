import { type FieldType, flatten, mapNewFields, type SimulatedDocument, type Source } from "./document.ts";
import { makeGenerated, nextRefresh } from "./generated.ts";
import { backingName, type SimulatedIndex } from "./simulated-index.ts";

const MINUTE_MS = 60_000;

/** One index with its documents. */
export interface StoredIndex {
  /** The backing index, as results name it. */
  readonly name: string;
  readonly stream: string | null;
  readonly aliases: readonly string[];
  readonly mapping: Map<string, FieldType>;
  readonly timeField: string;
  readonly refreshSeconds: number | null;
  /** What a search may see now; `span` in milliseconds narrows it where the time is known. */
  visible(span: { readonly fromMs: number; readonly toMs: number } | null): readonly SimulatedDocument[];
  /** The same as of everything, as far as it matters for the first instant. */
  earliest(): readonly SimulatedDocument[];
  /** Adds or replaces a document, or removes it (null). It is seen after the next refresh. */
  write(id: string, source: Source | null): "created" | "updated" | "deleted" | "not_found";
  has(id: string): boolean;
  refresh(): void;
}

export interface StoreDeps {
  readonly now: () => number;
  /** Whether documents of this minute are held back. */
  readonly isHeld: (minute: number) => boolean;
  /** Generated documents that are remembered of one index, about; a million when left out. */
  readonly mostKept?: number;
}

interface Written {
  readonly id: string;
  readonly source: Source | null;
  readonly arrivedMs: number;
}

/** Documents that were written through the API; searches see them as of the last refresh. */
function makeWritten(name: string, refreshSeconds: number | null, { now }: StoreDeps) {
  const all = new Map<string, Written>();
  const seen = new Map<string, SimulatedDocument>();
  let pending: Written[] = [];
  function apply(isDue: (one: Written) => boolean): void {
    for (const { id, source, arrivedMs } of pending.filter(isDue)) {
      if (source === null) seen.delete(id);
      else seen.set(id, { id, index: name, source, visibleMs: arrivedMs });
    }
    pending = pending.filter((one) => !isDue(one));
  }
  return {
    has: (id: string) => all.has(id),
    write(id: string, source: Source | null): ReturnType<StoredIndex["write"]> {
      const before = all.has(id);
      const written = { id, source, arrivedMs: now() };
      pending.push(written);
      if (source === null) all.delete(id);
      else all.set(id, written);
      if (source === null) return before ? "deleted" : "not_found";
      return before ? "updated" : "created";
    },
    refresh: () => apply(() => true),
    visible(): readonly SimulatedDocument[] {
      apply(({ arrivedMs }) => nextRefresh(arrivedMs + 1, refreshSeconds) <= now());
      return [...seen.values()];
    },
  };
}

/** An index whose documents are generated, written, or both. */
export function makeStoredIndex(index: SimulatedIndex, deps: StoreDeps): StoredIndex {
  const { timeField = "@timestamp", refreshSeconds = 1, firstMinute } = index;
  const generated = makeGenerated(index, deps);
  const written = makeWritten(backingName(index), refreshSeconds, deps);
  const mapping = new Map(Object.entries(index.mapping));
  return {
    name: backingName(index),
    stream: index.dataStream === undefined ? null : index.name,
    aliases: index.aliases ?? [],
    mapping,
    timeField,
    refreshSeconds,
    visible(span) {
      const from = Math.max(firstMinute, span === null ? firstMinute : Math.floor(span.fromMs / MINUTE_MS));
      const to = Math.min(
        Math.floor(deps.now() / MINUTE_MS) + 1,
        span === null ? Number.POSITIVE_INFINITY : Math.ceil(span.toMs / MINUTE_MS),
      );
      const documents: SimulatedDocument[] = [];
      for (let minute = from; minute < to; minute += 1) documents.push(...generated(minute));
      return [...documents, ...written.visible()];
    },
    earliest() {
      const to = Math.floor(deps.now() / MINUTE_MS) + 1;
      for (let minute = firstMinute; minute < to; minute += 1) {
        const documents = generated(minute);
        if (documents.length > 0) return [...documents, ...written.visible()];
      }
      return written.visible();
    },
    write(id, source) {
      if (source !== null) mapNewFields(mapping, flatten(source));
      return written.write(id, source);
    },
    has: written.has,
    refresh: written.refresh,
  };
}
