import type { AnnotationInput } from "@solvent/api-contract";
import { keepPreviousData, type Query, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 60_000;
const DAY_CHARS = "2026-11-24".length;

/**
 * About the objective, its service, its team or everything, until now. Asked from the start of the day on which the window begins, because
 * a window that moves with every minute would be a new question with every minute; null: nothing is asked yet.
 */
export const useAnnotations = (objective: string, windowFrom: string | null) => {
  const from = windowFrom === null ? null : `${windowFrom.slice(0, DAY_CHARS)}T00:00Z`;
  return useQuery({
    queryKey: ["annotations", "of", objective, from],
    queryFn: ({ signal }) => call("listAnnotations", { query: from === null ? { objective } : { objective, from }, signal }),
    enabled: from !== null,
    refetchInterval: usePollMs(POLL_MS),
    placeholderData: keepPreviousData,
  });
};

/** The lists of annotations, and every ledger, since an annotation may be about many objectives. */
const showsAnnotations = ({ queryKey }: Query): boolean =>
  queryKey[0] === "annotations" || queryKey.at(-1) === "episodes" || (queryKey[0] === "insight" && queryKey[1] === "fleet");

const useChanged = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ predicate: showsAnnotations });
};

export function useCreateAnnotation() {
  const changed = useChanged();
  return useMutation({ mutationFn: (body: AnnotationInput) => call("createAnnotation", { body }), onSuccess: changed });
}

export function useDeleteAnnotation() {
  const changed = useChanged();
  return useMutation({ mutationFn: (id: string) => call("deleteAnnotation", { params: { id } }), onSuccess: changed });
}
