/** Narrowest first: the first route there is counts, whole. */
const SCOPES_BY_RANK = "ARRAY['objective', 'service', 'team', 'all']";

/**
 * SQL expression: id of the route that counts for an objective, null where there is none at all. `objectiveId` is an SQL expression.
 * Who is told: `route_target` rows of that route with the severity.
 */
export const effectiveRouteOf = (objectiveId: string): string => `(
  SELECT nr.id FROM objective ro JOIN service rs ON rs.id = ro.service_id
  JOIN notification_route nr
    ON nr.objective_id = ro.id OR nr.service_id = rs.id OR nr.team_id = rs.team_id OR nr.everything = 'all'
  WHERE ro.id = ${objectiveId} ORDER BY array_position(${SCOPES_BY_RANK}, nr.scope) LIMIT 1)`;

/** SQL expression: id of the route for everything, null where there is none. */
export const ROUTE_OF_EVERYTHING = "(SELECT nr.id FROM notification_route nr WHERE nr.everything = 'all')";
