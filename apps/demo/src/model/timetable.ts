import type { Service } from "./catalogue.ts";
import type { Incident, IncidentKind, Stretch } from "./incident.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

interface Repeated {
  readonly kind: IncidentKind;
  readonly service: Service | null;
  /** Before the first start of the demo. */
  readonly agoMs: number;
  readonly lengthMs: number;
}

/** What happens again every 28 days, so that a window of 28 days always holds exactly one of each. */
const PERIOD_MS = 28 * DAY_MS;
const REPEATED: readonly Repeated[] = [
  { kind: "outage", service: "checkout", agoMs: 20 * DAY_MS + 2 * HOUR_MS, lengthMs: 5 * MINUTE_MS },
  { kind: "bad-deploy", service: "delivery-slots", agoMs: 16 * DAY_MS, lengthMs: 90 * MINUTE_MS },
  { kind: "bad-deploy", service: "checkout", agoMs: 12 * DAY_MS + 12 * HOUR_MS, lengthMs: 60 * MINUTE_MS },
  { kind: "outage", service: "driver-tracking", agoMs: 11 * DAY_MS + 3 * HOUR_MS, lengthMs: 10 * HOUR_MS },
  { kind: "slow-dependency", service: "payments", agoMs: 8 * DAY_MS + 5 * HOUR_MS, lengthMs: 3 * HOUR_MS },
  { kind: "quiet-night", service: null, agoMs: 5 * DAY_MS + 4 * HOUR_MS, lengthMs: 7 * HOUR_MS },
  { kind: "slow-dependency", service: "search", agoMs: 4 * DAY_MS + 6 * HOUR_MS, lengthMs: 45 * MINUTE_MS },
  { kind: "bad-deploy", service: "storefront", agoMs: 3 * DAY_MS + 7 * HOUR_MS, lengthMs: 25 * MINUTE_MS },
];

const DECOMMISSIONED_AGO_MS = 2 * DAY_MS;
/**
 * Long enough before the start that the ticket rule of one day is breached at the first look, even if the last hour before the start is
 * not known, and that the 6 h page rule follows after a few minutes that were measured live.
 */
const ONGOING_BEFORE_MS = 6 * HOUR_MS;
/** It is rolled back before it has eaten more than half of its budget. */
const ONGOING_AFTER_MS = 4 * HOUR_MS;

/** One run of the demo. */
export interface Session {
  readonly fromMs: number;
  readonly lastSeenMs: number;
}

/** Everything that is remembered of the company's past; with it, any minute can be told again. */
export interface Chronicle {
  /** First start of the demo, to the whole minute: what is repeated counts from here. */
  readonly anchorMs: number;
  /** The last one may be going on. */
  readonly sessions: readonly Session[];
  /** What was started by hand. */
  readonly manual: readonly Incident[];
}

export const decommissionedAtMs = ({ anchorMs }: Pick<Chronicle, "anchorMs">): number => anchorMs - DECOMMISSIONED_AGO_MS;

function repeatedWithin(anchorMs: number, { fromMs, toMs }: Stretch): readonly Incident[] {
  return REPEATED.flatMap(({ kind, service, agoMs, lengthMs }) => {
    const incidents: Incident[] = [];
    const first = anchorMs - agoMs;
    for (let n = Math.ceil((fromMs - lengthMs - first) / PERIOD_MS); first + n * PERIOD_MS < toMs; n++) {
      const start = first + n * PERIOD_MS;
      incidents.push({ kind, service, fromMs: start, toMs: start + lengthMs });
    }
    return incidents;
  });
}

/** A bad deploy of the slot service goes on whenever somebody starts the demo: something always burns. It ends with the run. */
function ongoing({ sessions }: Chronicle): readonly Incident[] {
  return sessions.map(({ fromMs, lastSeenMs }, index) => {
    const planned = fromMs + ONGOING_AFTER_MS;
    const last = index === sessions.length - 1;
    return {
      kind: "bad-deploy",
      service: "delivery-slots",
      fromMs: fromMs - ONGOING_BEFORE_MS,
      toMs: last ? planned : Math.min(planned, lastSeenMs),
    };
  });
}

/** All incidents that touch the stretch. */
export function incidentsWithin(chronicle: Chronicle, stretch: Stretch): readonly Incident[] {
  const told = [...ongoing(chronicle), ...chronicle.manual].filter(({ fromMs, toMs }) => fromMs <= stretch.toMs && stretch.fromMs < toMs);
  return [...repeatedWithin(chronicle.anchorMs, stretch), ...told];
}
