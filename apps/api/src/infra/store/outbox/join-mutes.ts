/**
 * Joins `mute.reason` to an alert `a`, null unless a mute holds at the instant of the parameter; also its objective `o` and service `s`.
 * A mute of a service or team also counts for an objective that was deleted since: its alert remembers the service's name. Alerts without
 * an objective are muted only together with everything.
 */
export const joinMutes = (at: string): string => `
  LEFT JOIN objective o ON o.id = a.objective_id
  LEFT JOIN service s ON s.id = o.service_id OR (o.id IS NULL AND s.name = a.subject -> 'objective' ->> 'service')
  LEFT JOIN LATERAL (
    SELECT m.reason FROM mute m
    WHERE m.created_at <= ${at} AND m.ends_at > ${at}
      AND (m.scope = 'all' OR m.objective_id = a.objective_id OR m.service_id = s.id OR m.team_id = s.team_id)
    ORDER BY m.ends_at DESC, m.id LIMIT 1) mute ON true`;
