import { type ObjectiveState, SORTS, STATES } from "@solvent/api-contract";

export type BoardSort = (typeof SORTS)[number];

/** What the address bar of the board says. Empty strings mean "all". */
export interface BoardView {
  readonly search: string;
  readonly states: readonly ObjectiveState[];
  readonly service: string;
  readonly team: string;
  readonly source: string;
  readonly group: string;
  readonly sort: BoardSort;
  readonly order: "asc" | "desc";
}

/** A change of the view, from whatever it is by then. */
export type ViewUpdate = (view: BoardView) => BoardView;

export const DEFAULT_VIEW: BoardView = {
  search: "",
  states: [],
  service: "",
  team: "",
  source: "",
  group: "",
  sort: "attention",
  order: "asc",
};

const isOneOf = <T extends string>(all: readonly T[], value: string): value is T => all.some((known) => known === value);

/** Unknown values of an old or mistyped link fall back to the default, they never break the page. */
export function decodeBoardView(params: URLSearchParams): BoardView {
  const sort = params.get("sort") ?? "";
  const wanted = (params.get("state") ?? "").split(",");
  return {
    search: (params.get("q") ?? "").slice(0, 200),
    states: STATES.filter((state) => wanted.includes(state)),
    service: nameOrAll(params.get("service")),
    team: nameOrAll(params.get("team")),
    source: nameOrAll(params.get("source")),
    group: nameOrAll(params.get("group")),
    sort: isOneOf(SORTS, sort) ? sort : DEFAULT_VIEW.sort,
    order: params.get("order") === "desc" ? "desc" : "asc",
  };
}

/** Only what differs from the default is written, so that a plain board has a plain address. */
export function encodeBoardView(view: BoardView): URLSearchParams {
  const params = new URLSearchParams();
  if (view.search !== "") params.set("q", view.search);
  if (view.states.length > 0) params.set("state", view.states.join(","));
  if (view.service !== "") params.set("service", view.service);
  if (view.team !== "") params.set("team", view.team);
  if (view.source !== "") params.set("source", view.source);
  if (view.group !== "") params.set("group", view.group);
  if (view.sort !== DEFAULT_VIEW.sort) params.set("sort", view.sort);
  if (view.order !== DEFAULT_VIEW.order) params.set("order", view.order);
  return params;
}

const nameOrAll = (value: string | null): string => (value !== null && /^[a-z0-9-]{1,63}$/.test(value) ? value : "");

export const toggleState = (view: BoardView, state: ObjectiveState): BoardView => ({
  ...view,
  states: view.states.includes(state)
    ? view.states.filter((s) => s !== state)
    : STATES.filter((s) => s === state || view.states.includes(s)),
});

/** A click on a header: ascending, descending, then back to the order by what it asks of you. */
export function nextSort(view: BoardView, sort: BoardSort): BoardView {
  if (view.sort !== sort) return { ...view, sort, order: "asc" };
  if (view.order === "asc") return { ...view, order: "desc" };
  return { ...view, sort: DEFAULT_VIEW.sort, order: DEFAULT_VIEW.order };
}

export const isFiltered = (view: BoardView): boolean =>
  view.search !== "" || view.states.length > 0 || view.service !== "" || view.team !== "" || view.source !== "" || view.group !== "";
