import { Suspense, useState } from "react";
import { Outlet, ScrollRestoration, useNavigate } from "react-router";
import { useFreshness } from "./api/objectives.queries.ts";
import { useSources } from "./api/sources.queries.ts";
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
  const sources = useSources();
  const failing = sources.data?.items.filter((source) => source.health.state === "failing").length ?? 0;
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
      <TopBar items={NAV.map(({ path, title }) => ({ path, title, alarms: path === "/sources" ? failing : 0 }))}>
        {freshness.data !== undefined && (
          <Freshness answer={{ ...freshness.data, receivedAtMs: freshness.dataUpdatedAt, failing: freshness.isError }} />
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
