import { LIVE_TOPICS, type LiveTopic } from "@solvent/api-contract";

/** Texts that change with what is stored, one for each topic. */
export type Fingerprints = Readonly<Record<LiveTopic, string>>;

export interface ChangeReader {
  /** Cheap to ask. */
  fingerprints(): Promise<Fingerprints>;
}

/** Time as the feed sees it. */
export interface LiveClock {
  /** Milliseconds since the epoch. */
  wallMs(): number;
  /** Calls back once after `ms`. The answer cancels it. */
  after(ms: number, call: () => void): () => void;
}

export interface ChangeFeedDeps {
  readonly reader: ChangeReader;
  readonly clock: Pick<LiveClock, "after">;
  /** Told once when looking begins to fail. */
  readonly onError: (error: unknown) => void;
}

export interface ChangeListener {
  /** From now on every change is told. */
  onReady(): void;
  onChange(topics: readonly LiveTopic[]): void;
}

/** Looks again and again until the answer is called. */
export type FollowChanges = (listener: ChangeListener) => () => void;

const POLL_MS = 2_000;

const differences = (before: Fingerprints, after: Fingerprints): LiveTopic[] =>
  LIVE_TOPICS.filter((topic) => before[topic] !== after[topic]);

/**
 * Notices changes by comparing fingerprints, whichever process made them. A look that fails is repeated: what it missed shows in the
 * next one that succeeds.
 */
export const makeChangeFeed =
  ({ reader, clock, onError }: ChangeFeedDeps): FollowChanges =>
  (listener) => {
    let [stopped, failing] = [false, false];
    let known: Fingerprints | null = null;
    let cancel = (): void => undefined;

    function compare(seen: Fingerprints): void {
      const before = known;
      known = seen;
      const topics = before === null ? [] : differences(before, seen);
      if (before === null) listener.onReady();
      else if (topics.length > 0) listener.onChange(topics);
    }

    async function look(): Promise<void> {
      try {
        const seen = await reader.fingerprints();
        failing = false;
        if (!stopped) compare(seen);
      } catch (error) {
        if (!stopped && !failing) onError(error);
        failing = true;
      }
      if (!stopped) cancel = clock.after(POLL_MS, () => void look());
    }

    void look();
    return () => {
      stopped = true;
      cancel();
    };
  };
