import type { RefillInput, RefillReceipt } from "@solvent/api-contract";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 60_000;
const REFILL_POLL_MS = 1_000;
const PAGE = 20;

/** Stored minutes of a stream that were changed afterwards, newest change first. */
export const useCorrections = (stream: number) =>
  useInfiniteQuery({
    queryKey: ["streams", stream, "corrections"],
    queryFn: ({ pageParam, signal }) =>
      call("listCorrections", {
        params: { id: String(stream) },
        query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: usePollMs(POLL_MS),
  });

const isOver = ({ state }: Pick<RefillReceipt, "state">): boolean => state === "done" || state === "failed";

/** Reads an interval again. Where that takes long, the receipt is asked for until it is over. */
export function useRefill(stream: number) {
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: (body: RefillInput) => call("refillStream", { params: { id: String(stream) }, body }),
    onSuccess: (receipt) => (isOver(receipt) ? client.invalidateQueries() : undefined),
  });
  const begun = start.data;
  const progress = useQuery({
    queryKey: ["refills", begun?.id],
    queryFn: async ({ signal }) => {
      const receipt = await call("getRefill", { params: { id: begun?.id ?? "" }, signal });
      // The figures of every page may have changed by it.
      if (isOver(receipt)) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "refills" });
      return receipt;
    },
    enabled: begun !== undefined && !isOver(begun),
    ...(begun === undefined ? {} : { initialData: begun }),
    staleTime: REFILL_POLL_MS,
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? false : REFILL_POLL_MS),
  });
  return { start, receipt: progress.data ?? begun ?? null, error: start.error ?? progress.error };
}
