import { ApiError, type Call, makeClient } from "@solvent/api-contract";
import { QueryClient } from "@tanstack/react-query";

/** The one place that talks to the network. */
export const call: Call = makeClient({ baseUrl: "/api/v1", send: (url, init) => fetch(url, { ...init, credentials: "same-origin" }) });

/** A refusal is an answer; only silence and server errors are worth asking again. */
const worthRetrying = (error: Error): boolean => !(error instanceof ApiError) || error.status === 0 || error.status >= 500;

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 1 && worthRetrying(error),
        retryDelay: 500,
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
