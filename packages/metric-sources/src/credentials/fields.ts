import * as z from "zod";
import type { SecretField } from "../source.ts";
import { isBaseUrl } from "./base-url.ts";
import { isCertificates } from "./certificates.ts";

/** Ways to sign in. A kind of source offers those that make sense for it. */
export type AuthKind = "none" | "basic" | "bearer" | "apiKey" | "oauth2";

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

/** The public fields by which a connection signs in and is secured: parts of a `z.strictObject`, with `checkCredentials` behind it. */
export const credentialFields = <const Kinds extends readonly AuthKind[]>(kinds: Kinds) => ({
  auth: z
    .enum(kinds)
    .default("none")
    .meta({
      title: "Authentication",
      description: "How Solvent signs in",
      words: { basic: "User and password", bearer: "Bearer token", apiKey: "API key", oauth2: "OAuth 2, client credentials" },
    }),
  username: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ title: "User", description: "For basic authentication", when: { auth: ["basic"] } }),
  tokenUrl: z
    .string()
    .max(2048)
    .refine(isBaseUrl, "must be an http or https address without user, query or fragment")
    .optional()
    .meta({
      title: "Token address",
      description: "Where access tokens are given out, for example https://login.example.com/oauth2/token",
      when: { auth: ["oauth2"] },
    }),
  clientId: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ title: "Client", description: "Client ID of the client credentials grant", when: { auth: ["oauth2"] } }),
  scope: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .meta({ title: "Scope", description: "What the token is for, where the token address wants to know", when: { auth: ["oauth2"] } }),
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

const ALL_SECRETS = {
  password: { title: "Password", description: "For basic authentication", when: { auth: ["basic"] } },
  token: { title: "Token", description: "For bearer authentication", when: { auth: ["bearer"] } },
  apiKey: { title: "API key", description: "As it is given out, in base64", when: { auth: ["apiKey"] } },
  clientSecret: { title: "Client secret", description: "Of the client credentials grant", when: { auth: ["oauth2"] } },
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
export function credentialSecrets(kinds: readonly AuthKind[]): Readonly<Record<string, SecretField>> {
  const offered = Object.entries<SecretField>(ALL_SECRETS).filter(
    ([, { when }]) => when?.auth === undefined || kinds.some((kind) => when.auth?.includes(kind)),
  );
  return Object.fromEntries(offered);
}

/** For `superRefine`: the fields that the chosen way to sign in cannot do without. */
export function checkCredentials(credentials: Credentials, context: z.core.$RefinementCtx): void {
  const need = (field: "username" | "tokenUrl" | "clientId", what: string): void => {
    if (credentials[field] === undefined) context.addIssue({ code: "custom", path: [field], message: `is needed for ${what}` });
  };
  if (credentials.auth === "basic") need("username", "basic authentication");
  if (credentials.auth === "oauth2") {
    need("tokenUrl", "OAuth2");
    need("clientId", "OAuth2");
  }
}

/** What the secrets are bound to: the origin of the source, and that of the token address, which is sent one of them, too. */
export function originOf(url: string, { auth, tokenUrl }: Credentials): string {
  const addresses = auth === "oauth2" && tokenUrl !== undefined ? [url, tokenUrl] : [url];
  return [...new Set(addresses.map((address) => new URL(address).origin))].join(" ");
}
