import type { GroupMemberQuery, ObjectiveGroup } from "@solvent/api-contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 60_000;
const MOST_LISTED = 200;
const MEMBERS_PAGE = 100;

export const useGroups = () =>
  useQuery({
    queryKey: ["groups", "list"],
    queryFn: ({ signal }) => call("listGroups", { query: { limit: MOST_LISTED }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useGroup = (name: string, options?: { readonly enabled: boolean }) =>
  useQuery({
    queryKey: ["groups", "one", name, "definition"],
    queryFn: ({ signal }) => call("getGroup", { params: { name }, signal }),
    refetchInterval: usePollMs(POLL_MS),
    enabled: options?.enabled ?? true,
  });

export const useGroupMembers = (name: string, archived: GroupMemberQuery["archived"]) =>
  useInfiniteQuery({
    queryKey: ["groups", "one", name, "members", archived],
    queryFn: ({ pageParam, signal }) =>
      call("listGroupMembers", {
        params: { name },
        query: {
          limit: MEMBERS_PAGE,
          ...(archived === undefined ? {} : { archived }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: usePollMs(POLL_MS),
    placeholderData: keepPreviousData,
  });

export function useDeleteGroup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, revision }: ObjectiveGroup) => call("deleteGroup", { params: { name }, ifMatch: revision }),
    onSuccess: async (_, { name }) => {
      client.removeQueries({ queryKey: ["groups", "one", name] });
      await client.invalidateQueries({ queryKey: ["groups"] });
      await client.invalidateQueries({ queryKey: ["objectives"] });
    },
  });
}
