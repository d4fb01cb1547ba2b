import { MINUTE_MS, type Minute, minuteOfMs } from "@solvent/domain";
import type { Redact } from "../redact.ts";
import type { Attempt } from "./attempt.ts";
import { type Finding, makeJudge } from "./judge.ts";
import { type ProbeQuery, targetText } from "./query.ts";
import { makeTally, type Tally } from "./tally.ts";

const IDLE_MS = 5 * MINUTE_MS;
const REMEMBERED_MS = 26 * 60 * MINUTE_MS;

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

/** A query with who asks for it: its probes go on for some minutes after the last live read, its minutes are kept for longer. */
export interface Followed extends Assay {
  /** Somebody reads minutes [from, to) live. */
  touch(span: { readonly from: Minute; readonly to: Minute }): void;
  isActive(): boolean;
  /** Nobody has asked for it within the time that minutes are kept. */
  isForgotten(): boolean;
  /** A probe of its address has ended; `minute` is the one that it is an event of. */
  record(attempt: Attempt, at: { readonly endedMs: number; readonly minute: Minute }): void;
}

export interface FollowedDeps {
  readonly now: () => number;
  readonly redact: Redact;
}

export function makeFollowed(query: ProbeQuery, { now, redact }: FollowedDeps): Followed {
  const judge = makeJudge(query.probe);
  const tally = makeTally(query.probe.kind === "threshold");
  let latest: Latest | null = null;
  let touchedMs = Number.NEGATIVE_INFINITY;
  /** End of the minutes that were given out live, null before the first. */
  let givenTo: Minute | null = null;

  const isActive = (): boolean => now() - touchedMs <= IDLE_MS;

  return {
    query,
    address: targetText(query.probe.target),
    tally,
    latest: () => latest,
    isActive,
    isForgotten: () => now() - touchedMs > REMEMBERED_MS,
    touch({ from, to }) {
      // Minutes between two live reads were read, and so probed, by another process.
      if (givenTo !== null) tally.forget(givenTo, from);
      if (!isActive()) tally.begin(minuteOfMs(now()));
      givenTo = Math.max(givenTo ?? to, to);
      touchedMs = now();
    },
    record(attempt, { endedMs, minute }) {
      const finding = judge(attempt, { redact, endedMs });
      latest = { endedMs, finding };
      if (finding.kind === "event") tally.add(minute, finding);
      else tally.block(minute);
    },
  };
}
