import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";
import { makeQueryClient } from "./api/client.ts";
import { LiveContext, useLiveUpdates } from "./api/use-live.ts";
import { AppShell } from "./app-shell.tsx";
import { PageCrash } from "./components/page-crash.tsx";
import { ClockContext, type Now } from "./components/use-now.ts";
import { viewerZone } from "./lib/time.ts";
import { PAGES } from "./pages.tsx";

const makeRouter = () =>
  createBrowserRouter([
    {
      element: <AppShell />,
      errorElement: <PageCrash />,
      children: PAGES.map(({ path, element }) => ({ path, element, errorElement: <PageCrash /> })),
    },
  ]);

export function App({ now }: { now: Now }) {
  const [queries] = useState(makeQueryClient);
  const [router] = useState(makeRouter);
  const [clock] = useState(() => ({ now, zone: viewerZone() }));
  return (
    <QueryClientProvider client={queries}>
      <ClockContext value={clock}>
        <LiveUpdates now={now}>
          <RouterProvider router={router} />
        </LiveUpdates>
      </ClockContext>
    </QueryClientProvider>
  );
}

const LiveUpdates = ({ now, children }: { now: Now; children: ReactNode }) => (
  <LiveContext value={useLiveUpdates(now)}>{children}</LiveContext>
);
