import type { Source, SourceInput, SourceTestInput } from "@solvent/api-contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 30_000;

export const useSources = () =>
  useQuery({
    queryKey: ["sources"],
    queryFn: ({ signal }) => call("listSources", { query: { limit: 200 }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useSourceKinds = () =>
  useQuery({
    queryKey: ["source-kinds"],
    queryFn: ({ signal }) => call("listSourceKinds", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useTestSource = () => useMutation({ mutationFn: (body: SourceTestInput) => call("testSource", { body }) });

export const useTestSavedSource = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => call("testSavedSource", { params: { name } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
};

/** `revision` null creates, otherwise replaces that revision. */
export function useSaveSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { readonly source: SourceInput; readonly revision: number | null }): Promise<Source> =>
      input.revision === null
        ? call("createSource", { body: input.source })
        : call("updateSource", { params: { name: input.source.name }, body: input.source, ifMatch: input.revision }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}

export function useDeleteSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (source: Pick<Source, "name" | "revision">) =>
      call("deleteSource", { params: { name: source.name }, ifMatch: source.revision }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}
