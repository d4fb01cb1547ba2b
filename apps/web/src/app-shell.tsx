import { Suspense, useContext, useState } from "react";
import { Outlet, ScrollRestoration, useNavigate } from "react-router";
import { useFiringCount } from "./api/alerts.queries.ts";
import { useTargets } from "./api/notifications.queries.ts";
import { useFreshness } from "./api/objectives.queries.ts";
import { useSources } from "./api/sources.queries.ts";
import { LiveContext } from "./api/use-live.ts";
import { Freshness } from "./components/freshness.tsx";
import { KeysDialog } from "./components/keys-dialog.tsx";
import { Patterns } from "./components/patterns.tsx";
import { Skeleton } from "./components/skeleton.tsx";
import { TopBar } from "./components/top-bar.tsx";
import { useKeys } from "./components/use-keys.ts";
import { NAV } from "./pages.tsx";

/** What surrounds every page: bar, freshness, keys; a page that is still loading its code shows grey rows. */
export function AppShell() {
  const [keysShown, setKeysShown] = useState(false);
  const navigate = useNavigate();
  const freshness = useFreshness();
  const live = useContext(LiveContext);
  const alarms = useAlarms();
  useKeys({
    "?": () => setKeysShown(true),
    ...Object.fromEntries(NAV.map(({ key, path }) => [`g ${key}`, () => void navigate(path)])),
  });
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Patterns />
      <TopBar items={NAV.map(({ path, title }) => ({ path, title, alarms: alarms[path] ?? 0 }))}>
        {freshness.data !== undefined && (
          <Freshness
            answer={{
              ...freshness.data,
              receivedAtMs: freshness.dataUpdatedAt,
              failing: freshness.isError,
              lostSinceMs: live.kind === "lost" ? live.sinceMs : null,
            }}
          />
        )}
      </TopBar>
      <Suspense fallback={<Skeleton rows={8} label="Loading the page" />}>
        <Outlet />
      </Suspense>
      <ScrollRestoration />
      {keysShown && <KeysDialog nav={NAV} onClose={() => setKeysShown(false)} />}
    </>
  );
}

/** What needs a look, by the page that shows it. */
function useAlarms(): Readonly<Record<string, number>> {
  const firing = useFiringCount();
  const sources = useSources();
  const targets = useTargets();
  const failing = (items: readonly { readonly health: { readonly state: string } }[] | undefined) =>
    items?.filter(({ health }) => health.state === "failing").length ?? 0;
  return { "/alerts": firing.data ?? 0, "/sources": failing(sources.data?.items), "/notifications": failing(targets.data?.items) };
}
