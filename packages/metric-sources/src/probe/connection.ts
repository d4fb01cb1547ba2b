import * as z from "zod";
import { isCertificates } from "../credentials/certificates.ts";
import type { SecretField } from "../source.ts";

const DEFAULT_INTERVAL_SECONDS = 30;
const DEFAULT_TIMEOUT_SECONDS = 10;
/** No answer is waited for longer, whatever a connection says. */
const MAX_TIMEOUT_SECONDS = 20;
const MAX_ORIGINS = 50;
const MAX_PEM_LENGTH = 65_536;

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
const RESERVED_HEADERS = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "accept-encoding",
  "user-agent",
  "upgrade",
  "expect",
]);

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  return isHttp && url.username === "" && url.password === "" && url.href === `${url.origin}/`;
}

const CONNECTION = z.strictObject({
  intervalSeconds: z.number().int().min(10).max(300).default(DEFAULT_INTERVAL_SECONDS).meta({
    title: "Interval in seconds",
    description: "How often each address is probed, 10 to 300; above 60 the minutes between two probes stay unknown",
  }),
  timeoutSeconds: z.number().int().min(1).max(MAX_TIMEOUT_SECONDS).optional().meta({
    title: "Time-out in seconds",
    description: "Shorter than the interval; 10, or a second less than a short interval, if left empty",
  }),
  headerName: z
    .string()
    .regex(HEADER_NAME, "is not a header name")
    .refine((name) => !RESERVED_HEADERS.has(name.toLowerCase()), "is set by Solvent and cannot be chosen")
    .optional()
    .meta({ title: "Header", description: "Name of a header whose value is kept secret; Authorization if left empty" }),
  headerOrigins: z
    .array(z.string().trim().max(2048).refine(isOrigin, "must be scheme://host, with a port where it needs one, and nothing behind it"))
    .max(MAX_ORIGINS, `at most ${MAX_ORIGINS}`)
    .optional()
    .meta({
      title: "Send the header to",
      description: "The only origins that get the header, for example https://shop.example; nobody gets it if left empty",
    }),
  caCertificate: z
    .string()
    .max(MAX_PEM_LENGTH)
    .refine(isCertificates, "must be certificates in PEM: -----BEGIN CERTIFICATE----- …")
    .optional()
    .meta({ title: "Certificate authorities", description: "In PEM. Trusted instead of those of the machine", lines: true }),
});
export type ProbeConnection = z.infer<typeof CONNECTION>;

/** The public part of a connection: how addresses are probed. The addresses themselves stand in the objectives. */
export const probeConnection = CONNECTION.superRefine(({ timeoutSeconds, intervalSeconds }, context) => {
  if (timeoutSeconds !== undefined && timeoutSeconds >= intervalSeconds)
    context.addIssue({ code: "custom", path: ["timeoutSeconds"], message: `must be shorter than the interval of ${intervalSeconds} s` });
});

export const PROBE_SECRETS = {
  headerValue: { title: "Value of the header", description: "For example Bearer followed by a token" },
} as const satisfies Readonly<Record<string, SecretField>>;

export const timeoutSecondsOf = ({ timeoutSeconds, intervalSeconds }: ProbeConnection): number =>
  timeoutSeconds ?? Math.min(DEFAULT_TIMEOUT_SECONDS, intervalSeconds - 1);

const originsOf = ({ headerOrigins = [] }: ProbeConnection): string[] =>
  [...new Set(headerOrigins.map((one) => new URL(one).origin))].sort();

/**
 * Every origin that the secret is sent to, in one order: addresses stand in objectives, and whoever may write one must not be able to have
 * the secret sent to an address of his own.
 */
export const originOf = (connection: ProbeConnection): string => originsOf(connection).join(" ") || "probe";

/** The secret header for addresses of the origins that it is for. */
export function makeHeadersFor(
  connection: ProbeConnection,
  { headerValue }: Readonly<Record<string, string>>,
): (url: string) => Readonly<Record<string, string>> {
  const allowed = new Set(originsOf(connection));
  const name = (connection.headerName ?? "authorization").toLowerCase();
  return (url) => (headerValue !== undefined && allowed.has(new URL(url).origin) ? { [name]: headerValue } : {});
}

/** Everything that must not come back in a text: the header, and the credentials without their scheme. */
export const secretTexts = (secrets: Readonly<Record<string, string>>): string[] =>
  Object.values(secrets).flatMap((value) => [value, value.replace(/^\S+ +/, "")]);
