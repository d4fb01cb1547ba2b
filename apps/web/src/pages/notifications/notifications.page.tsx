import { useState } from "react";
import { useMutes } from "../../api/alerts.queries.ts";
import { useNotificationKinds, useRoutes, useTargets } from "../../api/notifications.queries.ts";
import { useObjectiveNames } from "../../api/objectives.queries.ts";
import { useServices, useTeams } from "../../api/services.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { toSubjectGroups } from "../mutes/mute.model.ts";
import { MutesSection } from "./mutes-section.tsx";
import { RoutesSection } from "./routes-section.tsx";
import { AddTarget } from "./target-dialogs.tsx";
import { toNotificationsLede } from "./targets.model.ts";
import { TargetsSection } from "./targets-section.tsx";

export function NotificationsPage() {
  useTitle("Notifications");
  const targets = useTargets();
  const kinds = useNotificationKinds();
  const routes = useRoutes();
  const mutes = useMutes();
  const subjects = useSubjects();
  const [adding, setAdding] = useState(false);
  const view = { nowMs: useNow(30_000), zone: useZone() };
  const known = targets.data?.items;
  const lede =
    known === undefined || routes.data === undefined
      ? { title: "Notifications", detail: "" }
      : toNotificationsLede(
          known,
          routes.data.items.some(({ page, ticket }) => page.length + ticket.length > 0),
          view,
        );
  return (
    <main id="main" className="wrap">
      <div className="lede">
        <div className="grow" aria-live="polite">
          <h1>{lede.title}</h1>
          {lede.detail !== "" && <p>{lede.detail}</p>}
        </div>
        <button type="button" className="button primary" disabled={kinds.data === undefined} onClick={() => setAdding(true)}>
          Add a target
        </button>
      </div>
      {targets.isError && <ProblemNotice what="The targets could not be loaded" error={targets.error} onRetry={() => targets.refetch()} />}
      {kinds.isError && <ProblemNotice what="The forms could not be loaded" error={kinds.error} onRetry={() => kinds.refetch()} />}
      {targets.isPending && <Skeleton rows={3} label="Loading the targets" />}
      {known !== undefined && <TargetsSection targets={known} kinds={kinds.data?.items ?? []} view={view} />}
      {routes.isError && <ProblemNotice what="The routes could not be loaded" error={routes.error} onRetry={() => routes.refetch()} />}
      {routes.data !== undefined && known !== undefined && <RoutesSection routes={routes.data.items} targets={known} subjects={subjects} />}
      {mutes.isError && <ProblemNotice what="The mutes could not be loaded" error={mutes.error} onRetry={() => mutes.refetch()} />}
      {mutes.data !== undefined && <MutesSection mutes={mutes.data.items} subjects={subjects} view={view} />}
      {adding && kinds.data !== undefined && <AddTarget kinds={kinds.data.items} others={known ?? []} onClose={() => setAdding(false)} />}
    </main>
  );
}

/** Everything a mute or a route can be of. */
function useSubjects() {
  const teams = useTeams();
  const services = useServices();
  const objectives = useObjectiveNames();
  return toSubjectGroups({
    teams: teams.data?.items ?? [],
    services: services.data?.items ?? [],
    objectives: objectives.data ?? [],
  });
}
