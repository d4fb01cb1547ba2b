import type { Source, SourceInput, SourceTestInput } from "@solvent/api-contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 30_000;
/** Names in a source change seldom; typing the same again asks nobody. */
const NAMES_STAY_MS = 60_000;

export const useSources = () =>
  useQuery({
    queryKey: ["sources"],
    queryFn: ({ signal }) => call("listSources", { query: { limit: 200 }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useSource = (name: string) =>
  useQuery({
    queryKey: ["sources", "one", name],
    queryFn: ({ signal }) => call("getSource", { params: { name }, signal }),
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
    onSuccess: async (_, { name }) => {
      client.removeQueries({ queryKey: ["sources", "one", name] });
      await client.invalidateQueries({ queryKey: ["sources"] });
    },
  });
}

/** The token is in the answer and nowhere else: it is forgotten as soon as nobody shows it. */
export function useIssueToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, revision }: Pick<Source, "name" | "revision">) =>
      call("issueSourceToken", { params: { name }, ifMatch: revision }),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}

export interface NameSearch {
  readonly what: string;
  /** Part of the name; may be empty. */
  readonly text: string;
  readonly within?: string;
}

/** Names in a source. A search that nobody waits for any more is broken off. Null asks nothing. */
export const useLookUp = (source: string, search: NameSearch | null) =>
  useQuery({
    queryKey: ["look-up", source, search],
    queryFn: ({ signal }) => {
      if (search === null) throw new Error("the query is disabled without a search");
      return call("lookUpSource", { params: { name: source }, query: search, signal });
    },
    enabled: search !== null,
    staleTime: NAMES_STAY_MS,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
