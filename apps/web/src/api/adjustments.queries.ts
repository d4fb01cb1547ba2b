import type { Adjustment, AdjustmentInput } from "@solvent/api-contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 60_000;
/** An adjustment changes every figure of what it covers. */
const CHANGED_KEYS = [["adjustments"], ["objectives"], ["insight"]];

/** Those that apply to an objective, also through its service or team, and those that were removed. */
export const useAdjustments = (objective: string) =>
  useQuery({
    queryKey: ["adjustments", "of", objective],
    queryFn: ({ signal }) => call("listAdjustments", { query: { objective, removed: "true" }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useAdjustmentVersions = (id: string) =>
  useQuery({ queryKey: ["adjustments", "one", id], queryFn: ({ signal }) => call("getAdjustment", { params: { id }, signal }) });

/** What the input would do; null: it is not complete yet. */
export const useAdjustmentPreview = (body: AdjustmentInput | null) =>
  useQuery({
    queryKey: ["adjustment-preview", body],
    queryFn: ({ signal }) => {
      if (body === null) throw new Error("the query is disabled without an input");
      return call("previewAdjustment", { body, signal });
    },
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });

const useChanged = () => {
  const client = useQueryClient();
  return () => Promise.all(CHANGED_KEYS.map((queryKey) => client.invalidateQueries({ queryKey })));
};

/** Records a new one, or a new version of one. */
export function useSaveAdjustment(present: Pick<Adjustment, "id" | "version"> | null) {
  const changed = useChanged();
  return useMutation({
    mutationFn: (body: AdjustmentInput) =>
      present === null
        ? call("createAdjustment", { body })
        : call("updateAdjustment", { params: { id: present.id }, body, ifMatch: present.version }),
    onSuccess: changed,
  });
}

export function useUndoAdjustment() {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ id, version }: Pick<Adjustment, "id" | "version">) => call("removeAdjustment", { params: { id }, ifMatch: version }),
    onSuccess: changed,
  });
}

export function useRestoreAdjustment() {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ id, version }: Pick<Adjustment, "id" | "version">) => call("restoreAdjustment", { params: { id }, ifMatch: version }),
    onSuccess: changed,
  });
}
