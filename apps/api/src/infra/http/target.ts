import { isIP } from "node:net";
import { failed, type Outcome, succeeded } from "@solvent/metric-sources";
import type { AddressPolicy } from "./address-policy.ts";

/** Where a request goes. `url` is always http or https. */
export interface ParsedTarget {
  readonly url: URL;
  readonly port: number;
}

interface Scheme {
  readonly http: "http:" | "https:";
  readonly port: number;
}
type Schemes = Readonly<Record<string, Scheme>>;

export const HTTP_SCHEMES: Schemes = { "http:": { http: "http:", port: 80 }, "https:": { http: "https:", port: 443 } };
export const SOCKET_SCHEMES: Schemes = { "ws:": { http: "http:", port: 80 }, "wss:": { http: "https:", port: 443 } };

const namesOf = (schemes: Schemes): string =>
  Object.keys(schemes)
    .map((scheme) => scheme.replace(":", ""))
    .join(" and ");

/** Why an address that is written out, without brackets, may not be connected to; null for a name: its lookup decides. */
export const blockedAddress = (policy: AddressPolicy, host: string, port: number): string | null =>
  isIP(host) === 0 ? null : policy({ host, port, address: host });

/** Reads an address with one of these schemes. Credentials in it, and an address that the policy forbids, are `blocked`. */
export function parseTarget(text: string, schemes: Schemes, policy: AddressPolicy): Outcome<ParsedTarget> {
  if (!URL.canParse(text)) return failed("blocked", "the address is not a URL");
  const given = new URL(text);
  const scheme = schemes[given.protocol];
  if (scheme === undefined) return failed("blocked", `${given.protocol.replace(":", "")} is not allowed, only ${namesOf(schemes)}`);
  if (given.username !== "" || given.password !== "") return failed("blocked", "the address must not carry a user name or password");
  const port = given.port === "" ? scheme.port : Number(given.port);
  const url = new URL(`${scheme.http}//${given.host}${given.pathname}${given.search}`);
  const reason = blockedAddress(policy, url.hostname.replace(/^\[(.*)\]$/, "$1"), port);
  return reason === null ? succeeded({ url, port }) : failed("blocked", reason);
}
