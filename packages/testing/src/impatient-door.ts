import type { HttpClient } from "@solvent/metric-sources";
import type { HttpFault, PlannedHttpFault } from "./http/index.ts";
import { makeTestHttpClient } from "./http-client.ts";
import type { ContractWorld } from "./source-contract.ts";

/** How the world of a contract lets requests fail. */
export type Faults<Fault> = Pick<ContractWorld<Fault>, "failWith" | "failOnce">;

/** A simulator whose faults are planned request by request. */
export interface PlannedSimulator<Fault> {
  /** Seen so far. */
  readonly requests: readonly unknown[];
  plan(faults: readonly PlannedHttpFault<Fault>[]): void;
}

export const plannedFaults = <Fault>(simulator: PlannedSimulator<Fault>): Faults<Fault> => ({
  failWith: (fault) => simulator.plan(fault === null ? [] : [{ fault }]),
  failOnce: (request, fault) => simulator.plan([{ request: simulator.requests.length + request, fault }]),
});

/** Faults that a contract asks for, of a simulator that speaks HTTP. */
export const HTTP_CONTRACT_FAULTS = {
  hang: { do: "hang" },
  passing: { do: "status", status: 503, body: "starting" },
  throttled: { do: "status", status: 429, body: "too many requests", headers: { "retry-after": "1" } },
} as const satisfies Readonly<Record<"hang" | "passing" | "throttled", HttpFault>>;

export interface ImpatientDoor<Fault> {
  readonly http: HttpClient;
  isHanging(): boolean;
  readonly faults: Faults<Fault>;
}

const IMPATIENT_MS = 150;

/** HTTP to a simulator. Waits are short while its fault is one that never answers, so that it does not hold the tests up. */
export function makeImpatientDoor<Fault extends { readonly do: string }>({ failWith, failOnce }: Faults<Fault>): ImpatientDoor<Fault> {
  const patient = makeTestHttpClient();
  let hanging = false;
  return {
    http: { send: (request) => patient.send(hanging ? { ...request, timeoutMs: IMPATIENT_MS } : request) },
    isHanging: () => hanging,
    faults: {
      failWith(fault) {
        hanging = fault?.do === "hang";
        failWith(fault);
      },
      failOnce,
    },
  };
}
