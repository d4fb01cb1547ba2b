import { useQuery } from "@tanstack/react-query";
import { call } from "./client.ts";

const QUERY = { limit: 200 };

export const useServices = () =>
  useQuery({ queryKey: ["services"], queryFn: ({ signal }) => call("listServices", { query: QUERY, signal }), staleTime: 60_000 });

export const useTeams = () =>
  useQuery({ queryKey: ["teams"], queryFn: ({ signal }) => call("listTeams", { query: QUERY, signal }), staleTime: 60_000 });
