import * as z from "zod";
import type { SecretField } from "../source.ts";
import { isCertificates } from "./certificates.ts";
import { type AuthKind, fieldsOf, secretsOf, WAYS, wordsOf } from "./ways.ts";

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
const RESERVED_HEADERS = new Set([
  "host",
  "content-length",
  "content-type",
  "transfer-encoding",
  "connection",
  "accept-encoding",
  "user-agent",
  "authorization",
]);
const MAX_PEM_LENGTH = 65_536;

const headerName = z
  .string()
  .regex(HEADER_NAME, "is not a header name")
  .refine((name) => !RESERVED_HEADERS.has(name.toLowerCase()), "is set by Solvent and cannot be chosen");

const certificates = z.string().max(MAX_PEM_LENGTH).refine(isCertificates, "must be certificates in PEM: -----BEGIN CERTIFICATE----- …");

/** How the connection is secured; the key of the client certificate is the secret `clientKey`. */
export const tlsFields = {
  caCertificate: certificates.optional().meta({
    title: "Certificate authorities",
    description: "In PEM. Trusted instead of those of the machine, also for the token address",
    lines: true,
  }),
  clientCertificate: certificates.optional().meta({
    title: "Client certificate",
    description: "In PEM, with its chain. Its key is kept secret",
    lines: true,
  }),
  serverName: z.string().min(1).max(253).optional().meta({
    title: "Name in the certificate",
    description: "Where the certificate of the server is for another name than that of the address",
  }),
};

/**
 * The public fields by which a connection signs in, in one of these ways, and is secured: parts of a `z.strictObject`, with
 * `checkCredentials` behind it. A field of a way that is not among them is not there.
 */
export const credentialFields = <const Kinds extends readonly AuthKind[]>(kinds: Kinds) => ({
  auth: z
    .enum(kinds)
    .default("none")
    .meta({ title: "Authentication", description: "How Solvent signs in", words: wordsOf(kinds) }),
  ...fieldsOf<Kinds[number]>(kinds),
  headerName: headerName.optional().meta({ title: "Extra header", description: "For example X-Scope-OrgID; its value is kept secret" }),
  secondHeaderName: headerName.optional().meta({ title: "Second extra header", description: "Where a gateway wants two" }),
  ...tlsFields,
});

/** What these fields hold. The set of `auth` is that of the kind. */
export interface Credentials {
  readonly auth: AuthKind;
  readonly username?: string | undefined;
  readonly tokenUrl?: string | undefined;
  readonly clientId?: string | undefined;
  readonly scope?: string | undefined;
  readonly headerName?: string | undefined;
  readonly secondHeaderName?: string | undefined;
  readonly caCertificate?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly serverName?: string | undefined;
}

const OTHER_SECRETS = {
  headerValue: { title: "Value of the extra header", description: "For example the tenant of X-Scope-OrgID", when: { headerName: [] } },
  secondHeaderValue: {
    title: "Value of the second extra header",
    description: "Where a gateway wants two",
    when: { secondHeaderName: [] },
  },
  clientKey: {
    title: "Key of the client certificate",
    description: "In PEM, without a pass phrase",
    lines: true,
    when: { clientCertificate: [] },
  },
} as const satisfies Readonly<Record<string, SecretField>>;

/** The write-only fields that go with `credentialFields` of the same kinds. */
export const credentialSecrets = (kinds: readonly AuthKind[]): Readonly<Record<string, SecretField>> => ({
  ...secretsOf(kinds),
  ...OTHER_SECRETS,
});

/** For `superRefine`: the fields that the chosen way to sign in cannot do without. */
export function checkCredentials(credentials: Credentials, context: z.core.$RefinementCtx): void {
  const { fields, what } = WAYS[credentials.auth].needs;
  for (const field of fields)
    if (credentials[field] === undefined) context.addIssue({ code: "custom", path: [field], message: `is needed for ${what}` });
}

/** What the secrets are bound to: the origin of the source, and that of the token address, which is sent one of them, too. */
export function originOf(url: string, { auth, tokenUrl }: Credentials): string {
  const addresses = auth === "oauth2" && tokenUrl !== undefined ? [url, tokenUrl] : [url];
  return [...new Set(addresses.map((address) => new URL(address).origin))].join(" ");
}
