import type { AlertPolicy, AlertPolicyInput, PolicyPreviewInput } from "@solvent/api-contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 60_000;
const STEADY_MS = 600_000;
const MOST_LISTED = 200;

export const usePolicies = () =>
  useQuery({
    queryKey: ["policies", "list"],
    queryFn: ({ signal }) => call("listPolicies", { query: { limit: MOST_LISTED }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

/** Null: nothing is asked. */
export const usePolicy = (name: string | null) =>
  useQuery({
    queryKey: ["policies", "one", name],
    queryFn: ({ signal }) => call("getPolicy", { params: { name: name ?? "" }, signal }),
    enabled: name !== null,
  });

/** How conditions work for an objective or for terms; null: nothing is asked. */
export const usePolicyPreview = (body: PolicyPreviewInput | null) =>
  useQuery({
    queryKey: ["policies", "preview", body],
    queryFn: ({ signal }) => {
      if (body === null) throw new Error("the query is disabled without conditions");
      return call("previewPolicy", { body, signal });
    },
    enabled: body !== null,
    staleTime: STEADY_MS,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });

/** The conditions that an objective is alerted by. */
export const useObjectivePolicy = (name: string) =>
  useQuery({
    queryKey: ["policies", "of", name],
    queryFn: ({ signal }) => call("getObjectivePolicy", { params: { name }, signal }),
    staleTime: STEADY_MS,
  });

/** Creates a policy, or replaces the one that is given. */
export function useSavePolicy(stored: AlertPolicy | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AlertPolicyInput) =>
      stored === null
        ? call("createPolicy", { body })
        : call("updatePolicy", { params: { name: stored.name }, body, ifMatch: stored.revision }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["policies"] });
      await client.invalidateQueries({ queryKey: ["objectives"] });
    },
  });
}

export function useDeletePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, revision }: AlertPolicy) => call("deletePolicy", { params: { name }, ifMatch: revision }),
    onSuccess: (_, { name }) => {
      client.removeQueries({ queryKey: ["policies", "one", name] });
      return client.invalidateQueries({ queryKey: ["policies", "list"] });
    },
  });
}
