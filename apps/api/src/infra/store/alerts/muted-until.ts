/** SQL expressions of ids, each of which may be null. */
export interface MuteScopes {
  readonly objective: string;
  readonly service: string;
  readonly team: string;
}

/**
 * SQL expression: latest end of the mutes that hold now for an objective, its service or its team, null without one. Whatever has none
 * of the three is muted only together with everything.
 */
export const mutedUntilOf = ({ objective, service, team }: MuteScopes): string => `(
  SELECT max(m.ends_at) FROM mute m
  WHERE m.ends_at > now() AND (m.scope = 'all' OR m.objective_id = ${objective} OR m.service_id = ${service} OR m.team_id = ${team}))`;
