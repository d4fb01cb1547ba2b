import type { Objective, ObjectiveListQuery } from "@solvent/api-contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 15_000;
const CHART_POLL_MS = 60_000;
const BOARD_PAGE = 50;

export type BoardQuery = Partial<Pick<ObjectiveListQuery, "state" | "service" | "team" | "source" | "group" | "search" | "sort" | "order">>;

export const useBoard = (query: BoardQuery) =>
  useInfiniteQuery({
    queryKey: ["objectives", "board", query],
    queryFn: ({ pageParam, signal }) =>
      call("listObjectives", { query: { ...query, limit: BOARD_PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: usePollMs(POLL_MS),
    placeholderData: keepPreviousData,
  });

/** How far the data goes and what the server's clock says; the first row of the board carries both. */
export const useFreshness = () =>
  useQuery({
    queryKey: ["objectives", "freshness"],
    queryFn: ({ signal }) => call("listObjectives", { query: { limit: 1 }, signal }),
    select: (list) => ({ dataTo: list.dataTo, now: list.now }),
    refetchInterval: usePollMs(POLL_MS),
  });

/** Names and titles of all objectives, to choose one of. */
export const useObjectiveNames = () =>
  useQuery({
    queryKey: ["objectives", "names"],
    queryFn: ({ signal }) => call("listObjectives", { query: { sort: "name", limit: 200 }, signal }),
    select: ({ items }) => items.map(({ name, displayName }) => ({ name, displayName })),
    staleTime: 60_000,
  });

export const useObjective = (name: string, options?: { readonly enabled: boolean }) =>
  useQuery({
    queryKey: ["objectives", "one", name, "definition"],
    queryFn: ({ signal }) => call("getObjective", { params: { name }, signal }),
    refetchInterval: usePollMs(POLL_MS),
    enabled: options?.enabled ?? true,
  });

export const useObjectiveStatus = (name: string) =>
  useQuery({
    queryKey: ["objectives", "one", name, "status"],
    queryFn: ({ signal }) => call("getStatus", { params: { name }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useBurnDown = (name: string) =>
  useQuery({
    queryKey: ["objectives", "one", name, "burn-down"],
    queryFn: ({ signal }) => call("getBurnDown", { params: { name }, signal }),
    refetchInterval: usePollMs(CHART_POLL_MS),
  });

/** Calendar periods, as they were settled; a rolling window has none. */
export const useObjectivePeriods = (name: string, options: { readonly enabled: boolean }) =>
  useQuery({
    queryKey: ["objectives", "one", name, "periods"],
    queryFn: ({ signal }) => call("listObjectivePeriods", { params: { name }, signal }),
    refetchInterval: usePollMs(CHART_POLL_MS),
    enabled: options.enabled,
  });

/** The range ends at the watermark, so it is known only after the status. */
export const useTraffic = (name: string, range: { readonly from: string; readonly to: string } | null) =>
  useQuery({
    queryKey: ["objectives", "one", name, "traffic", range],
    queryFn: ({ signal }) => {
      if (range === null) throw new Error("the query is disabled without a range");
      return call("getTraffic", { params: { name }, query: range, signal });
    },
    enabled: range !== null,
    placeholderData: keepPreviousData,
  });

export const useRevisions = (name: string) =>
  useInfiniteQuery({
    queryKey: ["objectives", "one", name, "revisions"],
    queryFn: ({ pageParam, signal }) =>
      call("listRevisions", { params: { name }, query: { limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });

export function useDeleteObjective(objective: Pick<Objective, "name" | "revision">) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call("deleteObjective", { params: { name: objective.name }, ifMatch: objective.revision }),
    onSuccess: async () => {
      client.removeQueries({ queryKey: ["objectives", "one", objective.name] });
      await client.invalidateQueries({ queryKey: ["objectives"] });
    },
  });
}

export function useBackfillControl(action: "cancelBackfill" | "resumeBackfill") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(action, { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["objectives"] }),
  });
}
