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

/** Receipts of intervals of a stream that were read again, newest first; asked for often while one of them is under way. */
export function useRefills(stream: number) {
  const pollMs = usePollMs(POLL_MS);
  return useInfiniteQuery({
    queryKey: ["streams", stream, "refills"],
    queryFn: ({ pageParam, signal }) =>
      call("listRefills", {
        params: { id: String(stream) },
        query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((one) => !isOver(one))) === true ? REFILL_POLL_MS : pollMs,
  });
}

const isOver = ({ state }: Pick<RefillReceipt, "state">): boolean => state === "done" || state === "failed";

/** Reads an interval again. Where that takes long, the receipt is asked for until it is over. */
export function useRefill(stream: number) {
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: (body: RefillInput) => call("refillStream", { params: { id: String(stream) }, body }),
    onSuccess: (receipt) => client.invalidateQueries(isOver(receipt) ? {} : { queryKey: ["streams", stream, "refills"] }),
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
