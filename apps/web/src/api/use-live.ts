import type { LiveTopic } from "@solvent/api-contract";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState } from "react";
import { followLive, keysOf, type LiveState } from "./live.ts";

/** While the stream is up, asking again is only for what it could have missed. */
const SLOW_POLL_MS = 300_000;
/** Changes that come together are asked for together. */
const GATHER_MS = 150;

export const LiveContext = createContext<LiveState>({ kind: "connecting" });

/** How often to ask again: seldom while the stream tells of changes, every `pollMs` while it does not. */
export const usePollMs = (pollMs: number): number => (useContext(LiveContext).kind === "up" ? SLOW_POLL_MS : pollMs);

/**
 * One stream per tab, and only while the tab is seen: a browser opens few connections to one server, and hidden tabs must not take
 * them all. Coming back counts as a reconnection.
 */
export function useLiveUpdates(now: () => number): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ kind: "connecting" });
  useEffect(() => {
    const topics = new Set<LiveTopic>();
    let gather: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      gather = undefined;
      for (const queryKey of keysOf(topics)) void client.invalidateQueries({ queryKey: [...queryKey] });
      topics.clear();
    };
    const onChange = (changed: readonly LiveTopic[]) => {
      for (const topic of changed) topics.add(topic);
      gather ??= setTimeout(flush, GATHER_MS);
    };
    const follow = () => followLive({ open: () => new EventSource("/api/v1/events"), now, onChange, onState: setState });
    let stop: (() => void) | null = document.hidden ? null : follow();
    const onVisibility = () => {
      if (document.hidden) {
        stop?.();
        stop = null;
        setState({ kind: "connecting" });
      } else if (stop === null) {
        stop = follow();
        void client.invalidateQueries();
      }
    };
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      clearTimeout(gather);
      stop?.();
    };
  }, [client, now]);
  return state;
}
