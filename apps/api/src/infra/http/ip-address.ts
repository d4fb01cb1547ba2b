import { isIP } from "node:net";

/** An address as bytes: 4 or 16 of them. IPv4 inside IPv6 (mapped, translated, 6to4 …) is not unwrapped here. */
export type AddressBytes = readonly number[];

const GROUPS = 8;

function ipv4Bytes(text: string): number[] {
  return text.split(".").map(Number);
}

/** The 16-bit groups of one side of "::", an embedded dotted part included. */
function groupsOf(side: string): number[] {
  if (side === "") return [];
  return side.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = ipv4Bytes(group);
    return [a * 256 + b, c * 256 + d];
  });
}

function ipv6Bytes(text: string): number[] {
  const [head = "", tail] = text.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? 0 : GROUPS - before.length - after.length;
  return [...before, ...new Array<number>(zeros).fill(0), ...after].flatMap((group) => [group >> 8, group & 255]);
}

/** Bytes of an address in the spelling of the resolver or of a URL without brackets; null for anything else, zones (`%eth0`) included. */
export function parseAddress(text: string): AddressBytes | null {
  const family = text.includes("%") ? 0 : isIP(text);
  if (family === 0) return null;
  return family === 4 ? ipv4Bytes(text) : ipv6Bytes(text);
}

/** Addresses that share the first `bits` bits with `bytes`. */
export interface Cidr {
  readonly bytes: AddressBytes;
  readonly bits: number;
}

/** Reads `10.0.0.0/8` or `fd00::/8`; a single address is a range of one. Null when it is neither. */
export function parseCidr(text: string): Cidr | null {
  const [address = "", prefix, ...rest] = text.split("/");
  const bytes = parseAddress(address);
  if (bytes === null || rest.length > 0) return null;
  if (prefix === undefined) return { bytes, bits: bytes.length * 8 };
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bytes.length * 8 ? { bytes, bits: Number(prefix) } : null;
}

export function isInCidr(address: AddressBytes, { bytes, bits }: Cidr): boolean {
  if (address.length !== bytes.length) return false;
  return address.every((byte, index) => {
    const shared = Math.min(8, Math.max(0, bits - index * 8));
    const mask = 256 - 2 ** (8 - shared);
    return (byte & mask) === ((bytes[index] ?? 0) & mask);
  });
}
