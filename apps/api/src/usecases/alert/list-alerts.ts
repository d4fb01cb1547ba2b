import type { AlertList } from "@solvent/api-contract";
import { invalidRequest } from "../../errors/app-error.ts";
import type { Page } from "../page.ts";
import { toPage } from "../page.ts";
import type { AlertFilter, AlertPlace, AlertReader, OpenAlertTotals, ReadAlert } from "./alert-reader.ts";
import { toAlert } from "./to-alert.ts";

export interface ListAlerts {
  readonly filter: AlertFilter;
  readonly limit: number;
  /** A key that a page before has given, null from the start. */
  readonly after: string | null;
}

export interface ListedAlerts extends Page<AlertList["items"][number]>, OpenAlertTotals {}

/** The text of a place in the list, and what is such a text. */
export const ALERT_KEY = /^([fp])\.(\d{1,9})\.(\d{1,18})$/;
const keyOf = ({ closedAt, openedAt, id }: ReadAlert): string => `${closedAt === null ? "f" : "p"}.${openedAt}.${id}`;

function toPlace(key: string | null): AlertPlace | null {
  const [, group, openedAt, id] = ALERT_KEY.exec(key ?? "") ?? [];
  return group === undefined || openedAt === undefined || id === undefined
    ? null
    : { firing: group === "f", openedAt: Number(openedAt), id };
}

/**
 * One page of alerts with the totals of all open ones. An alert that ends while somebody turns the pages may be listed again among the
 * past ones; none is left out.
 */
export const makeListAlerts =
  (deps: { readonly alerts: Pick<AlertReader, "list" | "totals"> }) =>
  async ({ filter, limit, after }: ListAlerts): Promise<ListedAlerts> => {
    if (filter.from !== null && filter.to !== null && filter.to <= filter.from) {
      throw invalidRequest([{ path: "to", message: "the interval is empty: `to` must be later than `from`" }]);
    }
    const [found, totals] = await Promise.all([
      deps.alerts.list(filter, { after: toPlace(after), limit: limit + 1 }),
      deps.alerts.totals(),
    ]);
    const { items, next } = toPage(found, limit, keyOf);
    return { items: items.map(toAlert), next, ...totals };
  };
