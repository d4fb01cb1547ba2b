import type { NotificationRoute, NotificationTarget, RouteInput, Scope } from "@solvent/api-contract";
import { titleOf } from "../../lib/objective-text.ts";
import { capital, listText, scopeText } from "../../lib/words.ts";

/** Which objectives go where. The narrowest route counts, whole. */
export interface RouteRow {
  readonly key: string;
  readonly scope: Scope;
  readonly name: string | null;
  readonly title: string;
  readonly page: string;
  readonly ticket: string;
  /** Neither pages nor tickets go anywhere. */
  readonly silent: boolean;
  /** Null where there is no route yet: the row of everything is always shown. */
  readonly route: NotificationRoute | null;
}

const WIDTH: readonly Scope[] = ["all", "team", "service", "objective"];
const NOBODY = "nobody";

export function toRouteRows(routes: readonly NotificationRoute[], targets: readonly NotificationTarget[]): RouteRow[] {
  const titles = new Map(targets.map((target) => [target.name, titleOf(target)]));
  const names = (list: readonly string[]) => (list.length === 0 ? NOBODY : listText(list.map((name) => titles.get(name) ?? name)));
  const rows = routes.map(
    (route): RouteRow => ({
      key: `${route.scope}/${route.name ?? "all"}`,
      scope: route.scope,
      name: route.name,
      title: capital(scopeText(route.scope, route.name)),
      page: names(route.page),
      ticket: names(route.ticket),
      silent: route.page.length + route.ticket.length === 0,
      route,
    }),
  );
  const everything: RouteRow = {
    key: "all/all",
    scope: "all",
    name: null,
    title: "Everything",
    page: NOBODY,
    ticket: NOBODY,
    silent: true,
    route: null,
  };
  return [...(rows.some(({ scope }) => scope === "all") ? [] : [everything]), ...rows].sort(
    (a, b) => WIDTH.indexOf(a.scope) - WIDTH.indexOf(b.scope) || a.title.localeCompare(b.title),
  );
}

export const routeInput = (route: NotificationRoute | null): RouteInput => ({ page: route?.page ?? [], ticket: route?.ticket ?? [] });

/** In or out of one list, in the order of the targets. */
export function toggleTarget(input: RouteInput, severity: keyof RouteInput, name: string, order: readonly string[]): RouteInput {
  const chosen = input[severity];
  const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : order.filter((one) => one === name || chosen.includes(one));
  return { ...input, [severity]: next };
}
