import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";

/** Diagnostics and the plan for a text; asks nothing of the sources. */
export const useDryRun = (text: string) =>
  useQuery({
    queryKey: ["definitions", "dry-run", text],
    queryFn: ({ signal }) => call("apply", { body: { text, dryRun: true }, signal }),
    enabled: text.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });

export const useCheck = () => useMutation({ mutationFn: (text: string) => call("check", { body: { text } }) });

export function useApply() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => call("apply", { body: { text, dryRun: false } }),
    onSuccess: () => client.invalidateQueries(),
  });
}
