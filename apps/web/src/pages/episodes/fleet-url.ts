/** What the address bar of the episodes says. Empty strings mean "all"; a service narrows more than a team. */
export interface FleetView {
  readonly team: string;
  readonly service: string;
}

const nameOrAll = (value: string | null): string => (value !== null && /^[a-z0-9-]{1,63}$/.test(value) ? value : "");

/** Unknown values of an old or mistyped link mean all, they never break the page. */
export const decodeFleetView = (params: URLSearchParams): FleetView => ({
  team: nameOrAll(params.get("team")),
  service: nameOrAll(params.get("service")),
});

export const encodeFleetView = (view: FleetView): URLSearchParams =>
  new URLSearchParams(Object.entries(view).filter(([, value]) => value !== ""));

/** The view as the API's query: one scope at a time. */
export function toFleetScope({ team, service }: FleetView): { readonly scope: "all" | "team" | "service"; readonly name?: string } {
  if (service !== "") return { scope: "service", name: service };
  return team === "" ? { scope: "all" } : { scope: "team", name: team };
}
