import { isLoopbackHost, parseHostEntry } from "../../hosts.ts";
import { classOfAddress, unwrapAddress } from "./address-class.ts";
import { type Cidr, isInCidr, parseAddress, parseCidr } from "./ip-address.ts";

/** Where Solvent itself listens. `addresses`: those of this machine, when it listens on all of them. */
export interface OwnListener {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

export interface AddressRules {
  /** The host that Solvent is bound to: while it is loopback, loopback and private targets are allowed. */
  readonly listenHost: string;
  /** `host`, `host:port` or CIDR entries, from the configuration of the server. */
  readonly allowedTargets: readonly string[];
  /** Null until the server listens. */
  readonly own: () => OwnListener | null;
}

export interface Target {
  /** Host name or address as asked for, without brackets. */
  readonly host: string;
  readonly port: number;
  /** One address that the host resolves to. */
  readonly address: string;
}

/** Why a connection to this target is not allowed, or null when it is. */
export type AddressPolicy = (target: Target) => string | null;

interface Allowance {
  readonly cidr: Cidr | null;
  readonly name: string | null;
  readonly port: number | null;
}

function toAllowance(entry: string): Allowance | null {
  const cidr = parseCidr(entry);
  if (cidr !== null) return { cidr, name: null, port: null };
  const host = parseHostEntry(entry);
  return host === null ? null : { cidr: parseCidr(host.name), name: withoutDot(host.name), port: host.port };
}

const withoutDot = (host: string): string => host.toLowerCase().replace(/\.$/, "");

/** Null when every entry of SOLVENT_ALLOWED_TARGETS can be understood, else a sentence that names the first that cannot. */
export function findTargetProblem(entries: readonly string[]): string | null {
  const bad = entries.find((entry) => toAllowance(entry) === null);
  return bad === undefined ? null : `"${bad}" is not a host, host:port or address range such as 10.0.0.0/8`;
}

const ANY = new Set(["0.0.0.0", "::"]);

function isOwn({ address, port }: Target, own: OwnListener | null): boolean {
  if (own === null || own.port !== port) return false;
  const bytes = parseAddress(address);
  if (bytes === null) return true;
  const same = (text: string): boolean => {
    const other = parseAddress(text);
    return other !== null && unwrapAddress(other).join() === unwrapAddress(bytes).join();
  };
  const isLoopback = classOfAddress(bytes).kind === "loopback";
  if (isLoopback && (ANY.has(own.host) || isLoopbackHost(own.host))) return true;
  return same(own.host) || (ANY.has(own.host) && own.addresses.some(same));
}

/**
 * Decides on resolved addresses, in every spelling. Unspecified, link-local, multicast, reserved and metadata addresses and Solvent's own
 * listener are never allowed; loopback and private ones while Solvent itself is bound to loopback, or where the configuration lists them.
 */
export function makeAddressPolicy(rules: AddressRules): AddressPolicy {
  const allowances = rules.allowedTargets.flatMap((entry) => toAllowance(entry) ?? []);
  const isListed = (target: Target): boolean => {
    const bytes = parseAddress(target.address);
    return allowances.some(({ cidr, name, port }) => {
      if (port !== null && port !== target.port) return false;
      return name === withoutDot(target.host) || (cidr !== null && bytes !== null && isInCidr(unwrapAddress(bytes), cidr));
    });
  };
  return (target) => {
    const bytes = parseAddress(target.address);
    if (bytes === null) return `${target.address} is not an address that can be judged`;
    const verdict = classOfAddress(bytes);
    if (verdict.kind === "never") return `${target.address} ${verdict.reason}`;
    if (isOwn(target, rules.own())) return `${target.address}:${target.port} is Solvent itself`;
    if (verdict.kind === "public" || isLoopbackHost(rules.listenHost) || isListed(target)) return null;
    return `${target.address} is a ${verdict.kind} address; add ${target.host}:${target.port} to SOLVENT_ALLOWED_TARGETS to allow it`;
  };
}
