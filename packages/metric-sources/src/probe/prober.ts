import { MINUTE_MS, type Minute, minuteOfMs } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome, Schedule } from "../source.ts";
import type { Attempt } from "./attempt.ts";
import { type Assay, type Followed, makeFollowed } from "./followed.ts";
import { type Finding, makeJudge } from "./judge.ts";
import { type Lane, makeLane } from "./lane.ts";
import { needsCertificate, type ProbeQuery, type ProbeTarget, targetText } from "./query.ts";
import type { Slots } from "./slots.ts";

export interface ProberDeps {
  readonly slots: Slots;
  readonly now: () => number;
  readonly schedule: Schedule;
  readonly attempt: (target: ProbeTarget, certificate: boolean) => Promise<Attempt>;
  readonly redact: Redact;
}

/**
 * Probes the addresses of the queries that are read, and stops by itself when nobody has read one for some minutes: so only the process
 * that evaluates keeps on.
 */
export interface Prober {
  /** Somebody reads minutes [from, to) live: starts or keeps the probes. A closed minute gets no event any more, whatever the clock says. */
  follow(query: ProbeQuery, span: { readonly from: Minute; readonly to: Minute }): Outcome<Assay>;
  /** What is in memory of a query, null when it was never followed here. */
  find(query: ProbeQuery): Assay | null;
  /** What its address says now; a probe that has just ended is not repeated. */
  look(query: ProbeQuery): Promise<Finding>;
  /** Queries that are followed at present. */
  active(): readonly Assay[];
}

const FORGET_EVERY_MS = 60 * MINUTE_MS;
export const MAX_ADDRESSES = 2000;

/** A lane with the queries that share it. */
interface SharedLane {
  readonly lane: Lane;
  readonly queries: Set<Followed>;
}

export function makeProber({ slots, now, schedule, attempt, redact }: ProberDeps): Prober {
  /** By address. */
  const lanes = new Map<string, SharedLane>();
  const followed = new Map<string, Followed>();
  /** Minutes before this one were given out. */
  let closed: Minute = Number.NEGATIVE_INFINITY;
  let forgotMs = Number.NEGATIVE_INFINITY;

  function record(queries: readonly Followed[], result: Attempt): void {
    const endedMs = now();
    const minute = Math.max(minuteOfMs(endedMs), closed);
    for (const one of queries) one.record(result, { endedMs, minute });
  }

  function openLane(target: ProbeTarget): SharedLane {
    const address = targetText(target);
    const queries = new Set<Followed>();
    const active = (): Followed[] => [...queries].filter((one) => one.isActive());
    const lane = makeLane({
      address,
      slots,
      now,
      schedule,
      attempt: (certificate) => attempt(target, certificate),
      wanted: () => {
        const wanting = active();
        return wanting.length === 0 ? null : { certificate: wanting.some(({ query }) => needsCertificate(query.probe)) };
      },
      record: (result) => record(active(), result),
    });
    const opened = { lane, queries };
    lanes.set(address, opened);
    return opened;
  }

  const laneOf = (target: ProbeTarget): SharedLane => lanes.get(targetText(target)) ?? openLane(target);

  function enrol(query: ProbeQuery): Followed {
    const one = makeFollowed(query, { now, redact });
    followed.set(query.canonical, one);
    laneOf(query.probe.target).queries.add(one);
    return one;
  }

  function forgetOld(): void {
    if (now() - forgotMs < FORGET_EVERY_MS) return;
    forgotMs = now();
    for (const [key, one] of followed) {
      if (!one.isForgotten()) continue;
      followed.delete(key);
      lanes.get(one.address)?.queries.delete(one);
    }
    for (const [address, { lane, queries }] of lanes) if (queries.size === 0 && !lane.isFlying()) lanes.delete(address);
  }

  return {
    follow(query, span) {
      const isNew = !followed.has(query.canonical);
      if (isNew) forgetOld();
      if (isNew && !lanes.has(targetText(query.probe.target)) && lanes.size >= MAX_ADDRESSES)
        return failed("too-many-series", `a source probes at most ${MAX_ADDRESSES} addresses: put some into another data source`);
      const one = followed.get(query.canonical) ?? enrol(query);
      closed = Math.max(closed, span.to);
      one.touch(span);
      laneOf(query.probe.target).lane.start();
      return succeeded(one);
    },
    find: (query) => followed.get(query.canonical) ?? null,
    async look(query) {
      const latest = followed.get(query.canonical)?.latest() ?? null;
      if (latest !== null && now() - latest.endedMs <= 2 * slots.intervalMs) return latest.finding;
      const result = await laneOf(query.probe.target).lane.look(needsCertificate(query.probe));
      return makeJudge(query.probe)(result, { redact, endedMs: now() });
    },
    active: () => [...followed.values()].filter((one) => one.isActive()),
  };
}
