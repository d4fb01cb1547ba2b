import { lazy, type ReactNode } from "react";
import { AgreementsPage } from "./pages/agreements/agreements.page.tsx";
import { AlertPage } from "./pages/alert/alert.page.tsx";
import { AlertsPage } from "./pages/alerts/alerts.page.tsx";
import { BoardPage } from "./pages/board/board.page.tsx";
import { EpisodesPage } from "./pages/episodes/episodes.page.tsx";
import { GroupPage } from "./pages/groups/group.page.tsx";
import { GroupsPage } from "./pages/groups/groups.page.tsx";
import { NotFoundPage } from "./pages/not-found/not-found.page.tsx";
import { NotificationsPage } from "./pages/notifications/notifications.page.tsx";
import { PoliciesPage } from "./pages/policies/policies.page.tsx";
import { NewPolicyPage, PolicyPage } from "./pages/policies/policy.page.tsx";
import { SourcePage } from "./pages/sources/source.page.tsx";
import { SourcesPage } from "./pages/sources/sources.page.tsx";
import { WelcomePage } from "./pages/sources/welcome.page.tsx";

// Recharts and the editor are only fetched by the pages that draw with them.
const ObjectivePage = lazy(() => import("./pages/objective/objective.page.tsx").then((m) => ({ default: m.ObjectivePage })));
const BacktestPage = lazy(() => import("./pages/backtest/backtest.page.tsx").then((m) => ({ default: m.BacktestPage })));
const DefinePage = lazy(() => import("./pages/define/define.page.tsx").then((m) => ({ default: m.DefinePage })));

interface Page {
  readonly path: string;
  readonly title: string;
  readonly element: ReactNode;
  /** In the bar, reached by `g` and this key. */
  readonly key?: string;
}

/** Every page of the product: routes and navigation are made from this table. */
export const PAGES: readonly Page[] = [
  { path: "/", title: "Board", key: "b", element: <BoardPage /> },
  { path: "/alerts", title: "Alerts", key: "a", element: <AlertsPage /> },
  { path: "/episodes", title: "Episodes", key: "e", element: <EpisodesPage /> },
  { path: "/groups", title: "Groups", key: "g", element: <GroupsPage /> },
  { path: "/policies", title: "Policies", key: "p", element: <PoliciesPage /> },
  { path: "/agreements", title: "Agreements", key: "l", element: <AgreementsPage /> },
  { path: "/notifications", title: "Notifications", key: "n", element: <NotificationsPage /> },
  { path: "/sources", title: "Sources", key: "s", element: <SourcesPage /> },
  { path: "/define", title: "Define", key: "d", element: <DefinePage /> },
  { path: "/alerts/:id", title: "Alert", element: <AlertPage /> },
  { path: "/objectives/:name", title: "Objective", element: <ObjectivePage /> },
  { path: "/objectives/:name/backtest", title: "Backtest", element: <BacktestPage /> },
  { path: "/groups/:name", title: "Group", element: <GroupPage /> },
  { path: "/policies/:name", title: "Policy", element: <PolicyPage /> },
  { path: "/new-policy", title: "New policy", element: <NewPolicyPage /> },
  { path: "/sources/:name", title: "Source", element: <SourcePage /> },
  { path: "/welcome", title: "Welcome", element: <WelcomePage /> },
  { path: "*", title: "Not found", element: <NotFoundPage /> },
];

export const NAV = PAGES.flatMap(({ path, title, key }) => (key === undefined ? [] : [{ path, title, key }]));
