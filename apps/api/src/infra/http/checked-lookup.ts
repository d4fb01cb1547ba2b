import type { LookupAddress, LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import type { AddressPolicy } from "./address-policy.ts";
import { BlockedAddressError } from "./network-failure.ts";

/** Resolves a host name to all of its addresses, as `dns.promises.lookup` with `all` does. */
export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>;

/** Decides where a connection may go. */
export interface Destinations {
  readonly policy: AddressPolicy;
  readonly resolve: ResolveHost;
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves once, checks every address, and hands only checked ones to the socket: what was checked is what is connected to. */
export function makeCheckedLookup({ policy, resolve }: Destinations, port: number): LookupFunction {
  const find = async (host: string, family: number): Promise<LookupAddress[]> => {
    const addresses = await resolve(host);
    for (const { address } of addresses) {
      const reason = policy({ host, port, address });
      if (reason !== null) throw new BlockedAddressError(reason);
    }
    return addresses.filter((one) => family === 0 || one.family === family);
  };
  return (host: string, options: LookupOptions, callback: LookupCallback): void => {
    const family = options.family === 4 || options.family === "IPv4" ? 4 : options.family === 6 || options.family === "IPv6" ? 6 : 0;
    find(host, family).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) callback(Object.assign(new Error(`${host} has no address`), { code: "ENOTFOUND" }), "");
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}
