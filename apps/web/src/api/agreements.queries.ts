import type { Agreement, AgreementInput } from "@solvent/api-contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 60_000;
const MOST_LISTED = 200;

export const useAgreements = () =>
  useQuery({
    queryKey: ["agreements", "list"],
    queryFn: ({ signal }) => call("listAgreements", { query: { limit: MOST_LISTED }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useAgreementPeriods = (name: string) =>
  useQuery({
    queryKey: ["agreements", "periods", name],
    queryFn: ({ signal }) => call("listAgreementPeriods", { params: { name }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

/** Records a promise, or changes the one that is given. */
export function useSaveAgreement(stored: Agreement | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AgreementInput) =>
      stored === null
        ? call("createAgreement", { body })
        : call("updateAgreement", { params: { name: stored.name }, body, ifMatch: stored.revision }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["agreements"] }),
  });
}

export function useDeleteAgreement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, revision }: Agreement) => call("deleteAgreement", { params: { name }, ifMatch: revision }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["agreements"] }),
  });
}
