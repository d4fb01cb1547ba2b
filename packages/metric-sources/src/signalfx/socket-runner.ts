import { setMaxListeners } from "node:events";
import { failed, succeeded } from "../failure.ts";
import type { Outcome } from "../source.ts";
import type { JobRunner } from "./job.ts";
import { type JobSettings, type Link, type LinkDeps, openLink } from "./socket-link.ts";

export interface SocketRunnerOptions extends LinkDeps, JobSettings {
  readonly jobsPerConnection: number;
}

/** Ends early for one who waits, while the connection goes on for the others. */
function untilAborted(link: Promise<Outcome<Link>>, signal: AbortSignal): Promise<Outcome<Link>> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve(failed("aborted", "the connection was given up before it was open"));
    setMaxListeners(0, signal);
    signal.addEventListener("abort", giveUp, { once: true });
    void link.then((outcome) => {
      signal.removeEventListener("abort", giveUp);
      resolve(outcome);
    });
  });
}

/** Runs programs over WebSockets: one connection for all of them, and another whenever one has as many as it may have. */
export function makeSocketRunner(options: SocketRunnerOptions): JobRunner {
  const links = new Set<Link>();
  /** Places that are promised to programs which begin in a moment. */
  const promised = new Map<Link, number>();
  let opening: Promise<Outcome<Link>> | null = null;

  const promise = (link: Link, places: number): void => void promised.set(link, (promised.get(link) ?? 0) + places);
  const hasRoom = (link: Link): boolean => !link.closed() && link.load() + (promised.get(link) ?? 0) < options.jobsPerConnection;

  function findLink(): Link | null {
    for (const link of links) {
      if (hasRoom(link)) return link;
      if (!link.closed()) continue;
      links.delete(link);
      promised.delete(link);
    }
    return null;
  }

  function openAnother(): Promise<Outcome<Link>> {
    return openLink(options).then((outcome) => {
      opening = null;
      if (outcome.ok) links.add(outcome.value);
      return outcome;
    });
  }

  /** Promises a place. Programs that come at once share the connection that is being opened, as far as it goes. */
  async function takePlace(signal: AbortSignal): Promise<Outcome<Link>> {
    for (;;) {
      if (signal.aborted) return failed("aborted", "the program was given up before it began");
      const free = findLink();
      if (free !== null) {
        promise(free, 1);
        return succeeded(free);
      }
      opening ??= openAnother();
      const opened = await untilAborted(opening, signal);
      if (!opened.ok) return opened;
    }
  }

  async function run(...[job, signal]: Parameters<JobRunner["run"]>): ReturnType<JobRunner["run"]> {
    const link = await takePlace(signal);
    if (!link.ok) return link;
    promise(link.value, -1);
    return link.value.run(job, options, signal);
  }

  return {
    run,
    async greet(signal) {
      const link = await takePlace(signal);
      if (!link.ok) return link;
      promise(link.value, -1);
      return succeeded({ organisation: link.value.organisation });
    },
  };
}
