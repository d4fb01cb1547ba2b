import { Link } from "react-router";
import { useEffectiveRoute } from "../../api/notifications.queries.ts";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { toWhoIsTold } from "./who-is-told.model.ts";

export function WhoIsToldSection({ name }: { name: string }) {
  const route = useEffectiveRoute(name);
  const told = route.data === undefined ? null : toWhoIsTold(route.data);
  return (
    <section className="section">
      <h2>Who is told</h2>
      {route.isError && <ProblemNotice what="The route could not be loaded" error={route.error} onRetry={() => route.refetch()} />}
      {told !== null && (
        <>
          <KeyValues rows={told.rows} />
          <p className="small ink-3">
            <span className={told.silent ? "tone-spent" : undefined}>{told.note}</span> <Link to="/notifications#routes">Change</Link>
          </p>
        </>
      )}
    </section>
  );
}
