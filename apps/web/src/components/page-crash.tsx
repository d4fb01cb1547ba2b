import { useRouteError } from "react-router";
import { ProblemNotice } from "./problem-notice.tsx";

/** Where a page would have been, when drawing it failed. */
export function PageCrash() {
  const thrown = useRouteError();
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return (
    <main id="main" className="wrap block">
      <h1>This page could not be drawn</h1>
      <ProblemNotice what="The page stopped" error={error} onRetry={() => location.reload()} />
    </main>
  );
}
