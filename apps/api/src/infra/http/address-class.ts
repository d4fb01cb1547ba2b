import { type AddressBytes, type Cidr, isInCidr, parseCidr } from "./ip-address.ts";

/** What an address is good for. `never` has the reason in words. */
export type AddressClass =
  | { readonly kind: "public" }
  | { readonly kind: "loopback" }
  | { readonly kind: "private" }
  | { readonly kind: "never"; readonly reason: string };

interface Range {
  readonly cidr: Cidr;
  readonly class: AddressClass;
}

function ranges(value: AddressClass, ...texts: readonly string[]): Range[] {
  return texts.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === null) throw new Error(`${text} is not a range`);
    return { cidr, class: value };
  });
}

const never = (reason: string): AddressClass => ({ kind: "never", reason });

/** The first match counts. Ranges of the IANA special-purpose registries, and the metadata services of cloud providers. */
const RANGES: readonly Range[] = [
  ...ranges(
    never("is a metadata service of a cloud provider"),
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "fd00:ec2::254",
    "fd20:ce::254",
  ),
  ...ranges(never("is an unspecified address"), "0.0.0.0/8", "::/128"),
  ...ranges(never("is a link-local address"), "169.254.0.0/16", "fe80::/10"),
  ...ranges(never("is a multicast address"), "224.0.0.0/4", "ff00::/8"),
  ...ranges(
    never("is a reserved or broadcast address"),
    "240.0.0.0/4",
    "192.0.0.0/24",
    "100::/64",
    "2001::/32",
    "64:ff9b:1::/48",
    "5f00::/16",
  ),
  ...ranges({ kind: "loopback" }, "127.0.0.0/8", "::1/128"),
  ...ranges(
    { kind: "private" },
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "198.18.0.0/15",
    "fc00::/7",
    "fec0::/10",
  ),
];

/** Prefixes of IPv6 addresses that stand for an IPv4 address, and where its four bytes begin. */
const EMBEDDINGS: readonly { readonly prefix: string; readonly at: number }[] = [
  { prefix: "::ffff:0:0/96", at: 12 }, // mapped
  { prefix: "::ffff:0:0:0/96", at: 12 }, // translated (SIIT)
  { prefix: "64:ff9b::/96", at: 12 }, // NAT64
  { prefix: "2002::/16", at: 2 }, // 6to4
];
const EMBEDDED = EMBEDDINGS.flatMap(({ prefix, at }) => {
  const cidr = parseCidr(prefix);
  return cidr === null ? [] : [{ cidr, at }];
});
const COMPATIBLE: Cidr = { bytes: new Array<number>(16).fill(0), bits: 96 };

/** The IPv4 address that an IPv6 address leads to, or the address itself. */
export function unwrapAddress(address: AddressBytes): AddressBytes {
  const embedding = EMBEDDED.find(({ cidr }) => isInCidr(address, cidr));
  if (embedding !== undefined) return address.slice(embedding.at, embedding.at + 4);
  // "::" and "::1" lie in the same old range, but are addresses of their own.
  const isCompatible = isInCidr(address, COMPATIBLE) && address.slice(12).some((byte, index) => byte > (index === 3 ? 1 : 0));
  return isCompatible ? address.slice(12) : address;
}

export function classOfAddress(address: AddressBytes): AddressClass {
  const target = unwrapAddress(address);
  return RANGES.find(({ cidr }) => isInCidr(target, cidr))?.class ?? { kind: "public" };
}
