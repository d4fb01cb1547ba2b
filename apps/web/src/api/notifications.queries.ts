import type { NotificationTarget, NotificationTargetInput, RouteInput, Scope, TargetTestInput } from "@solvent/api-contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "./client.ts";
import { usePollMs } from "./use-live.ts";

const POLL_MS = 30_000;
const TARGETS = ["notifications", "targets"];
const ROUTES = ["notifications", "routes"];

export const useTargets = () =>
  useQuery({
    queryKey: TARGETS,
    queryFn: ({ signal }) => call("listTargets", { query: { limit: 200 }, signal }),
    refetchInterval: usePollMs(POLL_MS),
  });

export const useNotificationKinds = () =>
  useQuery({
    queryKey: ["notification-kinds"],
    queryFn: ({ signal }) => call("listNotificationKinds", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useTestTarget = () => useMutation({ mutationFn: (body: TargetTestInput) => call("testTarget", { body }) });

export function useTestSavedTarget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => call("testSavedTarget", { params: { name } }),
    onSettled: () => client.invalidateQueries({ queryKey: TARGETS }),
  });
}

/** `revision` null creates, otherwise replaces that revision. */
export function useSaveTarget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { readonly target: NotificationTargetInput; readonly revision: number | null }): Promise<NotificationTarget> =>
      input.revision === null
        ? call("createTarget", { body: input.target })
        : call("updateTarget", { params: { name: input.target.name }, body: input.target, ifMatch: input.revision }),
    onSuccess: () => client.invalidateQueries({ queryKey: TARGETS }),
  });
}

export function useDeleteTarget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (target: Pick<NotificationTarget, "name" | "revision">) =>
      call("deleteTarget", { params: { name: target.name }, ifMatch: target.revision }),
    onSuccess: () => Promise.all([["notifications"], ["alerts"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const useRoutes = () =>
  useQuery({ queryKey: ROUTES, queryFn: ({ signal }) => call("listRoutes", { signal }), refetchInterval: usePollMs(POLL_MS) });

/** Whose route: the scope `all` has no name. */
export interface RouteSubject {
  readonly scope: Scope;
  readonly name: string | null;
}
const paramsOf = ({ scope, name }: RouteSubject) => ({ scope, subject: name ?? "all" });

export function usePutRoute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: RouteSubject & { readonly route: RouteInput }) => call("putRoute", { params: paramsOf(input), body: input.route }),
    onSuccess: () => Promise.all([["notifications"], ["alerts"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useDeleteRoute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (subject: RouteSubject) => call("deleteRoute", { params: paramsOf(subject) }),
    onSuccess: () => Promise.all([["notifications"], ["alerts"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** Who is told about one objective. */
export const useEffectiveRoute = (name: string) =>
  useQuery({
    queryKey: ["notifications", "effective", name],
    queryFn: ({ signal }) => call("getEffectiveRoute", { params: { name }, signal }),
    refetchInterval: usePollMs(60_000),
  });
