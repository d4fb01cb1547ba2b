import { judgeMinutes, type Minute, type MinuteValue, type MissingReason, measuredNumber, minuteOfMs } from "@solvent/domain";
import { type CountedMinutes, toReadValue } from "../../counters/counted.ts";
import { succeeded } from "../../failure.ts";
import type { Outcome, ReadRequest, ReadValue } from "../../source.ts";
import type { ManagerApi } from "./api.ts";
import { type MinuteMemory, makeMinuteMemory, type Seen } from "./memory.ts";
import { canonicalPlan, type ManagerPlan } from "./plan.ts";
import { makeScanBook } from "./scans.ts";
import { makeTakeCount, type TakeCount } from "./take-counts.ts";

type Span = Pick<ReadRequest, "from" | "to" | "purpose">;

/**
 * Looks at a manager whenever minutes are read live, which is once a minute, and remembers what it saw for the minute of the look. The
 * manager knows no past: other minutes are those that are remembered.
 */
export interface ManagerWatch {
  read(plans: readonly ManagerPlan[], span: Span, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]>;
  /** What a query gives now. Null: not known yet. */
  look(plan: ManagerPlan, signal: AbortSignal): Promise<Outcome<Seen | null>>;
}

async function seeOne(take: TakeCount, plan: ManagerPlan): Promise<Outcome<Seen | null>> {
  const [part, total] = await Promise.all(
    plan.kind === "ratio" ? [take(plan.part), take(plan.total)] : [take(plan.value), take(plan.value)],
  );
  if (!part.ok) return part;
  if (!total.ok) return total;
  return succeeded(part.value === null || total.value === null ? null : { part: part.value, total: total.value });
}

const isSeen = (note: Seen | MissingReason): note is Seen => typeof note === "object";

function toCounted(notes: readonly (Seen | MissingReason)[], from: Minute, numerator: "good" | "bad"): CountedMinutes {
  const missing = notes.map((note) => (isSeen(note) ? null : note));
  const column = (of: keyof Seen) => ({ increases: Float64Array.from(notes, (note) => (isSeen(note) ? note[of] : 0)), missing });
  return { from, numerator, part: column("part"), total: column("total") };
}

function toValue(note: Seen | MissingReason): MinuteValue {
  const measured = isSeen(note) ? measuredNumber(note.total) : null;
  if (measured !== null) return { measured };
  return { missing: isSeen(note) ? "no-sample" : note };
}

/**
 * Where this process did not look another one may have, and may have stored what it saw: that is not the manager saying that there is
 * nothing. Only of history, which nobody has, it is, so that it is not asked for again and again.
 */
function toNote(seen: Seen | null | undefined, purpose: Span["purpose"]): Seen | MissingReason {
  if (seen === undefined) return purpose === "backfill" ? "no-sample" : "not-read";
  return seen ?? "no-sample";
}

function toMinutes(plan: ManagerPlan, memory: MinuteMemory, { from, to, purpose }: Span): ReadValue {
  const notes = Array.from({ length: to - from }, (_, index) => toNote(memory.at(from + index), purpose));
  if (plan.kind === "ratio") return toReadValue(toCounted(notes, from, plan.numerator));
  return { block: judgeMinutes(plan.threshold, from, notes.map(toValue)), clampedMinutes: 0 };
}

/** Queries that nobody reads any more are forgotten with the connection; more than this are no company's. */
const MOST_QUERIES = 10_000;

export function makeManagerWatch(api: ManagerApi, now: () => number): ManagerWatch {
  const scans = makeScanBook(api, now);
  const memories = new Map<string, MinuteMemory>();
  const takerNow = (signal: AbortSignal): TakeCount => makeTakeCount({ api, scans, nowMs: now() }, signal);

  function memoryOf(plan: ManagerPlan): MinuteMemory {
    const key = canonicalPlan(plan);
    const known = memories.get(key);
    if (known !== undefined) return known;
    if (memories.size >= MOST_QUERIES) memories.clear();
    const memory = makeMinuteMemory();
    memories.set(key, memory);
    return memory;
  }

  /** One look per query and minute. */
  async function remember(plan: ManagerPlan, take: TakeCount): Promise<Outcome<null>> {
    const [memory, minute] = [memoryOf(plan), minuteOfMs(now())];
    if (memory.holds(minute)) return succeeded(null);
    const seen = await seeOne(take, plan);
    if (!seen.ok) return seen;
    memory.keep(minute, seen.value);
    return succeeded(null);
  }

  return {
    look: (plan, signal) => seeOne(takerNow(signal), plan),
    async read(plans, span, signal) {
      const take = takerNow(signal);
      const looked = span.purpose === "live" ? await Promise.all(plans.map((plan) => remember(plan, take))) : [];
      return plans.map((plan, index): Outcome<ReadValue> => {
        const look = looked[index];
        return look?.ok === false ? look : succeeded(toMinutes(plan, memoryOf(plan), span));
      });
    },
  };
}
