import { aboutEndpoints } from "./endpoints/about.ts";
import { adjustmentsEndpoints } from "./endpoints/adjustments.ts";
import { agreementsEndpoints } from "./endpoints/agreements.ts";
import { alertsEndpoints } from "./endpoints/alerts.ts";
import { annotationsEndpoints } from "./endpoints/annotations.ts";
import { definitionsEndpoints } from "./endpoints/definitions.ts";
import { groupsEndpoints } from "./endpoints/groups.ts";
import { insightEndpoints } from "./endpoints/insight.ts";
import { notificationsEndpoints } from "./endpoints/notifications.ts";
import { objectivesEndpoints } from "./endpoints/objectives.ts";
import { policiesEndpoints } from "./endpoints/policies.ts";
import { servicesEndpoints } from "./endpoints/services.ts";
import { sourcesEndpoints } from "./endpoints/sources.ts";
import { streamsEndpoints } from "./endpoints/streams.ts";
import { teamsEndpoints } from "./endpoints/teams.ts";

export type { Endpoint } from "./endpoints/endpoint.ts";

/** Every operation of the API: the server registers exactly these, the client calls exactly these. */
export const endpoints = {
  ...aboutEndpoints,
  ...objectivesEndpoints,
  ...groupsEndpoints,
  ...policiesEndpoints,
  ...streamsEndpoints,
  ...definitionsEndpoints,
  ...sourcesEndpoints,
  ...alertsEndpoints,
  ...insightEndpoints,
  ...annotationsEndpoints,
  ...adjustmentsEndpoints,
  ...agreementsEndpoints,
  ...notificationsEndpoints,
  ...servicesEndpoints,
  ...teamsEndpoints,
};

export type EndpointName = keyof typeof endpoints;
