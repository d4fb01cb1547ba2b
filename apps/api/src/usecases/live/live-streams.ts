import { LIVE_TOPICS, type LiveEvent, type LiveTopic } from "@solvent/api-contract";
import type { FollowChanges, LiveClock } from "./change-feed.ts";

/** Where the events of one listener go. */
export interface EventSink {
  write(text: string): void;
  /** Written, and not yet taken over by the network. */
  queuedBytes(): number;
  /** Ends the stream after what was written. */
  end(): void;
  /** Ends the stream now. */
  cut(): void;
}

/** All streams of server-sent events of this process. */
export interface LiveStreams {
  isFull(): boolean;
  /** The answer is to be called when the listener is gone. */
  open(sink: EventSink): () => void;
  /** Ends all streams; those that are opened later end at once. */
  close(): void;
}

export interface LiveStreamsDeps {
  readonly follow: FollowChanges;
  readonly clock: LiveClock;
}

const MOST_STREAMS = 1_000;
/** Who takes less than comes is cut off: its browser comes back after this time and asks for everything anew. */
const MOST_QUEUED_BYTES = 256 * 1024;
const RECONNECT_MS = 3_000;
const HEARTBEAT_MS = 15_000;

const HEARTBEAT = ":\n\n";

/**
 * One feed of changes for all streams, running only while somebody listens. A stream says `hello` as soon as no change can be missed any
 * more, then `change` with its topics, and in between a comment, so that nobody on the way takes it for dead.
 */
export function makeLiveStreams({ follow, clock }: LiveStreamsDeps): LiveStreams {
  const sinks = new Set<EventSink>();
  let [ready, closed] = [false, false];
  let stopLooking: (() => void) | null = null;

  function send(sink: EventSink, text: string): void {
    sink.write(text);
    if (sink.queuedBytes() <= MOST_QUEUED_BYTES) return;
    leave(sink);
    sink.cut();
  }

  function sendAll(text: string): void {
    for (const sink of [...sinks]) send(sink, text);
  }

  function eventText(event: "hello" | "change", topics: readonly LiveTopic[]): string {
    const data: LiveEvent = { topics: [...topics], now: new Date(clock.wallMs()).toISOString() };
    return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  function start(): () => void {
    const stopFollowing = follow({
      onReady: () => {
        ready = true;
        sendAll(eventText("hello", LIVE_TOPICS));
      },
      onChange: (topics) => sendAll(eventText("change", topics)),
    });
    let cancel = (): void => undefined;
    const beat = (): void => {
      cancel = clock.after(HEARTBEAT_MS, () => {
        beat();
        sendAll(HEARTBEAT);
      });
    };
    beat();
    return () => {
      ready = false;
      stopFollowing();
      cancel();
    };
  }

  function leave(sink: EventSink): void {
    if (!sinks.delete(sink) || sinks.size > 0) return;
    stopLooking?.();
    stopLooking = null;
  }

  return {
    isFull: () => sinks.size >= MOST_STREAMS,
    open(sink) {
      if (closed) {
        sink.end();
        return () => undefined;
      }
      sinks.add(sink);
      sink.write(`retry: ${RECONNECT_MS}\n\n`);
      stopLooking ??= start();
      if (ready) send(sink, eventText("hello", LIVE_TOPICS));
      return () => leave(sink);
    },
    close() {
      closed = true;
      for (const sink of [...sinks]) {
        leave(sink);
        sink.end();
      }
    },
  };
}
