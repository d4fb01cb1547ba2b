import * as z from "zod";

const AUTH_KINDS = ["none", "basic", "bearer"] as const;
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
const OWN_PARAMETERS = new Set(["query", "time", "start", "end", "step", "timeout", "match[]"]);

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  return isHttp && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
}

const headerName = z
  .string()
  .regex(HEADER_NAME, "is not a header name")
  .refine((name) => !RESERVED_HEADERS.has(name.toLowerCase()), "is set by Solvent and cannot be chosen");

/** The public part of a connection to Prometheus. Secret values (password, token, header value) are stored apart. */
export const prometheusConnection = z
  .strictObject({
    url: z
      .string()
      .max(2048)
      .refine(isBaseUrl, "must be an http or https address without user, query or fragment")
      .meta({ title: "Address", description: "Base address, for example http://prometheus:9090 or https://mimir.example.com/prometheus" }),
    auth: z.enum(AUTH_KINDS).default("none").meta({ title: "Authentication", description: "How Solvent signs in" }),
    username: z.string().min(1).max(256).optional().meta({ title: "User", description: "For basic authentication" }),
    headerName: headerName.optional().meta({ title: "Extra header", description: "For example X-Scope-OrgID; its value is kept secret" }),
    secondHeaderName: headerName.optional().meta({ title: "Second extra header", description: "Where a gateway wants two" }),
    extraParameters: z
      .record(z.string().regex(/^[\w[\].-]{1,64}$/, "is not a parameter name"), z.string().max(256))
      .refine(
        (parameters) => !Object.keys(parameters).some((name) => OWN_PARAMETERS.has(name)),
        "must not replace query, time, start, end, step or timeout",
      )
      .default({})
      .meta({
        title: "Extra parameters",
        description: "Sent with every query, for example dedup=true for Thanos or nocache=1 for VictoriaMetrics",
      }),
  })
  .superRefine((connection, context) => {
    if (connection.auth === "basic" && connection.username === undefined) {
      context.addIssue({ code: "custom", path: ["username"], message: "is needed for basic authentication" });
    }
  });
export type PrometheusConnection = z.infer<typeof prometheusConnection>;

export const PROMETHEUS_SECRETS = {
  password: { title: "Password", description: "For basic authentication" },
  token: { title: "Token", description: "For bearer authentication" },
  headerValue: { title: "Value of the extra header", description: "For example the tenant of X-Scope-OrgID" },
  secondHeaderValue: { title: "Value of the second extra header", description: "Where a gateway wants two" },
} as const;

/** Headers that carry the credentials. A secret that is not set is left out: the server will say what it misses. */
export function toAuthHeaders(connection: PrometheusConnection, secrets: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {};
  if (connection.auth === "basic") {
    const pair = `${connection.username ?? ""}:${secrets.password ?? ""}`;
    headers.authorization = `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
  }
  if (connection.auth === "bearer" && secrets.token !== undefined) headers.authorization = `Bearer ${secrets.token}`;
  const { headerName: first, secondHeaderName: second } = connection;
  if (first !== undefined && secrets.headerValue !== undefined) headers[first.toLowerCase()] = secrets.headerValue;
  if (second !== undefined && secrets.secondHeaderValue !== undefined) headers[second.toLowerCase()] = secrets.secondHeaderValue;
  return headers;
}

/** Everything that must not come back in a text: the secrets themselves and the credentials built from them. */
export function secretTexts(connection: PrometheusConnection, secrets: Readonly<Record<string, string>>): string[] {
  const headers = Object.values(toAuthHeaders(connection, secrets));
  return [...Object.values(secrets), ...headers, ...headers.map((value) => value.replace(/^\S+ /, ""))];
}
