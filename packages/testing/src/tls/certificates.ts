import { generate } from "selfsigned";

/** A certificate with its private key, as PEM. */
export interface CertifiedKey {
  readonly cert: string;
  readonly key: string;
}

export interface TestCertificates {
  /** The authority that signs all of the others, and that nobody trusts by itself. */
  readonly authority: CertifiedKey;
  /** For localhost and 127.0.0.1. */
  readonly server: CertifiedKey;
  /** Says who a client is. */
  readonly client: CertifiedKey;
  /** For localhost and 127.0.0.1 until a day ago. */
  expired(): Promise<CertifiedKey>;
  /** For these names only. */
  serverFor(...names: readonly string[]): Promise<CertifiedKey>;
}

const DAY_MS = 86_400_000;
const LOCAL = ["localhost", "127.0.0.1"];

interface Wish {
  readonly name: string;
  readonly names?: readonly string[];
  readonly use: "serverAuth" | "clientAuth";
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
}

const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const toAltName = (name: string) => (/^[\d.]+$/.test(name) ? ({ type: 7, ip: name } as const) : ({ type: 2, value: name } as const));
const common = { keyType: "ec", algorithm: "sha256" } as const;

async function makeAuthority(): Promise<CertifiedKey> {
  const made = await generate([{ name: "commonName", value: "Test authority" }], {
    ...common,
    notBeforeDate: inDays(-30),
    notAfterDate: inDays(30),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}

async function sign(authority: CertifiedKey, { name, names = [], use, from = -2, until = 10 }: Wish): Promise<CertifiedKey> {
  const made = await generate([{ name: "commonName", value: name }], {
    ...common,
    notBeforeDate: inDays(from),
    notAfterDate: inDays(until),
    ca: authority,
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", [use]: true },
      ...(names.length === 0 ? [] : [{ name: "subjectAltName" as const, altNames: names.map(toAltName) }]),
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** Fresh certificates of an authority of their own, for servers and clients of tests. */
export async function makeTestCertificates(): Promise<TestCertificates> {
  const authority = await makeAuthority();
  return {
    authority,
    server: await sign(authority, { name: "localhost", names: LOCAL, use: "serverAuth" }),
    client: await sign(authority, { name: "solvent", use: "clientAuth" }),
    expired: () => sign(authority, { name: "localhost", names: LOCAL, use: "serverAuth", from: -20, until: -1 }),
    serverFor: (...names) => sign(authority, { name: names[0] ?? "nobody", names, use: "serverAuth" }),
  };
}
