import type { AlertListQuery, MuteInput } from "@solvent/api-contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 15_000;
const PAGE = 50;
const TIMELINE = 50;

export type AlertFilter = Partial<Pick<AlertListQuery, "state" | "severity" | "kind" | "service" | "team" | "objective" | "source">>;

export const useAlerts = (filter: AlertFilter) =>
  useInfiniteQuery({
    queryKey: ["alerts", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      call("listAlerts", { query: { ...filter, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: usePollMs(POLL_MS),
    placeholderData: keepPreviousData,
  });

/** How many alerts fire: any page of the list says it, before filters. */
export const useFiringCount = () =>
  useQuery({
    queryKey: ["alerts", "firing"],
    queryFn: ({ signal }) => call("listAlerts", { query: { state: "firing", limit: 1 }, signal }),
    select: ({ firing }) => firing.page + firing.ticket + firing.other,
    refetchInterval: usePollMs(POLL_MS),
  });

/** Firing and past alerts of one objective, newest first. */
export const useObjectiveAlerts = (objective: string) =>
  useQuery({
    queryKey: ["alerts", "objective", objective],
    queryFn: ({ signal }) => call("listAlerts", { query: { objective, limit: TIMELINE }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useAlert = (id: string) =>
  useQuery({
    queryKey: ["alerts", "one", id],
    queryFn: ({ signal }) => call("getAlert", { params: { id }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export function useRetryNotification() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call("retryNotification", { params: { id } }),
    onSettled: () => Promise.all([["alerts"], ["notifications"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const useMutes = () =>
  useQuery({ queryKey: ["mutes"], queryFn: ({ signal }) => call("listMutes", { signal }), refetchInterval: usePollMs(60_000) });

/** A mute shows on the board, on alerts, and in what waits. */
const MUTED_KEYS = [["mutes"], ["alerts"], ["objectives"], ["notifications"]];

export function useCreateMute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MuteInput) => call("createMute", { body }),
    onSuccess: () => Promise.all(MUTED_KEYS.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useEndMute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call("endMute", { params: { id } }),
    onSettled: () => Promise.all(MUTED_KEYS.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
