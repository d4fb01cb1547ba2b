import { ALERT_KEY } from "../../usecases/alert/list-alerts.ts";
import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "../notification/notification-route-deps.ts";
import { toPageRequest, toPageResponse } from "../page-cursor.ts";
import { toFilter } from "./alert.mapper.ts";

export const listAlertsRoute =
  ({ notifications }: NotificationRouteDeps<"listAlerts">): EndpointHandler<"listAlerts"> =>
  async ({ query }) => {
    const { limit, after } = toPageRequest(query, ALERT_KEY);
    const { page, ticket, other, unrouted, ...found } = await notifications.listAlerts({ filter: toFilter(query), limit, after });
    return { ...toPageResponse(found, (alert) => alert), firing: { page, ticket, other }, unrouted };
  };
