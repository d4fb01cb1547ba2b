import { useDeferredValue, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useAlerts } from "../../api/alerts.queries.ts";
import { useTargets } from "../../api/notifications.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { toAlertGroups, toAlertsLede } from "./alerts.model.ts";
import { AlertsFilters } from "./alerts-filters.tsx";
import { AlertsTable } from "./alerts-table.tsx";
import { type AlertsView, decodeAlertsView, encodeAlertsView, isFilteredAlerts, toAlertFilter } from "./alerts-url.ts";
import { toDeliveryTroubles } from "./delivery.model.ts";
import { DeliveryBanner } from "./delivery-banner.tsx";

export function AlertsPage() {
  useTitle("Alerts");
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => decodeAlertsView(params), [params]);
  const clock = { nowMs: useNow(30_000), zone: useZone() };
  const whole = useAlerts({});
  const list = useAlerts(useDeferredValue(toAlertFilter(view)));
  const targets = useTargets();
  const all = whole.data?.pages[0];
  const change = (changes: { readonly [K in keyof AlertsView]?: string }) =>
    setParams((latest) => encodeAlertsView(decodeAlertsView(new URLSearchParams({ ...Object.fromEntries(latest), ...changes }))), {
      replace: true,
    });

  if (all === undefined) {
    return (
      <main id="main">
        <h1 className="visually-hidden">Alerts</h1>
        {whole.isError ? (
          <div className="wrap block">
            <ProblemNotice what="The alerts could not be loaded" error={whole.error} onRetry={() => whole.refetch()} />
          </div>
        ) : (
          <Skeleton rows={8} label="Loading the alerts" />
        )}
      </main>
    );
  }
  const lede = toAlertsLede(all, clock);
  const alerts = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = isFilteredAlerts(view);
  return (
    <main id="main">
      <div className="lede wrap">
        <div className="grow" aria-live="polite">
          <h1>{lede.title}</h1>
          {lede.detail !== "" && <p>{lede.detail}</p>}
        </div>
      </div>
      <DeliveryBanner troubles={toDeliveryTroubles({ unrouted: all.unrouted, targets: targets.data?.items ?? [] }, clock)} />
      {(all.items.length > 0 || filtered) && <AlertsFilters view={view} onChange={change} />}
      {list.isError && (
        <div className="wrap block">
          <ProblemNotice what="The alerts could not be refreshed" error={list.error} onRetry={() => list.refetch()} />
        </div>
      )}
      {alerts.length > 0 && <AlertsTable groups={toAlertGroups(alerts, clock)} refreshing={list.isPlaceholderData} />}
      {list.data !== undefined && alerts.length === 0 && (
        <p className="wrap block ink-2">
          {filtered ? "No alert matches." : "An alert opens when a rule of an objective is over its limit in both of its windows."}
        </p>
      )}
      <footer className="board-foot wrap">
        {list.hasNextPage && (
          <button type="button" className="button" onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            Show more
          </button>
        )}
        <span>Times are {clock.zone}. A burn rate at the opening is the lower of the rule's two windows.</span>
        <span className="spacer" />
        <span className="keys-hint">
          <kbd>j</kbd> <kbd>k</kbd> move <kbd>↵</kbd> open <kbd>?</kbd> all keys
        </span>
      </footer>
    </main>
  );
}
