import { LIVE_TOPICS, LiveEvent, type LiveTopic } from "@solvent/api-contract";

/** The stream of changes: what it says, when it is lost, and when it is tried again. It knows neither React nor the query cache. */
export type LiveState = { readonly kind: "connecting" } | { readonly kind: "up" } | { readonly kind: "lost"; readonly sinceMs: number };

/** What is needed of an EventSource. */
export interface EventStream {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

interface LiveDeps {
  readonly open: () => EventStream;
  readonly now: () => number;
  readonly onChange: (topics: readonly LiveTopic[]) => void;
  readonly onState: (state: LiveState) => void;
}

const CLOSED = 2;
/** A connection that is back within this was not lost: proxies cut quiet ones now and then. The server asks for 3 s before a new try. */
const GRACE_MS = 6_000;
/** From the greeting on nothing is missed. What was loaded long before it may be old already. */
const LATE_MS = 1_000;
const FIRST_REOPEN_MS = 2_000;
const LAST_REOPEN_MS = 60_000;

/**
 * Follows the stream until the returned function is called. An EventSource reconnects by itself after a cut; after an answer that is
 * not a stream it gives up for good, so then a new one is opened, with growing pauses. Whatever changed before a greeting is unknown,
 * so everything counts as changed then, except at the very first one, which comes with the first figures.
 */
export function followLive({ open, now, onChange, onState }: LiveDeps): () => void {
  let stream: EventStream | null = null;
  let state: LiveState["kind"] = "connecting";
  let cut: { readonly sinceMs: number; readonly timer: ReturnType<typeof setTimeout> } | null = null;
  let reopen: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_REOPEN_MS;
  let stopped = false;
  let greeted = false;
  const openedMs = now();

  const become = (next: LiveState) => {
    state = next.kind;
    onState(next);
  };
  const onHello = () => {
    const missed = greeted || now() - openedMs > LATE_MS;
    greeted = true;
    if (cut !== null) clearTimeout(cut.timer);
    cut = null;
    pauseMs = FIRST_REOPEN_MS;
    if (state !== "up") become({ kind: "up" });
    if (missed) onChange(LIVE_TOPICS);
  };
  const onError = () => {
    if (stopped) return;
    if (state === "up" && cut === null) {
      const sinceMs = now();
      cut = { sinceMs, timer: setTimeout(() => become({ kind: "lost", sinceMs }), GRACE_MS) };
    }
    if (stream?.readyState !== CLOSED) return;
    clearTimeout(reopen);
    reopen = setTimeout(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LAST_REOPEN_MS);
  };
  const connect = () => {
    stream = open();
    stream.addEventListener("hello", onHello);
    stream.addEventListener("change", ({ data }) => onChange(topicsOf(data)));
    stream.addEventListener("error", onError);
  };
  connect();
  return () => {
    stopped = true;
    if (cut !== null) clearTimeout(cut.timer);
    clearTimeout(reopen);
    stream?.close();
  };
}

/** An event that this page does not understand comes from a newer server: anything may have changed. */
export function topicsOf(data: unknown): readonly LiveTopic[] {
  try {
    return LiveEvent.parse(JSON.parse(String(data))).topics;
  } catch {
    return LIVE_TOPICS;
  }
}

const EVERYTHING: readonly (readonly string[])[] = [[]];

/** First parts of the query keys that a change of the topic makes old. */
const KEYS: Readonly<Record<LiveTopic, readonly (readonly string[])[]>> = {
  minutes: [["objectives"]],
  alerts: [["alerts"], ["mutes"], ["objectives"]],
  notifications: [["notifications"], ["mutes"], ["alerts"]],
  definitions: EVERYTHING,
  sources: [["sources"]],
};

/** Every key once; the empty key stands for all of them. */
export function keysOf(topics: Iterable<LiveTopic>): readonly (readonly string[])[] {
  const keys = new Map([...topics].flatMap((topic) => KEYS[topic]).map((key) => [key.join("/"), key]));
  return keys.has("") ? EVERYTHING : [...keys.values()];
}
