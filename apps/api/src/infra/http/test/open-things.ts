import type { LookupAddress } from "node:dns";
import type { SourceFailure } from "@solvent/metric-sources";
import { type SocketServer, type SocketServerOptions, startSocketServer } from "@solvent/testing";
import { makeAddressPolicy } from "../address-policy.ts";
import { makeOutgoingDoors, type OutgoingDoors } from "../doors.ts";
import type { HttpLimits } from "../limits.ts";

interface DoorsWish {
  readonly limits?: Partial<HttpLimits>;
  /** What every name means. */
  readonly addresses?: readonly string[];
  /** Where this Solvent listens. */
  readonly listenHost?: string;
}

const toLookup = (address: string): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 });

/** What a test opens, to be closed after it. */
export function makeOpenThings() {
  const closing: (() => Promise<void>)[] = [];
  return {
    async serve(options: SocketServerOptions = {}): Promise<SocketServer> {
      const server = await startSocketServer(options);
      closing.push(server.stop);
      return server;
    },
    doors({ limits = {}, addresses = ["127.0.0.1"], listenHost = "127.0.0.1" }: DoorsWish = {}): OutgoingDoors {
      const policy = makeAddressPolicy({ listenHost, allowedTargets: [], own: () => null });
      const doors = makeOutgoingDoors({ policy, resolve: async () => addresses.map(toLookup), version: "9.9.9", limits });
      closing.unshift(doors.close);
      return doors;
    },
    async close(): Promise<void> {
      for (const end of closing.splice(0)) await end();
    },
  };
}

/** Keeps what a socket hears, and lets a test wait for it. */
export function makeEars(signal: AbortSignal = new AbortController().signal) {
  const frames: (string | Uint8Array)[] = [];
  const ends: SourceFailure[] = [];
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const go of waiting.splice(0)) go();
  };
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone()) await new Promise<void>((resolve) => void waiting.push(resolve));
  };
  return {
    frames,
    ends,
    request: {
      signal,
      onMessage: (frame: string | Uint8Array): void => {
        frames.push(frame);
        wake();
      },
      onClose: (failure: SourceFailure): void => {
        ends.push(failure);
        wake();
      },
    },
    heard: (count: number): Promise<void> => until(() => frames.length >= count),
    ended: (): Promise<void> => until(() => ends.length > 0),
  };
}
