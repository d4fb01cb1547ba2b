import { MINUTE_MS, type Minute, minuteOfMs } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome, Schedule } from "../source.ts";
import type { Attempt } from "./attempt.ts";
import { type Finding, type Judge, makeJudge } from "./judge.ts";
import { type Lane, makeLane } from "./lane.ts";
import { needsCertificate, type ProbeQuery, type ProbeTarget, targetText } from "./query.ts";
import type { Slots } from "./slots.ts";
import { makeTally, type Tally } from "./tally.ts";

/** What was found last for a query, and when. */
export interface Latest {
  readonly endedMs: number;
  readonly finding: Finding;
}

/** A query that is probed, with what its probes gave. */
export interface Assay {
  readonly query: ProbeQuery;
  readonly address: string;
  readonly tally: Tally;
  latest(): Latest | null;
}

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

const IDLE_MS = 5 * MINUTE_MS;
const REMEMBERED_MS = 26 * 60 * MINUTE_MS;
const FORGET_EVERY_MS = 60 * MINUTE_MS;
export const MAX_ADDRESSES = 2000;

interface Followed extends Assay {
  readonly lane: LaneOf;
  readonly judge: Judge;
  last: Latest | null;
  touchedMs: number;
  /** End of the minutes that were given out live, null before the first. */
  givenTo: Minute | null;
}

/** A lane with the queries that share it. */
interface LaneOf {
  readonly lane: Lane;
  readonly queries: Set<Followed>;
}

export function makeProber({ slots, now, schedule, attempt, redact }: ProberDeps): Prober {
  const lanes = new Map<string, LaneOf>();
  const followed = new Map<string, Followed>();
  /** Minutes before this one were given out. */
  let closed: Minute = Number.NEGATIVE_INFINITY;
  let forgotMs = Number.NEGATIVE_INFINITY;

  const isActive = ({ touchedMs }: Followed): boolean => now() - touchedMs <= IDLE_MS;

  function record(queries: ReadonlySet<Followed>, result: Attempt): void {
    const endedMs = now();
    const minute = Math.max(minuteOfMs(endedMs), closed);
    for (const one of queries) {
      if (!isActive(one)) continue;
      const finding = one.judge(result, { redact, endedMs });
      one.last = { endedMs, finding };
      if (finding.kind === "event") one.tally.add(minute, finding);
      else one.tally.block(minute);
    }
  }

  function openLane(target: ProbeTarget): LaneOf {
    const address = targetText(target);
    const queries = new Set<Followed>();
    const lane = makeLane({
      address,
      slots,
      now,
      schedule,
      attempt: (certificate) => attempt(target, certificate),
      wanted: () => {
        const active = [...queries].filter(isActive);
        return active.length === 0 ? null : { certificate: active.some(({ query }) => needsCertificate(query.probe)) };
      },
      record: (result) => record(queries, result),
    });
    const opened = { lane, queries };
    lanes.set(address, opened);
    return opened;
  }

  const laneOf = (target: ProbeTarget): LaneOf => lanes.get(targetText(target)) ?? openLane(target);

  function enrol(query: ProbeQuery): Followed {
    const { target, kind } = query.probe;
    const lane = laneOf(target);
    const one: Followed = {
      query,
      address: targetText(target),
      tally: makeTally(kind === "threshold"),
      latest: () => one.last,
      lane,
      judge: makeJudge(query.probe),
      last: null,
      touchedMs: Number.NEGATIVE_INFINITY,
      givenTo: null,
    };
    followed.set(query.canonical, one);
    lane.queries.add(one);
    return one;
  }

  /** Drops queries that nobody has asked for within the time that minutes are kept. */
  function forgetOld(): void {
    if (now() - forgotMs < FORGET_EVERY_MS) return;
    forgotMs = now();
    for (const [key, one] of followed) {
      if (now() - one.touchedMs <= REMEMBERED_MS) continue;
      followed.delete(key);
      one.lane.queries.delete(one);
    }
    for (const [address, { lane, queries }] of lanes) if (queries.size === 0 && !lane.isFlying()) lanes.delete(address);
  }

  return {
    follow(query, { from, to }) {
      const isNew = !followed.has(query.canonical);
      if (isNew) forgetOld();
      if (isNew && !lanes.has(targetText(query.probe.target)) && lanes.size >= MAX_ADDRESSES)
        return failed("too-many-series", `a source probes at most ${MAX_ADDRESSES} addresses: put some into another data source`);
      const one = followed.get(query.canonical) ?? enrol(query);
      closed = Math.max(closed, to);
      // Minutes between two live reads were read, and so probed, by another process.
      if (one.givenTo !== null) one.tally.forget(one.givenTo, from);
      if (!isActive(one)) one.tally.begin(minuteOfMs(now()));
      one.givenTo = Math.max(one.givenTo ?? to, to);
      one.touchedMs = now();
      one.lane.lane.start();
      return succeeded(one);
    },
    find: (query) => followed.get(query.canonical) ?? null,
    async look(query) {
      const known = followed.get(query.canonical);
      const latest = known?.last ?? null;
      if (latest !== null && now() - latest.endedMs <= 2 * slots.intervalMs) return latest.finding;
      const result = await laneOf(query.probe.target).lane.look(needsCertificate(query.probe));
      return makeJudge(query.probe)(result, { redact, endedMs: now() });
    },
    active: () => [...followed.values()].filter(isActive),
  };
}
