import type { BacktestInput, EpisodeNoteInput, Explanation, WhatIfInput } from "@solvent/api-contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const LEDGER_POLL_MS = 60_000;
/** A forecast draws a thousand paths and a suggestion reads all history: both are asked for seldom, whatever changes. */
const FORECAST_POLL_MS = 120_000;
const STEADY_MS = 600_000;

/** Of the objective's own window, so that it adds up with the tiles. */
export const useEpisodes = (name: string) =>
  useQuery({
    queryKey: ["objectives", "one", name, "episodes"],
    queryFn: ({ signal }) => call("listEpisodes", { params: { name }, signal }),
    refetchInterval: usePollMs(LEDGER_POLL_MS),
  });

/** Reads the minutes of every objective that burnt: asked for seldom. */
export const useFleetEpisodes = (scope: { readonly scope: "all" | "team" | "service"; readonly name?: string }) =>
  useQuery({
    queryKey: ["insight", "fleet", scope],
    queryFn: ({ signal }) => call("listFleetEpisodes", { query: scope, signal }),
    refetchInterval: FORECAST_POLL_MS,
    placeholderData: keepPreviousData,
  });

export function usePutEpisodeNote(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, note }: { readonly id: string; readonly note: EpisodeNoteInput }) =>
      call("putEpisodeNote", { params: { name, id }, body: note }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["objectives", "one", name, "episodes"] }),
  });
}

export const useForecast = (name: string) =>
  useQuery({
    queryKey: ["insight", name, "forecast"],
    queryFn: ({ signal }) => call("getForecast", { params: { name }, signal }),
    refetchInterval: FORECAST_POLL_MS,
    staleTime: FORECAST_POLL_MS / 2,
  });

export const useTargetSuggestion = (name: string) =>
  useQuery({
    queryKey: ["insight", name, "target-suggestion"],
    queryFn: ({ signal }) => call("getTargetSuggestion", { params: { name }, signal }),
    staleTime: STEADY_MS,
  });

export const useWhatIf = (name: string) => useMutation({ mutationFn: (body: WhatIfInput) => call("whatIf", { params: { name }, body }) });

/** Null: nothing is asked. */
export const useBacktest = (name: string, body: BacktestInput | null) =>
  useQuery({
    queryKey: ["insight", name, "backtest", body],
    queryFn: ({ signal }) => {
      if (body === null) throw new Error("the query is disabled without policies");
      return call("backtest", { params: { name }, body, signal });
    },
    enabled: body !== null,
    staleTime: STEADY_MS,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });

export const useExplanation = (name: string, query: { readonly figure: Explanation["figure"]; readonly minutes?: number }) =>
  useQuery({
    queryKey: ["objectives", "one", name, "explain", query],
    queryFn: ({ signal }) => call("explain", { params: { name }, query, signal }),
    placeholderData: keepPreviousData,
  });
