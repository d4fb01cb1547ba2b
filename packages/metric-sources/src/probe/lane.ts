import { toFailure } from "../failure.ts";
import type { Schedule } from "../source.ts";
import type { Attempt } from "./attempt.ts";
import { nextSlotMs, type Slots } from "./slots.ts";

export interface LaneDeps {
  /** The target in words, which also spreads lanes over the interval. */
  readonly address: string;
  readonly slots: Slots;
  readonly now: () => number;
  readonly schedule: Schedule;
  /** One try. It ends by itself; `certificate`: somebody wants to know the end of the certificate. */
  readonly attempt: (certificate: boolean) => Promise<Attempt>;
  /** Somebody is still interested, and whether in the certificate; null: nobody is. */
  readonly wanted: () => { readonly certificate: boolean } | null;
  /** A probe of a slot has ended. */
  readonly record: (attempt: Attempt) => void;
}

/** The probes of one address: one in each slot, and never two at once. */
export interface Lane {
  /** Begins to probe at the next slot, and goes on until nobody is interested any more. */
  start(): void;
  /** A probe at once, which is no event unless a slot comes while it is under way. */
  look(certificate: boolean): Promise<Attempt>;
  isFlying(): boolean;
}

interface Flight {
  readonly certificate: boolean;
  readonly done: Promise<Attempt>;
  /** A slot has come: what it finds is recorded. */
  counted: boolean;
}

export function makeLane({ address, slots, now, schedule, attempt, wanted, record }: LaneDeps): Lane {
  let flying: Flight | null = null;
  let running = false;
  /** The slot that the timer was set for; it may ring a little early. */
  let dueMs = Number.NEGATIVE_INFINITY;

  function launch(certificate: boolean, counted: boolean): Flight {
    // A fault of ours says nothing of the target, and must neither end the process nor stop the probes.
    const tried = attempt(certificate).catch(
      (): Attempt => ({ kind: "not-made", failure: toFailure("aborted", "the probe could not be made") }),
    );
    const done = tried.then((result) => {
      flying = null;
      if (flight.counted) record(result);
      return result;
    });
    const flight: Flight = { certificate, done, counted };
    flying = flight;
    return flight;
  }

  /** A look that is under way becomes the probe of the slot. */
  function probeSlot(certificate: boolean): void {
    if (flying === null) launch(certificate, true);
    else flying.counted = true;
  }

  function ring(): void {
    const interest = wanted();
    running = interest !== null;
    if (interest === null) return;
    probeSlot(interest.certificate);
    setTimer();
  }

  function setTimer(): void {
    // A clock that was set back must not keep the address from being probed.
    const after = Math.min(Math.max(now(), dueMs), now() + slots.intervalMs);
    dueMs = nextSlotMs(after, address, slots);
    schedule(dueMs - now(), ring);
  }

  return {
    start() {
      if (running) return;
      running = true;
      dueMs = Number.NEGATIVE_INFINITY;
      setTimer();
    },
    isFlying: () => flying !== null,
    async look(certificate) {
      while (flying !== null) {
        const flight: Flight = flying;
        const result = await flight.done;
        if (flight.certificate || !certificate) return result;
      }
      return launch(certificate, false).done;
    },
  };
}
